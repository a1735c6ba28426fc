"""What KerasHub's preprocessor puts before a prompt, and which tokens end or leave no trace in an answer."""

from typing import Any

from ...errors import ExportError
from ...manifest.model import PromptPacker

SAMPLES = ("The quick brown fox", "I did not expect to like it, but", "Naïve café: “日本語” 😀")
"""Texts whose answers an exported file must repeat."""
_PROBES = ("a wonderful film", "", "Naïve café, 日本語 😀")


def describe(preprocessor: Any) -> PromptPacker:
    """The manifest's form of `generate_preprocess`, proven on a few texts.

    Raises:
        ExportError: the preprocessor does something else than to put tokens before those of the text.
    """
    start = prompt_tokens(preprocessor, "")
    for text in _PROBES:
        expected = [*start, *map(int, preprocessor.tokenizer(text))]
        if prompt_tokens(preprocessor, text) != expected:
            raise ExportError(
                f"the {type(preprocessor).__name__} does more to a prompt than to put {start} before its tokens, which the device cannot "
                "repeat yet. Export with --task tensors"
            )
    return PromptPacker(tuple(start))


def prompt_tokens(preprocessor: Any, text: str) -> list[int]:
    """The token ids with which `generate(text)` starts."""
    length = 64 + 4 * len(text.encode())  # no tokenizer makes more of a text than a token for each byte, and a few around it
    packed = preprocessor.generate_preprocess([text], sequence_length=length)
    tokens, mask = packed["token_ids"][0], packed["padding_mask"][0]
    return [int(token) for token, is_used in zip(tokens, mask, strict=True) if is_used]


def stop_tokens(tokenizer: Any) -> tuple[int, ...]:
    """What `generate` stops on by itself."""
    found = (getattr(tokenizer, name, None) for name in ("end_token_id", "end_token2_id"))
    return tuple(dict.fromkeys(int(token) for token in found if token is not None))


def special_tokens(tokenizer: Any) -> tuple[int, ...]:
    """What `generate` leaves out of its text."""
    return tuple(sorted(int(token) for token in getattr(tokenizer, "special_token_ids", ())))
