"""What pictures add to the plan of a language model."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ....errors import ExportError
from ....exporter.plan import ExportPlan, NamedSpec, PlannedSignature, Sample
from ....manifest.generation import Generation
from ....manifest.steps import ImageStep, TextStep
from ... import image_plans
from ..cached_steps import StateLayout
from . import image_step, pixels, signatures
from .prompt_pictures import PromptPictures


def with_pictures(plan: ExportPlan, layout: StateLayout, pictures: PromptPictures) -> ExportPlan:
    """`plan`, that of the model's text, with the signatures and steps for its pictures.

    Raises:
        ExportError: no image converter, or one that the device cannot repeat; or a state in which a prefix has no place.
    """
    model = plan.model
    encode, *others = signatures.signatures_of(model, layout, pictures)
    step, samples = prepared(model.preprocessor, encode)
    (text_step,), post = plan.preprocess, plan.postprocess
    assert isinstance(text_step, TextStep) and isinstance(post, Generation)  # what a language model's plan has
    if pictures.prefix is not None:
        text_step = replace(text_step, feeds=text_step.feeds | {"padding_mask": signatures.IS_TOKEN})
    return replace(
        plan,
        signatures=(encode, *others),
        preprocess=(step, text_step),
        postprocess=replace(post, pictures=pictures.described(layout.context_length)),
        samples=samples,
        left_out=(*plan.left_out, *(() if pictures.left_out is None else (pictures.left_out,))),
    )


def prepared(preprocessor: Any, encode: PlannedSignature) -> tuple[ImageStep, tuple[Sample, ...]]:
    """The step that feeds `encode_image`, and samples of it.

    Raises:
        ExportError: no image converter, or one that the device cannot repeat.
    """
    if preprocessor.image_converter is None:
        raise ExportError(f"the {type(preprocessor).__name__} has no image converter, so nothing says how pictures become tensors")
    return image_plans.prepared(preprocessor, _inputs, encode, image_step(preprocessor))


def _inputs(preprocessor: Any, picture: Any, specs: Sequence[NamedSpec]) -> dict[str, Any]:
    (spec,) = specs
    _, height, width, _ = spec.shape
    return {spec.name: pixels(preprocessor, picture, height, width)}
