"""How the element types of a manifest appear in generated code."""

from dataclasses import dataclass

from markupsafe import Markup

from ..manifest.model import Tensor


@dataclass(frozen=True)
class Carrier:
    """What carries a tensor's values: an `ElementType` of the runtime and a primitive array."""

    element_type: Markup
    kotlin: Markup
    java: Markup


_CARRIERS = {
    "float32": Carrier(Markup("FLOAT32"), Markup("FloatArray"), Markup("float[]")),
    "int32": Carrier(Markup("INT32"), Markup("IntArray"), Markup("int[]")),
    "int64": Carrier(Markup("INT64"), Markup("LongArray"), Markup("long[]")),
    "int8": Carrier(Markup("INT8"), Markup("ByteArray"), Markup("byte[]")),
    "uint8": Carrier(Markup("UINT8"), Markup("ByteArray"), Markup("byte[]")),
    "bool": Carrier(Markup("BOOL"), Markup("BooleanArray"), Markup("boolean[]")),
}


def carrier_of(tensor: Tensor) -> Carrier:
    """A quantized boundary carries real values: the runtime applies scale and zero point, which are read on the device."""
    return _CARRIERS["float32" if tensor.quantization is not None else tensor.dtype]
