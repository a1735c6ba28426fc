"""What pictures add to the plan of a language model."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ....errors import ExportError
from ....exporter.plan import ExportPlan, NamedSpec, PlannedSignature, Sample
from ....manifest.generation import Generation
from ....manifest.steps import ImageStep, TextStep
from ... import image_plans
from ..cached_steps import CacheLayout, StateLayout
from . import pixels, signatures
from .prompt_pictures import PromptPictures


def with_pictures(plan: ExportPlan, layout: StateLayout, pictures: PromptPictures) -> ExportPlan:
    """`plan`, that of the model's text, with the signatures and steps for its pictures.

    Raises:
        ExportError: no image converter, or one that the device cannot repeat; or a state that is no cache by position.
    """
    model = plan.model
    if not isinstance(layout, CacheLayout):
        raise ExportError(f"the {type(model).__name__} keeps a state that is no cache of keys and values by position")
    encode, *others = signatures.signatures_of(model, layout, pictures)
    image_step, samples = prepared(model.preprocessor, encode)
    (text_step,), post = plan.preprocess, plan.postprocess
    assert isinstance(text_step, TextStep) and isinstance(post, Generation)  # what a language model's plan has
    if pictures.prefix is not None:
        text_step = replace(text_step, feeds=text_step.feeds | {"padding_mask": signatures.IS_TOKEN})
    return replace(
        plan,
        signatures=(encode, *others),
        preprocess=(image_step, text_step),
        postprocess=replace(post, pictures=pictures.described),
        samples=samples,
    )


def prepared(preprocessor: Any, encode: PlannedSignature) -> tuple[ImageStep, tuple[Sample, ...]]:
    """The step that feeds `encode_image`, and samples of it.

    Raises:
        ExportError: no image converter, or one that the device cannot repeat.
    """
    if preprocessor.image_converter is None:
        raise ExportError(f"the {type(preprocessor).__name__} has no image converter, so nothing says how pictures become tensors")
    return image_plans.prepared(preprocessor, _inputs, encode)


def _inputs(preprocessor: Any, picture: Any, specs: Sequence[NamedSpec]) -> dict[str, Any]:
    (spec,) = specs
    return {spec.name: pixels(preprocessor, picture)}
