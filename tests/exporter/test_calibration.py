"""Examples for quantization: from arrays, texts, pictures and generators, through the model's own preprocessing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tiny_models
from PIL import Image

from litert_sdkgen.errors import UsageError
from litert_sdkgen.exporter import calibration, plain, routes
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request


@pytest.fixture(scope="module")
def texts() -> ExportPlan:
    return plan_for(tiny_models.bert_classifier(), Request("m", sequence_length=16))[0]


@pytest.fixture(scope="module")
def pictures() -> ExportPlan:
    return plan_for(tiny_models.image_classifier(), Request("m"))[0]


@pytest.fixture(scope="module")
def tensors() -> ExportPlan:
    return plain.plan(tiny_models.plain_dense(), "m")


def test_texts_become_what_kerashubs_preprocessor_makes_of_them(texts: ExportPlan, tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("the quick brown fox\n\nThe fox\n", encoding="utf-8")
    examples = calibration.of_file(tmp_path / "texts.txt")(texts)["serving_default"]
    assert len(examples) == 2
    preprocessor = tiny_models.bert_classifier().preprocessor
    preprocessor.sequence_length = 16
    packed = preprocessor(["the quick brown fox"])
    for name, values in examples[0].items():
        np.testing.assert_array_equal(values, np.asarray(packed[name]))
    assert [len(part) for part in (examples[:1], examples[1:])] == [1, 1]


def test_pictures_become_what_kerashubs_preprocessor_makes_of_them(pictures: ExportPlan, tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (40, 50, 3)).astype("uint8")
    Image.fromarray(pixels).save(tmp_path / "b.png")
    Image.fromarray(pixels[::-1]).save(tmp_path / "a.PNG")
    (tmp_path / "notes.txt").write_text("no picture")
    examples = calibration.of_file(tmp_path)(pictures)["serving_default"]
    preprocessor = tiny_models.image_classifier().preprocessor
    np.testing.assert_array_equal(examples[1]["image"], np.asarray(preprocessor(pixels[None].astype("float32"))))
    assert len(examples) == 2


def test_they_decide_the_ranges_and_the_report(pictures: ExportPlan, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    for i in range(4):
        values = np.random.default_rng(i).integers(0, 256, (32, 32, 3)).astype("uint8")
        Image.fromarray(values).save(tmp_path / f"pictures/{i}.png")
    bundle = routes.export(pictures, tmp_path / "m", Quantization.of("int8", tmp_path / "pictures"))
    report = bundle.manifest.model.quantization.report
    assert report is not None and report.examples == 4
    assert report.agreement is not None and report.agreement >= 0.75
    assert report.float32_bytes is not None and report.float32_bytes > bundle.manifest.model.bytes


def test_a_generator_gives_arrays_by_name_or_one_each(tensors: ExportPlan) -> None:
    def named() -> Iterator[dict[str, Any]]:
        yield {"a": np.ones((1, 4), "float64"), "b": [[1, 2, 3]]}

    (example,) = calibration.of_dataset(named)(tensors)["serving_default"]
    assert (example["a"].dtype, example["a"].shape, example["b"].dtype) == ("float32", (1, 4), "int32")
    x = keras.Input((4,), name="x")
    single = plain.plan(keras.Model(x, keras.layers.Dense(2)(x)), "m")
    (example,) = calibration.of_dataset(lambda: [[np.ones(4)]])(single)["serving_default"]
    assert example["x"].shape == (1, 4)


@pytest.mark.parametrize(
    ("dataset", "message"),
    [
        (lambda: [], "at least one example. Received: none"),
        (lambda: [[np.ones((1, 4)), np.ones((1, 3))]], r"expected dicts by input name \(a, b\).*a list of 2"),
        (lambda: [{"a": np.ones((1, 4))}], "expected the arrays a, b. Received: a"),
        (lambda: [{"a": np.ones((1, 5)), "b": np.ones((1, 3))}], r"a: expected examples of shape \(1, 4\). Received: \(1, 5\)"),
    ],
)
def test_generators_that_do_not_fit(dataset: Callable[[], Any], message: str, tensors: ExportPlan) -> None:
    with pytest.raises(UsageError, match=message):
        calibration.of_dataset(dataset)(tensors)


def test_files_that_do_not_fit(texts: ExportPlan, pictures: ExportPlan, tensors: ExportPlan, tmp_path: Path) -> None:
    written = tmp_path / "texts.txt"
    written.write_text("a text")
    (tmp_path / "empty.txt").write_text("\n \n")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "none").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/a.png").write_bytes(b"no picture")
    refusals = [
        (written, pictures, "image_classifier takes a folder of pictures. Received: texts"),
        (tmp_path / "broken", texts, "text_classifier takes a .txt file. Received: pictures"),
        (written, tensors, "tensors takes an .npz file"),
        (tmp_path / "empty.txt", texts, "one text per line. Received: an empty file"),
        (tmp_path / "latin.txt", texts, "expected a UTF-8 file"),
        (tmp_path / "none", pictures, "expected pictures"),
    ]
    for path, plan, message in refusals:
        with pytest.raises(UsageError, match=message):
            calibration.of_file(path)(plan)
    with pytest.raises(UsageError, match=r"expected an .npz file, a .txt file or a folder of pictures. Received: '.*m.csv'"):
        calibration.of_file(tmp_path / "m.csv")
    with pytest.raises(UsageError, match=r"a.png: expected a picture"):
        routes.export(pictures, tmp_path / "m", Quantization.of("int8", tmp_path / "broken"))
    assert not (tmp_path / "m").exists()


def test_examples_without_a_quantization_are_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing is quantized"):
        Quantization.of("none", {"x": np.ones((1, 4))})
    with pytest.raises(UsageError, match="expected one of none, float16, .* or a recipe.json. Received: 'recipe'"):
        Quantization.of("recipe")
