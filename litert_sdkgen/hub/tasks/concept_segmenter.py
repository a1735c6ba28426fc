"""Segment Anything 3: a picture is encoded once, and each phrase then gives all instances of what it names."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from ...errors import UsageError
from ...exporter import plain
from ...exporter.plan import ExportPlan, NamedSpec, PlannedSignature, Sample
from ...exporter.samples import tensor_samples
from ...manifest.answers import InstanceSegmentation
from ...manifest.model import Source
from ...manifest.steps import TextStep
from .. import image_plans, packers, pictures, text_plans, tokenizers
from ..registry import Request, TaskExporter

_EMBEDDINGS = "image_embeddings"
_WORDS = ("token_ids", "padding_mask")
_MASKS, _BOXES, _SCORES = "masks", "boxes", "scores"
_INDEX = "index"
_CONFIDENCE = 0.5
_SAMPLES = ("yellow school bus", "a Dog, in  the GRASS", "", "Naïve café — 日本語 😀", "one two three four five six seven eight " * 9)


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Signatures `encode_image`, `decode` and `select_mask`. Boxes as prompts are left out (hub/support.py says why).

    Raises:
        ExportError: no preprocessor, or one that the device cannot repeat.
        UsageError: labels or shapes, a length or a size that the model does not have.
    """
    for option, value in (("--labels", request.labels), ("--input", request.inputs)):
        if value:
            raise UsageError(f"{option}: a model that is given a phrase at each call takes none. Received: {value}")
    backbone, preprocessor = model.backbone, text_plans.preprocessor_of(model)
    height, width, channels = image_plans.size_of(tuple(backbone.input["pixel_values"].shape), model, request)
    pixels = NamedSpec(image_plans.INPUT, "pixel_values", "float32", (1, height, width, channels), low=-2.5, high=2.5)
    encode = PlannedSignature("encode_image", lambda picture: [backbone.vision_encoder.backbone(picture)], (pixels,), (_EMBEDDINGS,))
    image_step, image_samples = image_plans.prepared(preprocessor, inputs, encode)
    tokenizer = tokenizers.describe(preprocessor.tokenizer)
    # KerasHub packs one token more than the model reads, and drops the last: of a long phrase that is the end, and so does the graph.
    with packers.at_length(preprocessor, text_plans.length_of(backbone.text_encoder, preprocessor, request) + 1):
        packer = packers.describe(preprocessor)
        decode = _decode(backbone, packer.sequence_length)
        text_samples = tuple(_sample(preprocessor, decode, text) for text in _SAMPLES)
    select = _select(backbone)
    return ExportPlan(
        request.name,
        "concept_segmenter",
        source,
        plain.bare_model(model),
        (encode, decode, select),
        (image_step, TextStep(tokenizer.tokenizer, packer, {name: name for name in _WORDS})),
        InstanceSegmentation(_MASKS, _BOXES, _SCORES, _CONFIDENCE),
        tokenizer.assets,
        (*image_samples, *text_samples, *tensor_samples(select)[:1]),
    )


def inputs(preprocessor: Any, given: Any, specs: Sequence[NamedSpec]) -> dict[str, Any]:
    """What KerasHub's own preprocessor gives for a phrase, or for one picture, float32[height, width, 3] from 0 to 255.

    Raises:
        UsageError: a pair of texts.
    """
    if not isinstance(given, tuple):
        (spec,) = specs
        picture = pictures.as_channels(given, spec.shape[-1])[None]
        return {spec.name: np.asarray(preprocessor({"images": picture})["pixel_values"]).astype(spec.dtype)}
    packers.check_segments(preprocessor, len(given))
    if preprocessor.packer is None:
        preprocessor.build(None)  # packers are made late
    packed = preprocessor.packer(
        preprocessor.tokenizer(list(given)),
        sequence_length=preprocessor.sequence_length,
        add_start_value=preprocessor.add_start_token,
        add_end_value=preprocessor.add_end_token,
    )
    made = dict(zip(_WORDS, packed, strict=True))
    return {spec.name: np.asarray(made[spec.name]).astype(spec.dtype) for spec in specs if spec.name in made}


def _decode(backbone: Any, length: int) -> PlannedSignature:
    """Instances of what a phrase of `length` tokens names; the last of them is dropped."""
    encoder = backbone.vision_encoder
    rows, columns = (side // encoder.patch_size for side in encoder.image_shape[:2])
    given = (backbone.input[name] for name in (*_WORDS, "boxes", "box_labels"))
    rest = keras.Model([*keras.tree.flatten(encoder.output), *given], backbone.output)

    def function(embeddings: Any, token_ids: Any, padding_mask: Any) -> Sequence[Any]:
        pyramid = encoder.vision_neck(keras.ops.reshape(embeddings, (1, rows, columns, encoder.hidden_dim)))
        boxes, labels = keras.ops.zeros((1, 0, 5)), keras.ops.zeros((1, 0), "int32")
        words = (keras.ops.convert_to_tensor(tensor)[:, :-1] for tensor in (token_ids, padding_mask))
        answer = rest([*keras.tree.flatten(pyramid), *words, boxes, labels])
        scores = keras.ops.sigmoid(answer["pred_logits"]) * keras.ops.sigmoid(answer["presence_logits"])
        masks = keras.ops.transpose(answer["pred_masks"], (0, 3, 1, 2))
        return [keras.ops.cast(value, "float32") for value in (masks, answer["pred_boxes"], scores)]

    specs = (
        NamedSpec(_EMBEDDINGS, None, "float32", (1, rows * columns, encoder.hidden_dim), low=-1.0),
        NamedSpec("token_ids", "token_ids", "int32", (1, length), high=backbone.text_encoder.vocabulary_size),
        NamedSpec("padding_mask", "padding_mask", "int32", (1, length), high=2, role="mask"),
    )
    return PlannedSignature("decode", function, specs, (_MASKS, _BOXES, _SCORES))


def _select(backbone: Any) -> PlannedSignature:
    """One of the masks that `decode` leaves: those of a phrase take 66 MB for a preset, and few are of something."""
    count, (rows, columns) = int(backbone.output["pred_logits"].shape[1]), map(int, backbone.output["pred_masks"].shape[1:3])

    def function(masks: Any, index: Any) -> Sequence[Any]:
        return [keras.ops.take(masks, index, axis=1)[:, 0]]

    specs = (
        NamedSpec(_MASKS, None, "float32", (1, count, rows, columns), low=-1.0),
        NamedSpec(_INDEX, None, "int32", (1,), high=count),
    )
    return PlannedSignature("select_mask", function, specs, ("mask",))


def _sample(preprocessor: Any, decode: PlannedSignature, text: str) -> Sample:
    """A phrase with one of the seeded pictures."""
    seeded = tensor_samples(decode)[0]
    return Sample(decode.key, seeded.inputs | inputs(preprocessor, (text,), decode.inputs), text=(text,), patterns=seeded.patterns)


EXPORTER = TaskExporter(
    "concept_segmenter",
    "SAM3PromptableConceptImageSegmenter",
    plan,
    "SAM3PromptableConceptImageSegmenterPreprocessor",
    inputs,
)
