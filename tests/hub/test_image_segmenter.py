"""Image segmenters: a class for each pixel of the caller's picture."""

import json
from pathlib import Path
from typing import Any

import keras
import keras_hub
import numpy as np
import pytest
import tiny_vision

from litert_sdkgen.answers.segmentation import Segmentation as Answer
from litert_sdkgen.bundle import Bundle
from litert_sdkgen.errors import UsageError
from litert_sdkgen.hub import pictures
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request, exporter_of
from litert_sdkgen.hub.tasks import image_segmenter
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.answers import Segmentation


def plan(model: Any, labels: tuple[str, ...] | None = None) -> Any:
    return plan_for(model, Request("m", labels=labels))[0]


def test_one_number_for_each_label() -> None:
    made = plan(tiny_vision.seg_former(), labels=("a", "b", "c", "d"))
    assert (made.task, made.postprocess) == ("image_segmenter", Segmentation("classes", "labels.json", scores="scores"))
    assert json.loads(made.assets["labels.json"]) == ["a", "b", "c", "d"]
    assert plan(tiny_vision.deep_lab(activation="softmax")).postprocess == Segmentation("classes", "labels.json", scores="scores")
    assert (made.signatures[0].output_names, made.signatures[0].choices) == (("scores", "classes"), {"classes": "scores"})


def test_bas_net_tells_foreground_from_background() -> None:
    made = plan(tiny_vision.bas_net())
    assert made.postprocess == Segmentation("foreground", "labels.json", 0.5)
    assert json.loads(made.assets["labels.json"]) == ["background", "foreground"]
    assert json.loads(plan(tiny_vision.bas_net(), labels=("wall", "chair")).assets["labels.json"]) == ["wall", "chair"]
    with pytest.raises(UsageError, match="expected 2 labels.*Received: 1"):
        plan(tiny_vision.bas_net(), labels=("chair",))


def test_labels_must_be_as_many_as_classes() -> None:
    with pytest.raises(UsageError, match="expected 4 labels.*Received: 1"):
        plan(tiny_vision.seg_former(), labels=("a",))


def test_a_model_that_wants_prompts_too_is_exported_as_tensors() -> None:
    image, points = keras.Input((32, 32, 3), name="images"), keras.Input((1, 2), name="points")
    mask = keras.layers.Conv2D(1, 1)(image) + keras.layers.Reshape((1, 1, 1))(keras.layers.Dense(1)(keras.layers.Flatten()(points)))
    prompted = keras_hub.models.ImageSegmenter(inputs=[image, points], outputs=mask)
    assert not image_segmenter.is_promptless(prompted) and exporter_of(prompted).task == "tensors"
    assert exporter_of(tiny_vision.seg_former()).task == "image_segmenter"


@pytest.mark.parametrize("name", ["seg_former", "deep_lab", "bas_net"])
def test_answers_on_litert_equal_keras_hub(name: str, bundles: Path) -> None:
    bundle, vectors = Bundle.read(bundles / name), bundles / "vectors" / "masks"
    model = getattr(tiny_vision, name)()
    post, (step,) = bundle.manifest.postprocess, bundle.manifest.preprocess
    assert isinstance(post, Segmentation) and step.type == "image"
    for i, expected in enumerate(json.loads((vectors / "answers.json").read_text())[name]):
        picture = pictures.read(vectors / f"picture_{i}.png")
        with LiteRtFile(bundle.model_file) as file:
            outputs = file.run("serving_default", {"image": np.asarray(model.preprocessor(picture[None]))})
        answer = Answer.of(bundle, post, outputs, step, (picture.shape[1], picture.shape[0]))
        assert np.sum(answer.class_ids.ravel() != expected["class_ids"]) <= expected["close"]
