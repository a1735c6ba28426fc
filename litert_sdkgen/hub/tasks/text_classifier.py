"""Text classifiers: tokenizer and packer on the device, then one score per label."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...errors import ExportError, UsageError
from ...exporter import plain
from ...exporter.plan import ExportPlan, NamedSpec, Sample
from ...manifest.model import Source, TextStep
from .. import labels, packers, support, tokenizers, values
from ..registry import Request, TaskExporter

_FEEDS = ("token_ids", "padding_mask", "segment_ids")
_SAMPLES = (
    ("a wonderful film",),
    ("The service was slow, and the food was cold.",),
    ("I did not expect to like it, but I did!",),
    ("",),
    ("Naïve café — “quoted”, 100 % ２０２６ 日本語 😀",),
    ("the first text", "and a second one"),
)


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Inputs in the order token_ids, padding_mask, segment_ids, as far as the model has them, at one fixed sequence length."""
    preprocessor = model.preprocessor
    if preprocessor is None:
        raise ExportError(
            f"the {type(model).__name__} has no preprocessor, so nothing says how text becomes tokens. Export with --task tensors"
        )
    tokenizer = tokenizers.describe(preprocessor.tokenizer)
    with packers.at_length(preprocessor, _length(model, preprocessor, request)):
        packer = packers.describe(preprocessor)
        bare = plain.bare_model(model)
        arguments, specs = plain.input_specs(bare, request.inputs or {}, lambda name, axis: packer.sequence_length)
        specs = [values.sensible(spec, model) for spec in specs]
        post, label_assets = labels.classification(model, request.labels)
        signature = plain.signature_of(bare, arguments, specs).renamed((post.output,)).reordered(_FEEDS)
        feeds = {spec.name: spec.name for spec in signature.inputs}
        samples = tuple(Sample(signature.key, inputs(preprocessor, text, signature.inputs), text=text) for text in _SAMPLES)
    return ExportPlan(
        request.name,
        "text_classifier",
        source,
        bare,
        (signature,),
        (TextStep(tokenizer.tokenizer, packer, feeds),),
        post,
        tokenizer.assets | label_assets,
        samples,
    )


def inputs(preprocessor: Any, text: tuple[str, ...], specs: Sequence[NamedSpec]) -> dict[str, Any]:
    """What KerasHub's own preprocessor gives for one text or a pair, as the file's inputs want it."""
    # By keyword and with an explicit label: a positional tuple would be taken for (x, y).
    packed = preprocessor(x=tuple([segment] for segment in text), y=None)
    missing = [spec.name for spec in specs if spec.name not in packed]
    if missing:
        raise ExportError(f"the model wants {', '.join(missing)}, which its preprocessor does not make ({', '.join(packed)})")
    return {spec.name: np.asarray(packed[spec.name]).astype(spec.dtype) for spec in specs}


def _length(model: Any, preprocessor: Any, request: Request) -> int:
    most = getattr(model.backbone, "max_sequence_length", None)
    if request.sequence_length is None:
        return int(min(preprocessor.sequence_length, most or preprocessor.sequence_length))
    if request.sequence_length < 1:
        raise UsageError(f"--sequence-length: expected a positive number. Received: {request.sequence_length}")
    if most is not None and request.sequence_length > most:
        raise UsageError(f"--sequence-length: the model has {most} positions. Received: {request.sequence_length}")
    return request.sequence_length


def _handles(model: Any) -> bool:
    return support.tensors_only(type(model).__name__) is None


EXPORTER = TaskExporter("text_classifier", "TextClassifier", plan, "TextClassifierPreprocessor", inputs, _handles)
