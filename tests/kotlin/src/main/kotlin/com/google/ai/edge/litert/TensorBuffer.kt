package com.google.ai.edge.litert

import dev.litert.sdkgen.runtime.HostTensor

public class TensorBuffer internal constructor(private val tensor: HostTensor) : JniHandle() {
    public fun writeInt(data: IntArray): Unit = open().write(data)

    public fun writeFloat(data: FloatArray): Unit = open().write(data)

    public fun writeInt8(data: ByteArray): Unit = open().write(data)

    public fun writeBoolean(data: BooleanArray): Unit = open().write(data)

    public fun writeLong(data: LongArray): Unit = open().write(data)

    public fun readInt(): IntArray = open().read() as IntArray

    public fun readFloat(): FloatArray = open().read() as FloatArray

    public fun readInt8(): ByteArray = open().read() as ByteArray

    public fun readBoolean(): BooleanArray = open().read() as BooleanArray

    public fun readLong(): LongArray = open().read() as LongArray

    override fun destroy(): Unit = tensor.close()

    internal fun open(): HostTensor {
        checkOpen()
        return tensor
    }
}
