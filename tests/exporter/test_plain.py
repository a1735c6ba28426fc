"""Plain Keras models of every shape: exported, run on LiteRT and equal to Keras, under names that do not depend on the process."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tiny_models

from litert_sdkgen.bundle import Bundle
from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.exporter import plain, routes
from litert_sdkgen.litert import LiteRtFile


@keras.saving.register_keras_serializable("tests")
class Subclassed(keras.Model):
    """One tensor in, a tuple out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.dense = keras.layers.Dense(3, activation="relu")

    def call(self, x: Any) -> Any:
        return self.dense(x), x + 1.0


@keras.saving.register_keras_serializable("tests")
class TakesDict(keras.Model):
    """A dict in, a dict out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.dense = keras.layers.Dense(2)

    def call(self, inputs: Any) -> Any:
        return {"score": self.dense(inputs["left"]) - self.dense(inputs["right"])}


def functional_list() -> keras.Model:
    x, y = keras.Input((3,)), keras.Input((3,))
    return keras.Model([x, y], [keras.layers.Dense(2)(x), keras.layers.Dense(4, name="second")(y)])


def functional_dict() -> keras.Model:
    # the dict's order is not the alphabetical one, and the tensors carry other names than the keys
    inputs = {"z": keras.Input((3,), name="first"), "a": keras.Input((3,), name="second")}
    return keras.Model(inputs, {"out": keras.layers.Dense(2)(inputs["z"] - 2 * inputs["a"])})


def functional_nested() -> keras.Model:
    inputs = {"pair": [keras.Input((2,)), keras.Input((2,))], "one": keras.Input((2,))}
    total = inputs["pair"][0] - 3 * inputs["pair"][1] + inputs["one"]
    return keras.Model(inputs, {"a": {"b": keras.layers.Dense(1)(total)}, "c": [total]})


def sequential() -> keras.Model:
    return keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Conv2D(3, 3), keras.layers.Flatten(), keras.layers.Dense(2)])


def shared_output() -> keras.Model:
    x = keras.Input((3,), name="x")
    y = keras.layers.Dense(3)(x)
    return keras.Model(x, {"y": y, "again": y, "x_too": x})


def subclassed() -> keras.Model:
    model = Subclassed()
    model(np.zeros((1, 4), "float32"))
    return model


def takes_dict() -> keras.Model:
    model = TakesDict()
    model({"left": np.zeros((1, 4), "float32"), "right": np.zeros((1, 4), "float32")})
    return model


CASES = {
    "functional_list": (functional_list, ["input_0", "input_1"], ["output_0", "second"]),
    "functional_dict": (functional_dict, ["z", "a"], ["out"]),
    "functional_nested": (functional_nested, ["pair/0", "pair/1", "one"], ["a/b", "c/0"]),
    "sequential": (sequential, ["input"], ["output"]),
    "shared_output": (shared_output, ["x"], ["y", "again", "x_too"]),
    "subclassed": (subclassed, ["input"], ["output_0", "output_1"]),
    "takes_dict": (takes_dict, ["left", "right"], ["score"]),
    "two_dtypes": (tiny_models.plain_dense, ["a", "b"], ["sum"]),
}


@pytest.mark.parametrize("case", CASES)
def test_equals_keras_under_stable_names(case: str, tmp_path: Path) -> None:
    build, inputs, outputs = CASES[case]
    build()  # moves Keras' automatic numbers on
    model = tiny_models.varied(build())
    bundle = routes.export(plain.plan(model, case), tmp_path / case)
    (signature,) = bundle.manifest.signatures
    assert [tensor.name for tensor in signature.inputs] == inputs
    assert [tensor.name for tensor in signature.outputs] == outputs
    for order in ("list_index", "position"):
        assert [getattr(tensor, order) for tensor in signature.inputs] == list(range(len(inputs)))
        assert [getattr(tensor, order) for tensor in signature.outputs] == list(range(len(outputs)))
    assert bundle.manifest.verification.max_abs_difference < 1e-5


@pytest.mark.parametrize("case", ["functional_dict", "sequential", "subclassed", "takes_dict"])
def test_a_saved_model_gives_the_same_file(case: str, tmp_path: Path) -> None:
    model = tiny_models.varied(CASES[case][0]())
    first = routes.export(plain.plan(model, "m"), tmp_path / "first")
    loaded = keras.saving.load_model(tiny_models.save(model, tmp_path))
    second = routes.export(plain.plan(loaded, "m"), tmp_path / "second")
    assert first.model_file.read_bytes() == second.model_file.read_bytes()
    assert (first.directory / "manifest.json").read_text() == (second.directory / "manifest.json").read_text()


def test_the_written_file_answers_by_name(tmp_path: Path) -> None:
    model = functional_dict()
    bundle = routes.export(plain.plan(model, "m"), tmp_path / "m")
    z, a = np.array([[1, 2, 3]], "float32"), np.array([[-4, 5, 0.5]], "float32")
    with LiteRtFile(bundle.model_file) as file:
        got = file.run("serving_default", {"a": a, "z": z})["out"]
    np.testing.assert_allclose(got, model({"z": z, "a": a})["out"], atol=1e-6)


def test_open_sizes_are_refused_with_what_to_do_and_pinned_by_inputs(tmp_path: Path) -> None:
    x = keras.Input((None, 4), name="steps")
    model = keras.Model(x, keras.layers.Dense(2)(x))
    with pytest.raises(ExportError, match=r"'steps' has no fixed size along axis 1.*--input steps:DTYPE\[1,N,4\]"):
        plain.plan(model, "m")
    bundle = routes.export(plain.plan(model, "m", {"steps": ("float32", (1, 7, 4))}), tmp_path / "m")
    assert bundle.manifest.signatures[0].inputs[0].shape == (1, 7, 4)


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        ({"other": ("float32", (1, 4))}, "no input 'other'; it has input"),
        ({"input": ("float32", (1, 5))}, r"\(1, 5\) does not fit"),
        ({"input": ("float32", (0, 4))}, "expected positive sizes"),
    ],
)
def test_wrong_pins_are_refused(pins: plain.Pins, message: str) -> None:
    x = keras.Input((4,))
    with pytest.raises(UsageError, match=message):
        plain.plan(keras.Model(x, keras.layers.Dense(2)(x)), "m", pins)


def test_a_subclassed_model_that_was_never_built_needs_its_inputs_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="never built"):
        plain.plan(Subclassed(), "m")
    bundle = routes.export(plain.plan(Subclassed(), "m", {"x": ("float32", (1, 4))}), tmp_path / "m")
    assert [tensor.name for tensor in bundle.manifest.signatures[0].inputs] == ["x"]


def test_string_inputs_belong_into_preprocessing() -> None:
    x = keras.Input((1,), dtype="string", name="text")
    model = keras.Model(x, keras.layers.StringLookup(vocabulary=["a", "b"])(x))
    with pytest.raises(ExportError, match=r"'text' has dtype string.*preprocessing"):
        plain.plan(model, "m")


def test_bundles_are_byte_identical_when_exported_again(tmp_path: Path) -> None:
    model = tiny_models.plain_dense()
    first, second = (routes.export(plain.plan(model, "m"), tmp_path / name) for name in ("first", "second"))
    for file in sorted(path.name for path in first.directory.iterdir()):
        assert (first.directory / file).read_bytes() == (second.directory / file).read_bytes(), file
    assert Bundle.read(second.directory).manifest == first.manifest
