package dev.litert.sdkgen.runtime

/**
 * One tensor as the manifest describes it.
 *
 * @property name what the model file calls it within its signature
 * @property shape sizes from the outermost dimension on; -1 where the size is known at run time only
 * @property symbols for each dimension the name of its run-time size, or null where the size is fixed
 * @property quantization how stored integers stand for real numbers, or null
 */
public class TensorSpec @JvmOverloads constructor(
    public val name: String,
    public val type: ElementType<*>,
    public val shape: List<Int>,
    public val symbols: List<String?> = shape.map { null },
    public val quantization: Quantization? = null,
) {
    /** Whether every size is known. */
    public val isFixed: Boolean get() = shape.none { it < 0 }

    /**
     * Number of values.
     *
     * @throws IllegalStateException while a run-time size is open
     */
    public val elements: Int get() {
        check(isFixed) { "$name: $symbols are known at run time only" }
        var product = 1L
        for (size in shape) {
            product *= size
            if (product > Int.MAX_VALUE) throw ModelMismatchException("$this is too large for an array")
        }
        return product.toInt()
    }

    /**
     * This tensor with its run-time sizes filled in.
     *
     * @throws IllegalArgumentException if [sizes] lacks one, or holds one below 1
     */
    public fun at(sizes: Map<String, Int>): TensorSpec = if (isFixed) this else TensorSpec(
        name,
        type,
        shape.mapIndexed { i, size -> if (size >= 0) size else size(symbols[i], sizes) },
        symbols,
        quantization,
    )

    /** Whether what one of the two holds is what the other would hold. */
    internal fun isLike(other: TensorSpec): Boolean = type === other.type && shape == other.shape && quantization == other.quantization

    private fun size(symbol: String?, sizes: Map<String, Int>): Int {
        val size = requireNotNull(sizes[symbol]) { "$name: expected a size for $symbol but there are only ${sizes.keys}" }
        require(size > 0) { "$name: expected a size of at least 1 for $symbol but was $size" }
        return size
    }

    override fun toString(): String = "$name: $type$shape"
}

/** How a tensor stores real numbers: `real = scale * (stored - zeroPoint)`. */
public class Quantization(public val scale: Float, public val zeroPoint: Int) {
    override fun equals(other: Any?): Boolean = other is Quantization && other.scale == scale && other.zeroPoint == zeroPoint

    override fun hashCode(): Int = 31 * scale.hashCode() + zeroPoint
}
