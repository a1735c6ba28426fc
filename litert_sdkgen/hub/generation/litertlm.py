"""Language models for LiteRT-LM: which of KerasHub's classes it runs as Keras does, and what their files hold beside the model."""

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...errors import ExportError, UsageError, VerificationError
from ...exporter.plan import Continuation, Evidence, ExportPlan
from ...exporter.tolerance import Tolerance
from ...litertlm import container
from ...litertlm.contents import Contents, StateBuffer
from ...litertlm.engine import METHODS, TextEngine
from ...manifest.model import Format
from ...manifest.tokenizers import ContainedTokenizer
from .. import contained_tokenizers
from . import prompts
from .cached_steps import CacheLayout, StateLayout, prefill_sizes

_TAKEN = (
    "Bloom Falcon GPT2 GPTNeoX Gemma Gemma3 Gemma3n Gemma4 GptOss Llama Llama3 Mistral Mixtral OPT Phi3 Qwen Qwen3 Qwen3Moe QwenMoe SmolLM3"
)
_PADDED = "LiteRT-LM fills up the last call of a prompt with padding, which becomes a part of its recurrent state"
_PICTURES = "it reads a picture, for which the file would need parts that nobody has tried"
_FAMILIES: dict[str, str | None] = {
    **dict.fromkeys(_TAKEN.split()),
    **dict.fromkeys(("BLIP2", "PARSeq", "PaliGemma"), _PICTURES),
    "Qwen3_5": _PADDED,
    "Qwen3_5Moe": _PADDED,
    "RWKV7": f"{_PADDED}, and it has no tokenizer of this kind",
}
"""Why LiteRT-LM does not run a family; None where its answers are those of Keras.

tests/hub/test_litertlm.py has a model of each.
"""
_SUFFIX = "CausalLM"
_SMALLEST_CALL = 4
"""LiteRT-LM refuses a text where no call fits into what is left of the context, and fills up the last one. One more size costs little
there: its calls share the matrices as XNNPACK arranges them."""


@dataclass(frozen=True)
class LiteRtLmFile:
    """The container of a model with KerasHub's `tokenizer`; see `exporter.plan.Container`."""

    contents: Contents
    tokenizer: Any
    format: Format = "litertlm"

    def write(self, model: Path, path: Path) -> None:
        """See `litertlm.container.write`."""
        container.write(self.contents, model, path)

    def compared(self, path: Path, continuations: Sequence[Continuation], tolerance: Tolerance) -> Evidence:
        """See `answered`: texts are equal or not, whatever the tolerance."""
        return Evidence(continuations=self.answered(path, continuations))

    def answered(self, path: Path, continuations: Sequence[Continuation]) -> tuple[Continuation, ...]:
        """Each text is continued by LiteRT-LM, greedily.

        It shows special tokens within an answer, which KerasHub leaves out.
        """
        found = []
        with TextEngine(path) as engine:
            for continuation in continuations:
                tokens = self._known(continuation.tokens)
                if continuation.text is None or not tokens:
                    continue
                answer, expected = engine.answer(continuation.text, len(tokens)), self._text(self._before_stop(tokens))
                if not _agree(self._without_special(answer), expected):
                    raise VerificationError(
                        f"LiteRT-LM continues {continuation.text[:60]!r} ({len(continuation.prompt)} tokens) with {answer[:200]!r}, "
                        f"expected {expected[:200]!r}. The file was not written. Please report this model. {contained_tokenizers.ADVICE}"
                    )
                found += [replace(continuation, tokens=tokens, answer=answer)] if _characters(expected) else []
        return tuple(found)

    def _known(self, tokens: tuple[int, ...]) -> tuple[int, ...]:
        """Those before the first that the tokenizer lacks, at which LiteRT-LM fails: some models have more, to round their number up."""
        size = self.tokenizer.vocabulary_size()
        return tokens[: next((i for i, token in enumerate(tokens) if token >= size), len(tokens))]

    def _before_stop(self, tokens: tuple[int, ...]) -> tuple[int, ...]:
        return tokens[: next((i for i, token in enumerate(tokens) if token in self.contents.stop_tokens), len(tokens))]

    def _text(self, tokens: Iterable[int]) -> str:
        """Without special tokens, across which no character comes together."""
        special = frozenset(prompts.special_tokens(self.tokenizer))
        parts: list[list[int]] = [[]]
        for token in tokens:
            if token in special:
                parts.append([])
            else:
                parts[-1].append(token)
        return "".join(str(self.tokenizer.detokenize(part)) for part in parts if part)

    def _without_special(self, answer: str) -> str:
        for token in prompts.special_tokens(self.tokenizer):
            answer = answer.replace(str(self.tokenizer.id_to_token(token)), "")
        return answer


def _agree(answer: str, expected: str) -> bool:
    """Whether both are the same characters, or are so up to the first byte that is none: LiteRT-LM may lose what comes after one."""
    whole = next((i for i, character in enumerate(expected) if not _characters(character)), len(expected))
    return _characters(answer) == _characters(expected) or (whole < len(expected) and answer.startswith(expected[:whole]))


def _characters(text: str) -> str:
    """Without what stands for bytes that are none, without zeros, and without Unicode's noncharacters."""
    return "".join(c for c in text if c not in "\0\ufffd" and ord(c) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(c) <= 0xFDEF)


def check(model: Any) -> None:
    """Raises ExportError, with the reason, where LiteRT-LM does not run `model` as Keras does."""
    families = [base.__name__.removesuffix(_SUFFIX) for base in type(model).__mro__ if base.__name__.endswith(_SUFFIX)]
    reason = next(
        (_FAMILIES[family] for family in families if family in _FAMILIES), "nobody has compared its answers there with Keras' yet"
    )
    if reason is not None:
        raise ExportError(f"--format litertlm: LiteRT-LM does not run a {type(model).__name__}: {reason}. {contained_tokenizers.ADVICE}")


def layout(own: StateLayout) -> CacheLayout:
    """`own` with the calls that LiteRT-LM makes.

    Raises:
        UsageError: a context that LiteRT-LM's last call could reach beyond.
    """
    assert isinstance(own, CacheLayout)  # `check` refuses the families that have another
    sizes = tuple(dict.fromkeys((min(_SMALLEST_CALL, own.prefill_sizes[0]), *own.prefill_sizes)))
    most, length = sizes[-1], own.context_length
    if length % most:
        raise UsageError(
            f"--context-length: LiteRT-LM reads a prompt in calls of {most} tokens, of which the last may be filled up: expected a "
            f"multiple of {most}, such as {length // most * most} or {-(-length // most) * most}. Received: {length}"
        )
    return replace(own, prefill_sizes=sizes)


def texts(preprocessor: Any, context_length: int) -> list[tuple[str, list[int]]]:
    """Texts of about as many tokens as the calls of a prompt read, and a few more than the largest, with their tokens."""
    words = (" ".join(prompts.SAMPLES[:2]) + " ").replace(",", "").split() * context_length

    def tokens(count: int) -> list[int]:
        return prompts.prompt_tokens(preprocessor, " ".join(words[:count]))

    sizes = prefill_sizes(context_length)
    wanted = [size for size in (*sizes, sizes[-1] + 8) if size < context_length]
    counts = [bisect.bisect_right(range(min(len(words), 2 * size)), size, key=lambda n: len(tokens(n))) - 1 for size in wanted]
    return [(" ".join(words[:count]), tokens(count)) for count in counts if count > 0]


def contained(plan: ExportPlan, model: Any, own: StateLayout, chat_template: str | None) -> ExportPlan:
    """The plan with a LiteRT-LM file around the model, and nothing beside it that is in it.

    Raises:
        ExportError: a tokenizer or a prompt that LiteRT-LM does not make in this way.
    """
    (step,), post = plan.preprocess, plan.postprocess
    assert step.type == "text" and step.packer.type == "prompt" and post is not None and post.type == "generation"  # a causal LM has these
    if step.packer.before_single is not None:
        raise ExportError(
            f"LiteRT-LM puts nothing before a prompt of one token, as the {type(model).__name__} wants. {contained_tokenizers.ADVICE}"
        )
    if post.sampler.method not in METHODS:
        raise ExportError(
            f"LiteRT-LM draws tokens by {', '.join(METHODS)} alone. Received: {post.sampler.method}. Choose one of them: --sampler greedy"
        )
    assert isinstance(own, CacheLayout)
    tokenizer = model.preprocessor.tokenizer
    file = contained_tokenizers.file_of(tokenizer)
    state = tuple(StateBuffer(name, "value" if i % 2 else "key", own.sequence_axis) for i, name in enumerate(own.names))
    contents = Contents(file, step.packer.start, post.stop_tokens, post.context_length, state, chat_template)
    inside = replace(step, tokenizer=ContainedTokenizer(file.kind))
    return replace(plan, preprocess=(inside,), assets={}, container=LiteRtLmFile(contents, tokenizer))
