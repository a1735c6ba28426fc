"""Segment Anything: a picture is encoded once, and each prompt (points, a box, a mask) then gives masks with scores."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from ...errors import UsageError
from ...exporter import plain
from ...exporter.plan import ExportPlan, NamedSpec, PlannedSignature
from ...exporter.samples import tensor_samples
from ...manifest.answers import PromptedSegmentation
from ...manifest.model import Source
from .. import image_plans, pictures
from ..prompt_tokens import attending_to
from ..registry import Request, TaskExporter

_POINTS = 10
_EMBEDDINGS = "image_embeddings"
_MASKS, _SCORES = "masks", "scores"
_ABSENT = -2


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Signatures `encode_image` and `decode`; the number of points is 10, or what `request` pins `points` to.

    Raises:
        ExportError: no image converter, or one that the device cannot repeat.
        UsageError: labels, or a size that the model does not have.
    """
    if request.labels is not None:
        raise UsageError("--labels: masks of what a prompt points at have none")
    backbone, preprocessor = model.backbone, model.preprocessor
    height, width, channels = image_plans.size_of(tuple(backbone.image_encoder.input.shape), model, request)
    image = NamedSpec(image_plans.INPUT, None, "float32", (1, height, width, channels), low=-2.5, high=2.5)
    encode = PlannedSignature("encode_image", lambda picture: [backbone.image_encoder(picture)], (image,), (_EMBEDDINGS,))
    decode = _decode(backbone, _point_count(request, backbone))
    step, samples = image_plans.prepared(preprocessor, inputs, encode)
    return ExportPlan(
        request.name,
        "promptable_segmenter",
        source,
        plain.bare_model(model),
        (encode, decode),
        (step,),
        PromptedSegmentation(_MASKS, _SCORES),
        samples=(*samples, *tensor_samples(decode)),
    )


def inputs(preprocessor: Any, picture: Any, specs: Sequence[NamedSpec]) -> dict[str, Any]:
    """What KerasHub's own preprocessor gives for one picture, float32[height, width, 3] from 0 to 255."""
    (spec,) = specs
    converted = preprocessor({"images": pictures.as_channels(picture, spec.shape[-1])[None]})
    return {spec.name: np.asarray(converted["images"]).astype(spec.dtype)}


def _decode(backbone: Any, points: int) -> PlannedSignature:
    """Masks for one prompt. Labels are 1 for a point on the thing, 0 beside it, -1 for KerasHub's padding, and -2 for no point."""
    encoder = backbone.prompt_encoder
    rows, columns = encoder.image_embedding_size
    size = float(min(encoder.input_image_size))

    def function(embeddings: Any, points: Any, labels: Any, box: Any, has_box: Any, mask: Any, has_mask: Any) -> Sequence[Any]:
        prompts = encoder(points=points, labels=keras.ops.cast(labels, "float32"), boxes=box, masks=mask)
        without_mask = encoder(points=points, labels=keras.ops.cast(labels, "float32"), boxes=box)["prompt_dense_embeddings"]
        given = keras.ops.reshape(has_mask != 0, (1, 1, 1, 1))
        prompts["prompt_dense_embeddings"] = keras.ops.where(given, prompts["prompt_dense_embeddings"], without_mask)
        always = keras.ops.ones((1, backbone.mask_decoder.num_mask_tokens + 1), "bool")
        corners = keras.ops.broadcast_to(keras.ops.reshape(has_box != 0, (1, 1)), (1, 2))
        with attending_to(keras.ops.concatenate([always, keras.ops.not_equal(labels, _ABSENT), corners], axis=1)):
            answer = backbone.mask_decoder(image_embeddings=embeddings, **prompts)
        return [keras.ops.cast(answer[name], "float32") for name in ("masks", "iou_pred")]

    specs = (
        NamedSpec(_EMBEDDINGS, None, "float32", (1, *map(int, backbone.image_encoder.output.shape[1:])), low=-1.0),
        NamedSpec("points", "points", "float32", (1, points + 1, 2), high=size),
        NamedSpec("labels", "labels", "int32", (1, points + 1), low=_ABSENT, high=2),
        NamedSpec("box", "boxes", "float32", (1, 1, 2, 2), high=size),
        NamedSpec("has_box", None, "int32", (1,), high=2),
        NamedSpec("mask", "masks", "float32", (1, 1, 4 * rows, 4 * columns, 1), low=-10.0, high=10.0),
        NamedSpec("has_mask", None, "int32", (1,), high=2),
    )
    return PlannedSignature("decode", function, specs, (_MASKS, _SCORES))


def _point_count(request: Request, backbone: Any) -> int:
    """How many points there is room for beside KerasHub's padding point."""
    pins = dict(request.inputs or {})
    dtype, shape = pins.pop("points", ("float32", (1, _POINTS, 2)))
    if pins or dtype != "float32" or len(shape) != 3 or shape[0] != 1 or shape[1] < 1 or shape[2] != 2:
        raise UsageError(f"--input: expected points:float32[1,N,2] with the most points of a prompt. Received: {request.inputs}")
    places = int(np.prod(backbone.prompt_encoder.image_embedding_size))
    if shape[1] + 1 + 2 + backbone.mask_decoder.num_mask_tokens + 1 == places:
        raise UsageError(f"--input: the model cannot tell {shape[1]} points from the places of a picture; take one more or less")
    return int(shape[1])


EXPORTER = TaskExporter("promptable_segmenter", "SAMImageSegmenter", plan, "SAMImageSegmenterPreprocessor", inputs)
