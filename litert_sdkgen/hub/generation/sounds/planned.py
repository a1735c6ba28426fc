"""What sounds add to the plan of a language model that sees, and what Keras itself generates for them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import keras

from ....exporter.checkpoint.stored_values import is_on_disk
from ....exporter.plan import Continuation, ExportPlan, NamedSpec, PlannedSignature
from ....exporter.samples import pattern
from ....manifest.generation import Generation
from .. import greedy, prompts
from ..cached_steps import CacheLayout, StateLayout
from ..pictures import PromptPictures
from ..pictures.signatures import placed_reader
from . import expanded
from .prompt_sounds import EMBEDDINGS, FEATURES, FRAME_MASK, PromptSounds

_PLACES = 16
"""That one call reads of a sound that takes as many as it is long."""
_PICTURE, _SOUND = 5, 8
"""The patterns of the first of each; see samples.json."""


def with_sounds(plan: ExportPlan, layout: StateLayout, sounds: PromptSounds) -> ExportPlan:
    """`plan`, that of texts and pictures, with the signatures and the step for sounds."""
    assert isinstance(layout, CacheLayout)  # what a model that hears has
    image_step, text_step = plan.preprocess
    post = plan.postprocess
    assert isinstance(post, Generation)
    size = sounds.places if sounds.frames_per_place is None else min(_PLACES, sounds.places, layout.context_length)
    embeddings = NamedSpec(EMBEDDINGS, None, "float32", (1, size, sounds.dimensions), low=-1.0)
    added = (_encoding(sounds), placed_reader("prefill_audio", layout, sounds.placed, embeddings))
    first = next(i for i, signature in enumerate(plan.signatures) if signature.key == "prefill_image") + 1
    return replace(
        plan,
        signatures=(*plan.signatures[:first], *added, *plan.signatures[first:]),
        preprocess=(image_step, sounds.converter.step, text_step),
        postprocess=replace(post, sounds=sounds.described, special_tokens=tuple(sorted({*post.special_tokens, *sounds.hidden}))),
        assets=plan.assets | sounds.converter.assets,
    )


def continuations(model: Any, sounds: PromptSounds, pictures: PromptPictures, context_length: int) -> tuple[Continuation, ...]:
    """Greedy answers of KerasHub's `generate` to texts with sounds, short ones and the longest, and one with a picture too."""
    heard, seen = sounds.marker.marker, pictures.marker
    assert seen is not None  # a model that hears says where its pictures are
    first, second, _ = prompts.SAMPLES
    few = sounds.frames // 3 + 1
    asked: list[tuple[str, tuple[int, ...], tuple[int, ...]]] = [
        (f"{heard} {first}", (sounds.frames,), ()),
        (f"{second} {heard}", (few,), ()),
        (f"{heard} {seen.marker} {first}", (few,), (_PICTURE,)),
        (f"{first} {heard} " * sounds.most, (few,) * sounds.most, ()),
    ]
    most, found = greedy.most_tokens(model, context_length), []
    with greedy.stepping(model) as generate:
        for text, frames, shown in asked[:1] if is_on_disk(model) else asked:
            tokens = prompts.prompt_tokens(model.preprocessor, expanded(text, sounds.described, frames))
            if len(tokens) >= context_length:
                continue
            row, mask = greedy.padded(tokens, min(context_length, len(tokens) + most))
            patterns = tuple((_SOUND + i, count) for i, count in enumerate(frames))
            bands = [_features(sounds, k)[0, :count] for k, count in patterns]
            pixels = [pattern(k, pictures.shape, "float32") for k in shown]
            result = generate({**pictures.inputs(row, mask, pixels), **sounds.inputs(row, bands)})["token_ids"]
            found.append(Continuation(tuple(tokens), greedy.after(tokens, result), text, pictures=shown, sounds=patterns))
    return tuple(found)


def _features(sounds: PromptSounds, k: int) -> Any:
    return pattern(k, (1, sounds.frames, sounds.converter.bands), "float32")


def _encoding(sounds: PromptSounds) -> PlannedSignature:
    def encode(bands: Any, mask: Any) -> Sequence[Any]:
        return [keras.ops.cast(sounds.embed(bands, mask), "float32")]

    shape = (1, sounds.frames, sounds.converter.bands)
    inputs = (
        NamedSpec(FEATURES, "input_features", "float32", shape, low=-4.0, high=4.0),
        NamedSpec(FRAME_MASK, "input_features_mask", "int32", shape[:2], role="mask"),
    )
    return PlannedSignature("encode_audio", encode, inputs, (EMBEDDINGS,))
