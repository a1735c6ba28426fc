"""Text recognition: a file answers what Keras generates, which is what the forward pass gives."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_picture_readers

from litert_sdkgen.errors import UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.manifest.steps import PromptPacker


def plan(model: Any, **options: Any) -> ExportPlan:
    return plan_for(model, Request("m", **options))[0]


@pytest.mark.parametrize("layers", [1, 3])
def test_parseq_answers_what_keras_answers(layers: int, tmp_path: Path) -> None:
    """Export fails otherwise. All positions that the decoder has are used."""
    bundle = routes.export(plan(tiny_picture_readers.parseq(layers=layers), context_length=27), tmp_path / "m")
    manifest = bundle.manifest
    assert (manifest.task, manifest.model.route) == ("image_to_text", "streaming")
    step, answer = manifest.preprocess
    assert step.type == "image" and (step.shape, step.interpolation) == ((1, 16, 48, 3), "bicubic")
    assert answer.type == "text" and answer.packer == PromptPacker((95,))
    assert manifest.postprocess is not None and manifest.postprocess.type == "generation"
    assert (manifest.postprocess.stop_tokens, manifest.postprocess.special_tokens) == ((0,), (0, 95, 96))
    assert len(manifest.state) == 4 * layers, "one cache for queries and contents, one for the picture"
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert all(len(item["prompt"]) + len(item["tokens"]) == 27 for item in continuations)
    assert len({tuple(item["tokens"]) for item in continuations}) == len(continuations), "answers depend on the picture"


def test_a_cache_in_half_precision(tmp_path: Path) -> None:
    bundle = routes.export(plan(tiny_picture_readers.parseq(), cache_dtype="float16"), tmp_path / "m")
    kept = {tensor.dtype for tensor in bundle.manifest.signatures[0].outputs}
    assert kept == {"float16"} and json.loads((bundle.directory / "samples.json").read_text())["continuations"]


def test_keras_generates_what_its_forward_pass_gives() -> None:
    model = tiny_picture_readers.parseq()
    packed = model.preprocessor.generate_preprocess(np.random.default_rng(3).uniform(0, 255, (3, 40, 90, 3)).astype("float32"))
    inputs = {name: np.array(value) for name, value in packed.items()}
    expected = np.asarray(model.generate_step(inputs)["token_ids"])
    row, mask = inputs["token_ids"].copy(), np.zeros_like(inputs["token_ids"])
    for place in range(1, row.shape[1]):
        mask[:, :place] = 1
        logits = np.asarray(model({"images": inputs["images"], "token_ids": row, "padding_mask": mask}))
        row[:, place] = logits[:, place - 1].argmax(-1)
    assert row.tolist() == expected.tolist()


def test_lengths_and_sizes() -> None:
    model = tiny_picture_readers.parseq()
    for options, message in (
        ({"context_length": 28}, "--context-length: the model has 27 positions. Received: 28"),
        ({"context_length": 2}, "--context-length: expected at least 3"),
        ({"image_size": (32, 128)}, "--image-size: the model takes 16x48 and nothing else"),
    ):
        with pytest.raises(UsageError, match=message):
            plan(model, **options)


def test_without_a_converter_named_tensors_are_left() -> None:
    model = tiny_picture_readers.parseq()
    model.preprocessor.image_converter = None
    assert plan(model).task == "tensors"
