package dev.litert.sdkgen.runtime

/** What the manifest says of generation: its last `preprocess` step, whose packer is of type `prompt`, and its `postprocess`, checked. */
internal class GenerationStep(bundle: ModelBundle) {
    /** Names of the inputs that take tokens and their positions, and of the output with the logits. */
    val tokensInput: String
    val positionsInput: String

    /** The input that says which tokens are there, of signatures that read less than they have room for; null where there are none. */
    val isTokenInput: String?
    val output: String

    /** What stands before every prompt, or begins every answer where an encoder reads the prompt. */
    val start: IntArray

    /** Name of the output with hidden states, where the model has it. */
    val hidden: String?

    private val beforeSingle: Int?

    /** Whether the state is none with a place for each position. */
    val isRecurrent: Boolean

    /** Tokens that prompt and answer have together, at most. */
    val contextLength: Int
    val stopTokens: Set<Int>
    val specialTokens: Set<Int>

    /** The model's own. */
    val sampler: Sampler

    init {
        val manifest = bundle.manifest.json
        val step = manifest["preprocess"].list.lastOrNull() ?: manifest["preprocess"].fail("a step")
        if (step["packer"]["type"].string != "prompt") step["packer"]["type"].fail("prompt")
        start = step["packer"]["start"].list.map { it.int }.toIntArray()
        beforeSingle = step["packer"].find("before_single")?.int
        tokensInput = step["feeds"]["token_ids"].string
        positionsInput = step["feeds"]["positions"].string
        isTokenInput = step["feeds"].find("padding_mask")?.string
        val post = manifest["postprocess"]
        if (post["type"].string != "generation") post["type"].fail("generation")
        output = post["output"].string
        hidden = post.find("hidden")?.string
        isRecurrent = post.find("state_kind")?.let { if (it.string == "recurrent") true else it.fail("recurrent") } ?: false
        contextLength = post["context_length"].integer(1L..MAX_CONTEXT).toInt()
        stopTokens = post["stop_tokens"].list.map { it.int }.toSet()
        specialTokens = post["special_tokens"].list.map { it.int }.toSet()
        sampler = sampler(post["sampler"])
    }

    /** The tokens of a prompt's text, with those that the model wants in front. */
    fun prompt(tokens: IntArray): IntArray = start + (if (tokens.size == 1) listOfNotNull(beforeSingle).toIntArray() else IntArray(0)) + tokens

    private fun sampler(json: Json): Sampler {
        val temperature = json.find("temperature")?.float ?: 1f
        val k = json.find("k")?.int
        return try {
            when (json["method"].string) {
                "greedy" -> Sampler.greedy()
                "top_k" -> Sampler.topK(k ?: json["k"].int, temperature)
                "top_p" -> Sampler.topP(json["p"].float, k, temperature)
                "random" -> Sampler.random(temperature)
                "beam" -> Sampler.beam(json["beams"].int, temperature)
                "contrastive" -> Sampler.contrastive(k ?: json["k"].int, json["alpha"].float, temperature)
                else -> json["method"].fail("greedy, top_k, top_p, random, beam or contrastive")
            }
        } catch (e: IllegalArgumentException) {
            json.fail("a sampler that can be (${e.message})")
        }
    }

    companion object {
        /** Stands among tokens for a place of a picture in front of them. */
        const val PLACE = -1

        /** Far above any model's context: a larger number is a mistake. */
        private const val MAX_CONTEXT = 1L shl 24
    }
}
