package dev.litert.sdkgen.runtime

import java.io.IOException
import java.util.Locale

/** The manifest's first `preprocess` step of type `text`, checked. Fields that a manifest may leave out have the manifest's defaults. */
internal class TextStep(private val bundle: ModelBundle) {
    private val json: Json = bundle.manifest.json.find("preprocess")?.list.orEmpty().firstOrNull { it["type"].string == "text" }
        ?: throw ModelMismatchException("$bundle: manifest.json: preprocess: expected a step of type text but there is none")

    fun tokenizer(): Tokenizer {
        val tokenizer = mask()?.let { MaskingTokenizer(plainTokenizer(), it) } ?: plainTokenizer()
        return json.find("cleaning")?.let { CleaningTokenizer(tokenizer, json.choice("cleaning", TextCleaning.entries.associateBy { it.id }, null)) } ?: tokenizer
    }

    /** What stands for a hidden token, where the model fills gaps. */
    fun mask(): MaskToken? = json.find("mask")?.let { MaskToken(it["token"].string.ifEmpty { it["token"].fail("a text") }, it["id"].int) }

    /** Name of the input that [source] is for. */
    fun feed(source: String): Json = json["feeds"][source]

    private fun plainTokenizer(): Tokenizer = json["tokenizer"].run {
        val types = mapOf<String, () -> Tokenizer>(
            "wordpiece" to { wordPiece() },
            "sentence_piece" to { sentencePiece() },
            "byte_pair" to { BytePairTokenizer(bundle.text(this["pipeline"].string), bytes(this["vocabulary"].string), bytes(this["merges"].string)) },
            "rwkv" to { RwkvTokenizer(bytes(this["vocabulary"].string)) },
            "parseq" to { parSeq() },
            "byte" to { ByteTokenizer(flag("lowercase", true), find("normalization")?.string, errors(), replacement()) },
            "codepoint" to { codepoint() },
        )
        choice("type", types, null)()
    }

    private fun Json.wordPiece() = WordPieceTokenizer(
        vocabulary = bundle.lines(this["vocabulary"].string),
        oovToken = this["oov_token"].string,
        lowercase = flag("lowercase", false),
        stripAccents = flag("strip_accents", false),
        split = flag("split", true),
        splitOnCjk = flag("split_on_cjk", true),
        suffixIndicator = find("suffix_indicator")?.string ?: "##",
        specialTokens = find("special_tokens")?.list.orEmpty().map { it.string },
        specialTokensInStrings = flag("special_tokens_in_strings", false),
    )

    private fun Json.sentencePiece() = SentencePieceTokenizer(
        model = bytes(this["vocabulary"].string),
        addBos = flag("add_bos", false),
        addEos = flag("add_eos", false),
        idShift = choice("id_shift", SentencePieceIdShift.entries.associateBy { it.id }, "none"),
    )

    private fun Json.parSeq() = ParSeqTokenizer(
        characters = this["characters"].string,
        removeWhitespace = flag("remove_whitespace", true),
        normalize = flag("normalize", true),
        letterCase = find("letter_case")?.string ?: "both",
        maxLength = find("max_length")?.int ?: 25,
    )

    private fun Json.codepoint() =
        CodepointTokenizer(flag("lowercase", true), find("normalization")?.string, errors(), replacement(), find("vocabulary_size")?.int)

    private fun Json.errors(): String = find("errors")?.string ?: "replace"

    private fun Json.replacement(): Int = find("replacement")?.int ?: 0xFFFD

    private fun bytes(file: String): ByteArray = try {
        bundle.open(file).use { it.readBytes() }
    } catch (e: IOException) {
        throw ModelException("cannot read $file of $bundle: $e", e)
    }

    fun packer(): Packer = json["packer"].run {
        choice("type", mapOf<String, () -> Packer>("multi_segment" to { multiSegment() }, "start_end" to { startEnd() }), null)()
    }

    private fun Json.multiSegment() = MultiSegmentPacker(
        sequenceLength = sequenceLength(),
        start = ids("start"),
        separator = ids("separator"),
        end = ids("end"),
        pad = this["pad"].int,
        truncate = choice("truncate", MultiSegmentPacker.Truncate.entries.associateBy { it.id }, "round_robin"),
        paddingSide = paddingSide(),
        mask = mask(),
    )

    private fun Json.startEnd() = StartEndPacker(sequenceLength(), ids("start"), ids("end"), this["pad"].int, paddingSide(), mask())

    private fun Json.sequenceLength(): Int = this["sequence_length"].integer(1L..MAX_LENGTH).toInt()

    private fun Json.paddingSide(): Packer.PaddingSide = choice("padding_side", Packer.PaddingSide.entries.associateBy { it.id }, "right")

    private fun Json.mask(): Packer.Mask = choice("mask", Packer.Mask.entries.associateBy { it.id }, "value")

    private fun Json.flag(key: String, default: Boolean): Boolean = find(key)?.boolean ?: default

    private fun Json.ids(key: String): IntArray = this[key].list.map { it.int }.toIntArray()

    /** What [choices] has for the name at [key], which may be absent if there is a [default]. */
    private fun <T> Json.choice(key: String, choices: Map<String, T>, default: String?): T {
        val name = find(key)?.string ?: default ?: this[key].string
        return choices[name] ?: this[key].fail("one of ${choices.keys}")
    }

    /** As the manifest writes it. */
    private val Enum<*>.id: String get() = name.lowercase(Locale.ROOT)

    private companion object {
        /** Far above any model's positions: a larger number is a mistake, not a size to allocate. */
        const val MAX_LENGTH = 1L shl 24
    }
}
