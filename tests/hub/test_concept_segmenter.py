"""Segment Anything 3 by a phrase: the plan, and its signatures on LiteRT against KerasHub's own answers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_concepts
from PIL import Image

from litert_sdkgen.answers.instances import Instances
from litert_sdkgen.answers.picture_answer import answer_of
from litert_sdkgen.bundle import Bundle
from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.hub import pictures, running
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.answers import InstanceSegmentation
from litert_sdkgen.manifest.steps import StartEndPacker, TextStep


def test_the_plan() -> None:
    plan, notes = plan_for(tiny_concepts.sam3(), Request("m"))
    assert (plan.task, notes, plan.postprocess) == ("concept_segmenter", (), InstanceSegmentation("masks", "boxes", "scores", 0.5))
    assert [(s.key, [(i.name, i.shape) for i in s.inputs], s.output_names) for s in plan.signatures] == [
        ("encode_image", [("image", (1, 28, 42, 3))], ("image_embeddings",)),
        (
            "decode",
            [("image_embeddings", (1, 6, 16)), ("token_ids", (1, 13)), ("padding_mask", (1, 13))],
            ("masks", "boxes", "scores"),
        ),
        ("select_mask", [("masks", (1, 8, 8, 12)), ("index", (1,))], ("mask",)),
    ]
    step = plan.preprocess[1]
    assert isinstance(step, TextStep) and step.packer == StartEndPacker(13, (523,), (524,), 524, mask="position")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"labels": ("a",)}, "--labels: a model that is given a phrase at each call takes none"),
        ({"inputs": {"token_ids": ("int32", (1, 4))}}, "--input: a model that is given a phrase"),
        ({"sequence_length": 17}, "--sequence-length: the model has 16 positions. Received: 17"),
        ({"image_size": (64, 64)}, "--image-size: the model takes 28x42 and nothing else"),
    ],
)
def test_options_that_it_cannot_have(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        plan_for(tiny_concepts.sam3(), Request("m", **options))


def test_a_model_without_a_preprocessor() -> None:
    model = tiny_concepts.sam3()
    model.preprocessor = None
    with pytest.raises(ExportError, match="has no preprocessor, so nothing says how text becomes tokens. Export with --task tensors"):
        plan_for(model, Request("m"), task="concept_segmenter")


def test_instances_on_litert_equal_keras(bundles: Path) -> None:
    directory, bundle = bundles / "vectors" / "concepts", Bundle.read(bundles / "sam3")
    preprocessor = tiny_concepts.sam3().preprocessor
    with LiteRtFile(bundle.model_file) as file:
        for i, answers in enumerate(json.loads((directory / "answers.json").read_text())):
            path = directory / f"picture_{i}.png"
            size = pictures.as_image(pictures.read(path)).size
            encoded = file.run("encode_image", running.prepare(bundle, preprocessor, path))
            for answer in answers:
                outputs = file.run("decode", encoded | running.prepare(bundle, preprocessor, (answer["phrase"],)))
                instances = answer_of(bundle, outputs, size)
                assert isinstance(instances, Instances)
                assert [found.score for found in instances.found] == pytest.approx(
                    [keras["score"] for keras in answer["instances"]], abs=1e-4
                )
                for found, keras in zip(instances.found, answer["instances"], strict=True):
                    np.testing.assert_allclose(found.box, keras["box"], atol=1e-2)
                    assert np.sum(found.mask.class_ids.ravel() != keras["class_ids"]) <= keras["close"]


def test_each_mask_can_be_selected(bundles: Path) -> None:
    masks = np.random.default_rng(5).normal(size=(1, 8, 8, 12)).astype(np.float32)
    with LiteRtFile(Bundle.read(bundles / "sam3").model_file) as file:
        for i in range(8):
            selected = file.run("select_mask", {"masks": masks, "index": np.array([i], np.int32)})["mask"]
            np.testing.assert_array_equal(selected, masks[:, i])


def test_nothing_found_is_said() -> None:
    assert Instances(()).lines(5) == ["nothing was found"]
    picture = Image.new("RGB", (3, 2), "red")
    assert (np.asarray(Instances(()).drawn(picture)) == np.asarray(picture)).all()
