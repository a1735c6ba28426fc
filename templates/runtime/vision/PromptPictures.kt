package dev.litert.sdkgen.runtime

/**
 * What the manifest's `postprocess` says of pictures in a prompt, or of its `sounds`, checked; see the manifest's documentation.
 *
 * @param argument what callers pass them as
 */
internal class PromptPictures(bundle: ModelBundle, private val kind: String = "pictures", private val argument: String = "images") {
    /** The output of the signature that encodes them, and the input of what reads it. */
    val embeddings: String

    /** Positions of the context that a picture takes, or a sound at most. */
    val places: Int

    /** Moments of a sound for each of its places; null where it takes [places] however long it is. */
    private val framesPerPlace: Int?

    /** The most pictures of a prompt. */
    val most: Int

    /** Null where one picture stands in front of each prompt. */
    val marker: PlaceMarker?

    init {
        val json = bundle.manifest.json["postprocess"][kind]
        embeddings = json["embeddings"].string
        places = json["places"].integer(1L..MOST_PLACES).toInt()
        val encoded = bundle.manifest.signatures.flatMap { it.outputs }.find { it.name == embeddings }
        if (encoded?.shape?.getOrNull(1) != places) json["places"].fail("as many as an output $embeddings has")
        framesPerPlace = json.find("frames_per_place")?.integer(1L..MOST_PLACES)?.toInt()
        most = json.find("most")?.integer(1L..MOST_PLACES)?.toInt() ?: 1
        marker = json.find("marker")?.run {
            PlaceMarker(this["marker"].nonempty(), this["before"].string, this["placeholder"].nonempty(), this["after"].string, this["token"].int)
        }
    }

    /** Places of a sound of so many moments. */
    fun taken(frames: Int): Int = if (framesPerPlace == null) places else minOf(places, (frames + framesPerPlace - 1) / framesPerPlace)

    /** A prompt as it is tokenized, with so many places for [each] in turn, and the most for others. */
    fun expanded(prompt: String, each: List<Int> = emptyList()): String {
        if (marker == null) return prompt
        val parts = prompt.split(marker.text)
        return parts.drop(1).foldIndexed(parts[0]) { i, text, part -> text + marker.expansion(each.getOrElse(i) { places }) + part }
    }

    /** The tokens of a prompt, behind the places of a picture that stands in front. */
    fun placed(tokens: IntArray): IntArray = if (marker == null) IntArray(places) { GenerationStep.PLACE } + tokens else tokens

    /**
     * Refuses a prompt without a place for each of [count] pictures.
     *
     * @throws IllegalArgumentException if there are more or fewer places
     */
    fun check(tokens: IntArray, count: Int) {
        if (marker == null) {
            require(count == 1) { "images: expected one picture, which stands in front of the prompt, but was $count" }
            return
        }
        check(tokens, List(count) { places }, marker)
    }

    /** As above, of so many places for [each]. */
    fun check(tokens: IntArray, each: List<Int>, marker: PlaceMarker) {
        val count = each.size
        require(count <= most) { "$argument: expected at most $most $kind but was $count" }
        val runs = runs(tokens, marker.token)
        val nowhere = if (marker.placeholder == marker.text) "" else " and ${marker.placeholder} nowhere,"
        require(runs == each) { "prompt: expected ${marker.text} once for each of $count $kind,$nowhere but it has ${runs.size}, of $runs places" }
    }

    /** How often [token] stands in turn, wherever it does. */
    private fun runs(tokens: IntArray, token: Int): List<Int> {
        val runs = ArrayList<Int>()
        for (i in tokens.indices) {
            if (tokens[i] != token) continue
            if (i > 0 && tokens[i - 1] == token) runs[runs.lastIndex]++ else runs += 1
        }
        return runs
    }

    private fun Json.nonempty(): String = string.ifEmpty { fail("a text") }

    private companion object {
        /** Far more than any context. */
        const val MOST_PLACES = 1L shl 24
    }
}

/** What stands for a picture or a sound in a prompt, and what it becomes: [token] is the id of one [placeholder]. */
internal class PlaceMarker(val text: String, private val before: String, val placeholder: String, private val after: String, val token: Int) {
    fun expansion(places: Int): String = before + placeholder.repeat(places) + after
}
