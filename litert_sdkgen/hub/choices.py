"""The graph itself tells which number is largest, so that a device need not read them all."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import keras

from ..exporter.plan import PlannedSignature


def chosen(signature: PlannedSignature, scores: str, name: str) -> PlannedSignature:
    """`signature` with a further output `name`, int32: where in its last dimension `scores` is largest, of equal numbers the first."""
    place = signature.output_names.index(scores)

    def function(*tensors: Any) -> Sequence[Any]:
        outputs = signature.function(*tensors)
        return [*outputs, keras.ops.argmax(outputs[place], axis=-1)]

    return replace(signature, function=function, output_names=(*signature.output_names, name), choices={**signature.choices, name: scores})
