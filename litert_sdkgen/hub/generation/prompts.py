"""What KerasHub's preprocessor puts before a prompt, and which tokens end or leave no trace in an answer."""

from typing import Any

import keras_hub
import numpy as np

from ...errors import ExportError
from ...exporter.cures.replacement import replaced
from ...manifest.steps import PromptPacker
from . import left_padded, pictures

SAMPLES = ("The quick brown fox", "I did not expect to like it, but", "Naïve café: “日本語” 😀")
"""Texts whose answers an exported file must repeat."""
_PROBES = ("a wonderful film", "", "a", "Naïve café, 日本語 😀")


def describe(preprocessor: Any) -> PromptPacker:
    """The manifest's form of `generate_preprocess`, proven on a few texts.

    Raises:
        ExportError: the preprocessor does something else than to put tokens before those of the text.
    """
    is_left_padded = left_padded.prepares(preprocessor)
    packer = left_padded.packer(preprocessor) if is_left_padded else PromptPacker(tuple(prompt_tokens(preprocessor, "")))
    for text in _PROBES:
        expected = packed(packer, [*map(int, preprocessor.tokenizer(text))])
        if prompt_tokens(preprocessor, text) != expected:
            raise ExportError(
                f"the {type(preprocessor).__name__} does more to a prompt than to put {list(packer.start)} before its tokens, which the "
                "device cannot repeat yet. Export with --task tensors"
            )
    return packer


def packed(packer: PromptPacker, tokens: list[int]) -> list[int]:
    """As the device packs the tokens of a text."""
    single = [packer.before_single] if packer.before_single is not None and len(tokens) == 1 else []
    return [*packer.start, *single, *tokens]


def samples(preprocessor: Any, packer: PromptPacker) -> list[tuple[str, list[int]]]:
    """Texts and their tokens: `SAMPLES`, and one of a single token where that matters."""
    texts = SAMPLES if packer.before_single is None else (*SAMPLES, "a")
    return [(text, prompt_tokens(preprocessor, text)) for text in texts]


def prompt_tokens(preprocessor: Any, text: str) -> list[int]:
    """The token ids with which `generate(text)` starts."""
    length = 64 + 4 * len(text.encode())  # no tokenizer makes more of a text than a token for each byte, and a few around it
    if left_padded.prepares(preprocessor):
        return left_padded.prompt_tokens(preprocessor, text, length)
    made = pictures.preprocessed(preprocessor, text, length)
    tokens, mask = (np.asarray(made[name])[0] for name in ("token_ids", "padding_mask"))
    return [int(token) for token, is_used in zip(tokens, mask, strict=True) if is_used]


def stop_tokens(model: Any) -> tuple[int, ...]:
    """What `generate` stops on by itself: classes add to it what their families end a turn with."""
    tokenizer, asked = model.preprocessor.tokenizer, []

    def generate(self: Any, inputs: Any, max_length: Any = None, stop_token_ids: Any = "auto", strip_prompt: bool = False) -> None:
        asked.append(stop_token_ids)

    with replaced(keras_hub.models.CausalLM, "generate", generate):
        model.generate("")
    found = [getattr(tokenizer, name, None) for name in ("end_token_id", "end_token2_id")] if asked == ["auto"] else asked[0]
    return tuple(dict.fromkeys(int(token) for token in found if token is not None))


def special_tokens(tokenizer: Any) -> tuple[int, ...]:
    """What `generate` leaves out of its text: not the tokens with which a user says where a picture or a sound is."""
    kept = {getattr(tokenizer, f"start_of_{what}_token_id", None) for what in ("image", "audio")}
    return tuple(sorted(int(token) for token in getattr(tokenizer, "special_token_ids", ()) if token not in kept))
