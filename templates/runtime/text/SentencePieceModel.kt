package dev.litert.sdkgen.runtime

/**
 * A SentencePiece `ModelProto`, checked as sentencepiece checks it when it loads one. Fields of training only are passed over.
 *
 * @throws ModelMismatchException if it is damaged, or contradicts itself
 */
internal class SentencePieceModel(bytes: ByteArray) {
    val vocabulary = SentencePieceVocabulary(bytes)
    var algorithm: Int = UNIGRAM
        private set
    var byteFallback = false
        private set
    var spaceAsSuffix = false
        private set
    var unknownSurface: String = " \u2047 "
        private set
    val normalizer = SentencePieceNormalizerSpec()
    val denormalizer = SentencePieceNormalizerSpec()

    /** Id of the unknown piece; -1 if there is none, which byte fallback makes possible. */
    var unknown: Int = -1
        private set

    /** Ids of the 256 bytes, if [byteFallback]. */
    val byteIds = IntArray(256) { -1 }

    /** Ids of the pieces that are never found in a text. */
    private val reserved = HashMap<String, Int>()

    private var bosPiece = ""
    private var eosPiece = ""

    /** Id of the control piece that begins a text, or -1. */
    val bos: Int get() = controlPiece(bosPiece.ifEmpty { "<s>" })

    /** Id of the control piece that ends a text, or -1. */
    val eos: Int get() = controlPiece(eosPiece.ifEmpty { "</s>" })

    init {
        val proto = SentencePieceProto(bytes)
        val piece = PieceReader(proto)
        while (proto.next()) {
            when (proto.field) {
                1 -> piece.read()
                2 -> proto.message { readTrainerSpec(proto) }
                3 -> proto.message { normalizer.read(proto, bytes) }
                5 -> proto.message { denormalizer.read(proto, bytes) }
                else -> proto.skip()
            }
        }
        for (id in 0 until vocabulary.size) check(id)
        if (unknown < 0 && !byteFallback) fail("an unknown piece but there is none among ${vocabulary.size} pieces")
        if (byteFallback) byteIds.indexOf(-1).let { if (it >= 0) fail("a piece for each byte, since byte_fallback is on, but %02X has none".format(it)) }
    }

    /** Refuses the model: [expected] says what would have been right. */
    fun fail(expected: String): Nothing = throw ModelMismatchException("SentencePiece model: expected $expected; export the model again")

    /** Refuses a piece that is there twice. */
    fun failTwice(id: Int): Nothing = fail("each piece once but ${name(id)} is there twice")

    private fun name(id: Int): String = "piece $id, \"${vocabulary.text(id).take(40)}\","

    private fun controlPiece(piece: String): Int = reserved[piece]?.takeIf { vocabulary.type(it) == SentencePieceVocabulary.CONTROL } ?: -1

    private fun readTrainerSpec(proto: SentencePieceProto) {
        when (proto.field) {
            3 -> algorithm = proto.choice("a model_type", UNIGRAM..CHAR)
            24 -> spaceAsSuffix = proto.boolean()
            35 -> byteFallback = proto.boolean()
            44 -> unknownSurface = proto.string()
            46 -> bosPiece = proto.string()
            47 -> eosPiece = proto.string()
            else -> proto.skip()
        }
    }

    private fun SentencePieceNormalizerSpec.read(proto: SentencePieceProto, bytes: ByteArray) {
        when (proto.field) {
            2 -> proto.length().let { length ->
                charsmap = if (length == 0) null else Charsmap(bytes, proto.at, length)
                proto.skipBytes(length)
            }
            3 -> addDummyPrefix = proto.boolean()
            4 -> removeExtraWhitespaces = proto.boolean()
            5 -> escapeWhitespaces = proto.boolean()
            else -> proto.skip()
        }
    }

    private fun check(id: Int) {
        if (byteFallback && vocabulary.isNull(id)) vocabulary.markUnused(id)
        if (vocabulary.isIgnored(id)) return
        val length = vocabulary.end(id) - vocabulary.start(id)
        if (length !in 1 until MAX_PIECE) fail("pieces of 1 to ${MAX_PIECE - 1} bytes but piece $id has $length")
        if (vocabulary.isText(id)) return
        if (reserved.put(vocabulary.text(id), id) != null) failTwice(id)
        when (vocabulary.type(id)) {
            SentencePieceVocabulary.UNKNOWN -> if (unknown < 0) unknown = id else fail("one unknown piece but ${name(id)} is the second")
            SentencePieceVocabulary.BYTE -> {
                if (!byteFallback) fail("no byte pieces, since byte_fallback is off, but ${name(id)} is one")
                if (!BYTE_NAME.matches(vocabulary.text(id))) fail("<0x00> to <0xFF> for a byte but was ${name(id)}")
                byteIds[byteOf(id)] = id
            }
        }
    }

    /** The byte that the BYTE piece [id] stands for, which is called `<0x0A>`. */
    fun byteOf(id: Int): Int {
        val digits = vocabulary.start(id) + 3
        return (Character.digit(vocabulary.bytes[digits].toInt(), 16) shl 4) + Character.digit(vocabulary.bytes[digits + 1].toInt(), 16)
    }

    /** Reads pieces, one after the other. */
    private inner class PieceReader(private val proto: SentencePieceProto) {
        private var start = 0
        private var end = 0
        private var score = 0f
        private var type = SentencePieceVocabulary.NORMAL

        private val readField: () -> Unit = {
            when (proto.field) {
                1 -> {
                    val length = proto.length()
                    start = proto.at
                    end = start + length
                    proto.skipBytes(length)
                }
                2 -> score = proto.float()
                3 -> type = proto.choice("a type of a piece", SentencePieceVocabulary.NORMAL..SentencePieceVocabulary.BYTE)
                else -> proto.skip()
            }
        }

        fun read() {
            start = 0
            end = 0
            score = 0f
            type = SentencePieceVocabulary.NORMAL
            proto.message(readField)
            vocabulary.add(start, end, score, type)
        }
    }

    companion object {
        /** Values of `model_type`. */
        const val UNIGRAM: Int = 1
        const val BPE: Int = 2
        const val WORD: Int = 3
        const val CHAR: Int = 4

        /** `kMaxPieceSize` of sentencepiece. */
        private const val MAX_PIECE = 8000

        private val BYTE_NAME = Regex("<0x[0-9A-F]{2}>")
    }
}
