"""Object detectors: boxes are decoded, and the best label of each is told, in the graph; the device picks the best boxes, as KerasHub's
`NonMaxSuppression` does."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import keras
import keras_hub

from ...errors import ExportError
from ...exporter.plan import ExportPlan, PlannedSignature
from ...manifest.answers import Detection
from ...manifest.model import Source
from .. import choices, image_plans, labels
from ..answer import Answer
from ..registry import Request, TaskExporter

_BOXES, _PROBABILITIES, _SCORES, _CLASSES = "boxes", "probabilities", "scores", "classes"
_Decode = Callable[[Any, Sequence[Any], Any], Any]


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Outputs `boxes`, float32[1, n, 4], top, left, bottom, right in pixels of the input, and `probabilities`, float32[1, n, labels].

    `scores`, float32[1, n], are the largest of them, and `classes`, int32[1, n], where these are: a RetinaNet of 800 x 800 has 120,000
    boxes, whose probabilities for 91 labels are 44 MB.
    """
    return image_plans.plan("object_detector", model, request, source, _answer)


def _answer(model: Any, request: Request, signature: PlannedSignature) -> Answer:
    family, names, decode = _family(model)
    places = [signature.output_names.index(name) for name in names]
    decoder = _decoder(model, family)

    def function(image: Any) -> list[Any]:
        outputs = list(signature.function(image))
        boxes, numbers = (outputs[place] for place in places)
        # As in KerasHub, before it is asked which is largest: of numbers that become equal probabilities the first counts.
        probabilities = keras.ops.sigmoid(numbers) if decoder.from_logits else numbers
        return [decode(model, boxes, image), probabilities, keras.ops.max(probabilities, axis=-1)]

    answering = replace(signature, function=function, output_names=(_BOXES, _PROBABILITIES, _SCORES))
    post = Detection(
        _BOXES,
        _SCORES,
        _CLASSES,
        _PROBABILITIES,
        labels=labels.LABELS_FILE,
        confidence_threshold=float(decoder.confidence_threshold),
        iou_threshold=float(decoder.iou_threshold),
        max_detections=int(decoder.max_detections),
    )
    return Answer(choices.chosen(answering, _PROBABILITIES, _CLASSES), post, labels.asset(request.labels, int(model.num_classes)))


def _family(model: Any) -> tuple[str, tuple[str, str], _Decode]:
    if isinstance(model, keras_hub.models.RetinaNetObjectDetector):
        return "RetinaNet", ("bbox_regression", "cls_logits"), _retina_net_boxes
    if isinstance(model, keras_hub.models.DFineObjectDetector):
        return "D-FINE", ("pred_boxes", "logits"), _d_fine_boxes
    raise ExportError(f"there is no typed answer for a {type(model).__name__} yet. Export with --task tensors")


def _decoder(model: Any, family: str) -> Any:
    decoder = model.prediction_decoder
    if type(decoder) is not keras_hub.layers.NonMaxSuppression:
        raise ExportError(f"the {family} ends in a {type(decoder).__name__}, which no device has. Export with --task tensors")
    formats = ("yxyx",) if family == "D-FINE" else ("yxyx", "xyxy", "xywh", "center_xywh", "center_yxhw")
    if decoder.bounding_box_format not in formats:
        # KerasHub itself cannot suppress relative boxes, and takes D-FINE's for yxyx whatever the format says.
        raise ExportError(
            f"the {family} has boxes as {decoder.bounding_box_format!r}, with which KerasHub's own predict fails or errs. "
            f"Make it with bounding_box_format='yxyx', or export with --task tensors"
        )
    if not decoder.iou_threshold > 0:
        raise ExportError(f"the {family} has the iou_threshold {decoder.iou_threshold}; expected one above 0")
    return decoder


def _retina_net_boxes(model: Any, deltas: Any, image: Any) -> Any:
    """KerasHub's `decode_predictions` up to the suppression, at the fixed size of `image`."""
    height, width, channels = (int(size) for size in image.shape[1:])
    anchors = keras.ops.concatenate(list(model.anchor_generator(image).values()), axis=0)
    formats = {"anchor_format": model.anchor_generator.bounding_box_format, "box_format": model.bounding_box_format}
    boxes = keras.utils.bounding_boxes.decode_deltas_to_boxes(
        anchors=anchors, boxes_delta=deltas, encoded_format="center_xywh", image_shape=(height, width, channels), **formats
    )
    return keras.utils.bounding_boxes.convert_format(boxes, source=model.bounding_box_format, target="yxyx", height=height, width=width)


def _d_fine_boxes(model: Any, boxes: Any, image: Any) -> Any:
    """Centre and size in 0 to 1, to pixels: KerasHub's `decode_predictions` up to the suppression."""
    height, width = (int(size) for size in image.shape[1:3])
    pixels = keras.ops.stack([boxes[..., i] * size for i, size in enumerate((width, height, width, height))], axis=-1)
    corners = keras.utils.bounding_boxes.convert_format(pixels, source="center_xywh", target="xyxy")
    return keras.ops.stack([corners[..., i] for i in (1, 0, 3, 2)], axis=-1)


EXPORTER = TaskExporter("object_detector", "ObjectDetector", plan, "ObjectDetectorPreprocessor", image_plans.inputs)
