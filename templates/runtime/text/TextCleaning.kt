package dev.litert.sdkgen.runtime

/** What happens to a text before it is tokenized: to its ASCII characters alone, as TensorFlow's string functions do it. */
internal enum class TextCleaning {
    LOWERCASE {
        override fun clean(text: String): String = text.map { if (it in 'A'..'Z') it + ('a' - 'A') else it }.toCharArray().concatToString()
    },
    WORDS {
        override fun clean(text: String): String {
            val cleaned = StringBuilder(text.length)
            for (char in LOWERCASE.clean(text)) {
                val isSpace = char in BREAKS
                if (isSpace && cleaned.endsWith(' ') || PUNCTUATION.any { char in it }) continue
                cleaned.append(if (isSpace) ' ' else char)
            }
            return cleaned.trim(*MaskingTokenizer.SPACES).toString()
        }
    };

    abstract fun clean(text: String): String

    private companion object {
        /** Vertical tabs are white space at the ends of a text only. */
        const val BREAKS = " \t\n\r\u000c"
        val PUNCTUATION = listOf('!'..'/', ':'..'@', '['..'`', '{'..'~')
    }
}

/** Another tokenizer, for texts that are cleaned before. */
internal class CleaningTokenizer(private val tokenizer: Tokenizer, private val cleaning: TextCleaning) : Tokenizer by tokenizer {
    override fun encode(text: String): IntArray = tokenizer.encode(cleaning.clean(text))

    override fun encode(text: String, limit: Int): IntArray = tokenizer.encode(cleaning.clean(text), limit)
}
