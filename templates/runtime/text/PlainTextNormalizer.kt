package dev.litert.sdkgen.runtime

/** What tokenizers without a vocabulary do first: fold the case ([lowercase]), then bring the text into the form [normalization], if any. */
internal class PlainTextNormalizer(private val lowercase: Boolean, normalization: String?) {
    private val form = normalization?.let { name ->
        NormalizationForm.entries.find { it.name == name }
            ?: throw ModelMismatchException("normalization: expected one of ${NormalizationForm.entries} but was $name")
    }

    fun normalize(text: String): String {
        val wellFormed = replaceLoneSurrogates(text)
        val folded = if (lowercase) StringBuilder().also { CaseFolding().fold(wellFormed, 0, wellFormed.length, it) }.toString() else wellFormed
        return form?.of(folded) ?: folded
    }
}

/** What stands for ids that make no text: [replacement], nothing, or null if they are an error. */
internal fun decodingReplacement(errors: String, replacement: Int): String? = when (errors) {
    "replace" -> {
        if (replacement !in 0..Character.MAX_CODE_POINT) throw ModelMismatchException("replacement: expected a code point but was $replacement")
        String(Character.toChars(replacement))
    }
    "ignore" -> ""
    "strict" -> null
    else -> throw ModelMismatchException("errors: expected replace, ignore or strict but was $errors")
}
