package com.google.ai.edge.litert

public data class TensorType(val elementType: ElementType, val layout: Layout? = null) {
    public enum class ElementType { INT, FLOAT, INT8, BOOLEAN, INT64 }

    public data class Layout(val dimensions: List<Int>, val strides: List<Int> = emptyList())
}
