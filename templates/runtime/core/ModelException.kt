package dev.litert.sdkgen.runtime

/** The model could not be loaded or run; [cause] is what LiteRT said. Unchecked, so that Java callers need no `throws`. */
public open class ModelException @JvmOverloads constructor(message: String, cause: Throwable? = null) : RuntimeException(message, cause)

/** The files of a bundle disagree with each other, or with the class that was generated for another bundle. */
public class ModelMismatchException @JvmOverloads constructor(message: String, cause: Throwable? = null) : ModelException(message, cause)
