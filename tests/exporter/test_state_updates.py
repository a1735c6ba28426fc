"""Which state a file updates where it lies: found in the file, and only where nothing else reads the former values."""

from pathlib import Path
from typing import Any

import keras
import numpy as np

from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.plan import ExportPlan, NamedSpec, PlannedSignature
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.model import Source, StatePair

ROWS, WIDTH = 6, 4
STATE = ("cache", "compared", "sum", "twice", "handed_back", "replaced")


def step(row: Any, place: Any, cache: Any, compared: Any, total: Any, twice: Any, handed_back: Any, replaced: Any) -> list[Any]:
    """Each state by another way of the same update; `cache` and `replaced` alone let nobody else see what was there before."""

    def put(state: Any, values: Any = row) -> Any:
        return keras.ops.slice_update(state, [place[0], 0], values)

    updated = put(cache)
    seen = keras.ops.sum(updated) + keras.ops.sum(compared)
    seen = keras.ops.reshape(seen, (1,))
    anew = keras.ops.tile(row, (ROWS, 1))
    return [seen, updated, put(compared), total + row, put(put(twice), twice[:1]), put(handed_back), anew, handed_back]


def test_only_what_nobody_else_reads(tmp_path: Path) -> None:
    shape = (ROWS, WIDTH)
    inputs = (
        NamedSpec("row", None, "float32", (1, WIDTH)),
        NamedSpec("place", None, "int32", (1,), high=ROWS),
        *(NamedSpec(name, None, "float32", shape) for name in STATE),
    )
    signature = PlannedSignature("step", step, inputs, ("seen", *STATE, "former"))
    state = (*(StatePair(name, name) for name in STATE), StatePair("cache", "former"))
    plan = ExportPlan("m", "tensors", Source("keras"), keras.Model(), (signature,), state=state)
    bundle = routes.export(plan, tmp_path / "m")
    in_place = {(pair.input, pair.output) for pair in bundle.manifest.state if pair.update == "in_place"}
    assert in_place == {("cache", "cache"), ("replaced", "replaced")}
    assert_one_memory_is_enough(bundle.model_file)


def assert_one_memory_is_enough(path: Path) -> None:
    """The cache is an input and an output of the same call, and every other row stays."""
    rows = np.arange(ROWS * WIDTH, dtype=np.float32).reshape(ROWS, WIDTH)
    with LiteRtFile(path) as file:
        names, results = file.tensor_details("step")
        ins = {name: file.compiled.create_input_buffer_by_name("step", name) for name in names}
        outs = {name: file.compiled.create_output_buffer_by_name("step", name) for name in results}
        for name, details in names.items():
            ins[name].write(np.zeros(tuple(map(int, details["shape"])), details["dtype"]))
        ins["cache"].write(rows)
        outs["cache"] = ins["cache"]
        for place in (4, 1):
            ins["row"].write(np.full((1, WIDTH), -place, np.float32))
            ins["place"].write(np.array([place], np.int32))
            file.compiled.run_by_name("step", ins, outs)
            rows[place] = -place
            assert np.array_equal(ins["cache"].read(rows.size, np.float32).reshape(rows.shape), rows)
            assert outs["seen"].read(1, np.float32)[0] == rows.sum()
