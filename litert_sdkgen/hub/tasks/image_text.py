"""Models of pictures and texts (CLIP, MetaCLIP 2, SigLIP): each gets an embedding, and their cosine says how well they fit."""

from collections.abc import Sequence
from typing import Any, Literal

import keras
import numpy as np

from ...errors import UsageError
from ...exporter import plain
from ...exporter.plan import ExportPlan, NamedSpec, PlannedSignature, Sample
from ...manifest.answers import Similarity
from ...manifest.model import Source
from ...manifest.steps import TextStep
from .. import image_plans, packers, pictures, text_plans, tokenizers
from ..registry import Request, TaskExporter

_IMAGE, _TEXT = "image_embedding", "text_embedding"
_TOKENS = "token_ids"
_SAMPLES = ("a photo of a cat", "Two DOGS, playing  on the beach!", "", "Naïve café — “quoted”, 100 % ２０２６ 日本語 😀")


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Signatures `image` and `text`, each with one input and an embedding, float32[1, dimensions].

    Raises:
        ExportError: no image converter, or one that the device cannot repeat; or such a tokenizer.
        UsageError: labels, shapes, or a size that the model does not have.
    """
    for option, value in (("--labels", request.labels), ("--input", request.inputs)):
        if value:
            raise UsageError(f"{option}: a model of pictures and texts takes none; it is given texts at each call. Received: {value}")
    backbone, preprocessor = model.backbone, model.preprocessor
    height, width, channels = image_plans.size_of(tuple(backbone.input["images"].shape), model, request)
    pixels = NamedSpec(image_plans.INPUT, "images", "float32", (1, height, width, channels), low=-2.5, high=2.5)
    image = PlannedSignature("image", lambda images: [_float(backbone.get_vision_embeddings(images))], (pixels,), (_IMAGE,))
    image_step, image_samples = image_plans.prepared(preprocessor, inputs, image)
    tokenizer = tokenizers.describe(preprocessor.tokenizer)
    with packers.at_length(preprocessor, _length(model, request)):
        packer = packers.describe(preprocessor)
        vocabulary = backbone.text_encoder.vocabulary_size
        tokens = NamedSpec(_TOKENS, _TOKENS, "int32", (1, packer.sequence_length), high=vocabulary)
        text = PlannedSignature("text", lambda ids: [_float(backbone.get_text_embeddings(ids))], (tokens,), (_TEXT,))
        text_samples = tuple(Sample(text.key, inputs(preprocessor, (words,), (tokens,)), text=(words,)) for words in _SAMPLES)
    return ExportPlan(
        request.name,
        "image_text",
        source,
        plain.bare_model(model),
        (image, text),
        (image_step, TextStep(tokenizer.tokenizer, packer, {"token_ids": _TOKENS}, cleaning=_cleaning(preprocessor))),
        _similarity(model),
        tokenizer.assets,
        (*image_samples, *text_samples),
    )


def inputs(preprocessor: Any, given: Any, specs: Sequence[NamedSpec]) -> dict[str, Any]:
    """What KerasHub's own preprocessor gives for one text, or for one picture, float32[height, width, 3] from 0 to 255.

    Raises:
        UsageError: a pair of texts.
    """
    (spec,) = specs
    if isinstance(given, tuple):
        packers.check_segments(preprocessor, len(given))
        name, picture, text = "token_ids", np.zeros((1, 1, 3), np.float32), given[0]
    else:
        name, picture, text = "images", pictures.as_channels(given, spec.shape[-1]), ""
    made = preprocessor({"images": picture[None], "prompts": [text]})
    return {spec.name: np.asarray(made[name]).astype(spec.dtype)}


def _length(model: Any, request: Request) -> int:
    encoder = model.backbone.text_encoder
    if model.head.any_length:
        return text_plans.length_of(encoder, model.preprocessor, request)
    if request.sequence_length not in (None, encoder.max_sequence_length):
        raise UsageError(
            f"--sequence-length: the model reads {encoder.max_sequence_length} tokens, no fewer. Received: {request.sequence_length}"
        )
    return int(encoder.max_sequence_length)


def _float(embedding: Any) -> Any:
    return keras.ops.cast(embedding, "float32")


def _cleaning(preprocessor: Any) -> Literal["lowercase", "words"] | None:
    if getattr(preprocessor, "canonicalize_text", False):
        return "words"
    return "lowercase" if getattr(preprocessor, "to_lower", False) else None


def _similarity(model: Any) -> Similarity:
    head = getattr(model.backbone, model.head.layer)
    scale = float(np.exp(np.asarray(head.logit_scale, np.float32)))
    bias = float(np.asarray(head.logit_bias, np.float32)) if hasattr(head, "logit_bias") else 0.0
    return Similarity(_IMAGE, _TEXT, scale, bias, model.head.activation)


EXPORTER = TaskExporter("image_text", "ImageTextMatcher", plan, "CausalLMPreprocessor", inputs)
