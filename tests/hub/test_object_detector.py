"""Object detectors: boxes decoded in the graph, and the rest of KerasHub's answer on the device."""

import json
from pathlib import Path
from typing import Any

import keras_hub
import numpy as np
import pytest
import tiny_vision

from litert_sdkgen.answers.detections import Detections
from litert_sdkgen.bundle import Bundle
from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.hub import pictures
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.answers import Detection


def plan(model: Any, labels: tuple[str, ...] | None = None) -> Any:
    return plan_for(model, Request("m", labels=labels))[0]


def test_the_manifest_has_what_the_decoder_says() -> None:
    made = plan(tiny_vision.retina_net(iou_threshold=0.4, max_detections=7), labels=("cat", "dog", "bird"))
    assert made.task == "object_detector"
    assert made.postprocess == Detection("boxes", "scores", "classes", "probabilities", "labels.json", 0.8, 0.4, 7)
    assert json.loads(made.assets["labels.json"]) == ["cat", "dog", "bird"]
    assert made.signatures[0].output_names == ("boxes", "probabilities", "scores", "classes") and made.preprocess[0].fit == "pad"


@pytest.mark.parametrize("box_format", ["yxyx", "xyxy", "xywh", "center_xywh"])
def test_retina_net_boxes_are_those_of_keras_hub_in_every_format(box_format: str) -> None:
    model = tiny_vision.retina_net(bounding_box_format=box_format, confidence_threshold=0.0, iou_threshold=1.0, max_detections=720)
    signature = plan(model).signatures[0]
    image = np.random.default_rng(1).normal(0, 1, (1, 64, 64, 3)).astype(np.float32)
    boxes, probabilities, scores, classes = (np.asarray(value)[0] for value in signature.function(image))
    answer = model.decode_predictions(model(image), image)
    number = int(answer["num_detections"][0])
    found = {tuple(row) for row in np.round(np.asarray(answer["boxes"])[0][:number], 3).tolist()}
    ours = np.asarray(_converted(boxes, box_format))
    expected = {tuple(row) for row in np.round(ours[(boxes > 0).any(-1)], 3).tolist()}
    assert len(found ^ expected) <= 0.02 * len(expected), "but for the rounding of a few digits"
    assert probabilities.shape == (720, 3)
    assert (scores == probabilities.max(-1)).all() and (classes == probabilities.argmax(-1)).all()


def _converted(boxes: Any, box_format: str) -> Any:
    import keras

    return keras.utils.bounding_boxes.convert_format(boxes, source="yxyx", target=box_format, height=64, width=64)


def test_scores_without_logits_are_taken_as_they_are() -> None:
    model = tiny_vision.retina_net()
    model.prediction_decoder = keras_hub.layers.NonMaxSuppression("yxyx", from_logits=False, confidence_threshold=-1.0)
    made = plan(model)
    image = np.ones((1, 64, 64, 3), np.float32)
    assert made.postprocess.confidence_threshold == -1.0
    np.testing.assert_array_equal(made.signatures[0].function(image)[1], model(image)["cls_logits"])


def test_the_first_of_numbers_that_become_equal_probabilities_counts() -> None:
    model = tiny_vision.retina_net()
    heads = [weight for weight in model.weights if weight.shape[-1] == 27]  # nine anchors with three labels
    for weight in heads:
        weight.assign(np.zeros(weight.shape) if weight.ndim > 1 else np.tile([2.0, 20.0, 30.0], 9))
    image = np.ones((1, 64, 64, 3), np.float32)
    assert len(heads) == 2 and (np.asarray(model(image)["cls_logits"]).argmax(-1) == 2).all()
    _, _, scores, classes = (np.asarray(value) for value in plan(model).signatures[0].function(image))
    assert (scores == 1).all() and (classes == 1).all()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"bounding_box_format": "rel_yxyx"}, "boxes as 'rel_yxyx'.*bounding_box_format='yxyx'"),
        ({"iou_threshold": 0.0}, "iou_threshold 0.0; expected one above 0"),
    ],
)
def test_decoders_that_no_device_has_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ExportError, match=message):
        plan(tiny_vision.retina_net(**settings))


def test_a_decoder_of_ones_own_is_refused() -> None:
    class Own(keras_hub.layers.NonMaxSuppression):
        pass

    model = tiny_vision.retina_net()
    model.prediction_decoder = Own("yxyx", True)
    with pytest.raises(ExportError, match="the RetinaNet ends in a Own.*--task tensors"):
        plan(model)
    assert plan_for(model, Request("m", image_size=(64, 64)), "tensors")[0].task == "tensors"


def test_d_fine_wants_yxyx() -> None:
    model = tiny_vision.d_fine()
    model.bounding_box_format = "xyxy"
    model.prediction_decoder = keras_hub.layers.NonMaxSuppression("xyxy", True)
    with pytest.raises(ExportError, match="the D-FINE has boxes as 'xyxy'"):
        plan(model)


def test_labels_must_be_as_many_as_classes() -> None:
    with pytest.raises(UsageError, match="expected 3 labels.*Received: 2"):
        plan(tiny_vision.retina_net(), labels=("a", "b"))


def test_a_backbone_gets_a_random_head_with_the_callers_labels(tmp_path: Path) -> None:
    model = tiny_vision.retina_net()
    model.backbone.save_to_preset(str(tmp_path))
    model.preprocessor.save_to_preset(str(tmp_path))
    with pytest.raises(UsageError, match="has no ObjectDetector head; name the classes of a new one with --labels"):
        plan_for(str(tmp_path), Request("m"), "object_detector")
    made, (warning,) = plan_for(str(tmp_path), Request("m", labels=("cat", "dog")), "object_detector")
    assert json.loads(made.assets["labels.json"]) == ["cat", "dog"] and "weights are random" in warning


@pytest.mark.parametrize("name", ["retina_net", "d_fine"])
def test_answers_on_litert_equal_keras_hub(name: str, bundles: Path) -> None:
    """The Python side of `run`, on the pictures whose answers the JVM tests compare too."""
    bundle, vectors = Bundle.read(bundles / name), bundles / "vectors" / "boxes"
    model = getattr(tiny_vision, name)()
    post, (step,) = bundle.manifest.postprocess, bundle.manifest.preprocess
    assert isinstance(post, Detection) and step.type == "image"
    for i, expected in enumerate(json.loads((vectors / "answers.json").read_text())[name]):
        picture = pictures.read(vectors / f"picture_{i}.png")
        with LiteRtFile(bundle.model_file) as file:
            outputs = file.run("serving_default", {"image": np.asarray(model.preprocessor(picture[None]))})
        found = Detections.of(bundle, post, outputs, step, (picture.shape[1], picture.shape[0])).found
        assert [detection.index for detection in found] == [detection["index"] for detection in expected]
        for ours, keras in zip(found, expected, strict=True):
            left, top, right, bottom = ours.box
            np.testing.assert_allclose((top, left, bottom, right), keras["box"], atol=0.02)
            assert abs(ours.score - keras["score"]) < 1e-4
