"""Causal language models: a prompt in, the text that follows it out, token by token over a cache that stays on the device."""

from dataclasses import replace
from typing import Any

from ... import chat
from ...errors import ExportError, UsageError
from ...exporter.plan import ExportPlan
from ...manifest.generation import ChatTemplate
from ...manifest.model import Source
from ...manifest.steps import TextStep
from .. import lengths, support, tokenizers
from ..generation import answers, cached_steps, chat_templates, deviations, greedy, litertlm, pictures, prompts, recurrent_steps, sounds
from ..generation.pictures import continuations as pictured
from ..generation.pictures.planned import with_pictures
from ..generation.sounds import planned as heard_plan
from ..registry import Request, TaskExporter

_OTHER_ADVICE = "Its forward pass can be exported with --task tensors"


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """Signatures `prefill_<N>` and `decode` over the state of each layer: a tensor for the keys and one for the values, in most models."""
    kind, reason = type(model).__name__, _refusal(model)
    if reason is not None:
        raise ExportError(f"a {kind} cannot be exported for generation yet: {reason}. {_OTHER_ADVICE}")
    if request.format is not None:
        litertlm.check(model)
    preprocessor = model.preprocessor
    if preprocessor is None:
        raise ExportError(f"the {kind} has no preprocessor, so nothing says how text becomes tokens. {_OTHER_ADVICE}")
    if request.sequence_length is not None:
        raise UsageError("--sequence-length: a language model has a context that prompt and answer share: choose it with --context-length")
    seen = pictures.of_model(model, request.image_size) if request.format is None else None  # a container is for texts
    heard = sounds.of_model(model) if seen is not None and seen.marker is not None else None
    in_front = 0 if seen is None else seen.in_front
    length = lengths.chosen(
        "--context-length",
        model.backbone,
        request.context_length,
        in_front + preprocessor.sequence_length,
        least=in_front + 2,
        expected=f"at least {in_front + 2}, for {'a picture, ' if in_front else ''}a prompt and an answer",
        most=None if seen is None else seen.positions,
    )
    with pictures.tokenizing(preprocessor):
        tokenizer = tokenizers.describe(preprocessor.tokenizer)
    packer = prompts.describe(preprocessor)
    texts = prompts.samples(preprocessor, packer)
    layout = recurrent_steps.layout_of(model, length) or cached_steps.layout_of(model, length, request.cache_dtype or "float32")
    template, tree = _chat_template(request, preprocessor.tokenizer)
    is_recurrent = isinstance(layout, recurrent_steps.RecurrentLayout)
    if is_recurrent and request.cache_dtype not in (None, "float32"):
        raise UsageError(
            f"--cache-dtype: a {kind} adds every token to one state, and what rounding it takes away adds up too: expected float32. "
            f"Received: {request.cache_dtype}"
        )
    if request.format is not None:
        layout = litertlm.layout(layout)
        texts += litertlm.texts(preprocessor, length)
    can_compare = not is_recurrent and request.format is None and seen is None
    post = answers.describe(model, length, request.sampler, can_compare)
    post = replace(post, chat=template, state_kind="recurrent" if is_recurrent else None)
    # A model whose every prompt has a picture answers to no other.
    markers = [kind.marker for kind in (seen, heard) if kind is not None]
    reserved = [marker.token for marker in markers if marker is not None]
    continuations = () if in_front else greedy.continuations(model, texts, length, reserved)
    differing = greedy.differing(model, continuations) if deviations.reason(model) else 0
    left_out = deviations.report(model, differing, len(continuations))
    continuations += () if seen is None else pictured.continuations(model, seen, length)
    continuations += () if seen is None or heard is None else heard_plan.continuations(model, heard, seen, length)
    planned = ExportPlan(
        request.name,
        "causal_lm",
        source,
        model,
        cached_steps.signatures_of(model, layout, has_hidden=post.hidden is not None),
        (TextStep(tokenizer.tokenizer, packer, {"token_ids": cached_steps.TOKENS, "positions": cached_steps.POSITIONS}),),
        post,
        tokenizer.assets | tree,
        state=cached_steps.state_of(layout),
        continuations=continuations,
        left_out=left_out,
    )
    if request.format is not None:
        return litertlm.contained(planned, model, layout, request.chat_template)
    if seen is None:
        return planned
    planned = with_pictures(planned, layout, seen)
    return planned if heard is None else heard_plan.with_sounds(planned, layout, heard)


def _chat_template(request: Request, tokenizer: Any) -> tuple[ChatTemplate | None, dict[str, bytes]]:
    if request.chat_template is None or request.format is not None:  # a container has the template as it is
        return None, {}
    try:
        template, tree = chat_templates.describe(request.chat_template, tokenizer)
    except (chat.Unsupported, chat.Refused) as error:
        raise UsageError(f"--chat-template: {error}. Write this part of the template in another way, or leave the option out") from None
    return template, {template.template: tree}


def _refusal(model: Any) -> str | None:
    """Why a class, or the one it is made from, does not generate on a device."""
    names = [base.__name__ for base in type(model).__mro__]
    return next(filter(None, (support.refusal(name) for name in names)), None)


def _handles(model: Any) -> bool:
    """Without a tokenizer, or a way to generate, named tensors are left."""
    return model.preprocessor is not None and _refusal(model) is None


EXPORTER = TaskExporter("causal_lm", "CausalLM", plan, "CausalLMPreprocessor", handles=_handles)
