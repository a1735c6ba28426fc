"""Pins what `tracing` does with TensorFlow's graphs."""

import gc
import weakref
from typing import Any

import keras
import pytest
from tensorflow.python.framework import func_graph

from litert_sdkgen.exporter import plain, tracing


def test_the_graph_goes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    graphs: list[Any] = []

    class Watched(func_graph.FuncGraph):  # type: ignore[misc]
        def __init__(self, name: str) -> None:
            super().__init__(name)
            graphs.append(weakref.ref(self))

    monkeypatch.setattr(func_graph, "FuncGraph", Watched)
    # Padding asks for a constant's value, which graphs remember.
    model = keras.Sequential([keras.Input((8, 8, 3), 1), keras.layers.ZeroPadding2D(), keras.layers.Conv2D(2, 3)])
    plan = plain.plan(model, "m")
    gc.disable()
    try:
        traced = tracing.trace(plan.signatures[0], plan.model, streamed=16)
        assert [graph() for graph in graphs] == [None], "no garbage collector should be needed"
    finally:
        gc.enable()
    assert [len(side) for side in (traced.inputs, traced.outputs, traced.weight_inputs)] == [1, 1, 1]
