"""RWKV-7's own form of prompts: padded on the left, without the last token, with which the row of the answer begins."""

from collections.abc import Callable, Mapping
from typing import Any

import keras_hub
import numpy as np

from ...errors import ExportError
from ...exporter.cures.replacement import replaced
from ...manifest.steps import PromptPacker


def takes(model: Any) -> bool:
    """Whether `generate_step` of `model` wants its prompt so."""
    return isinstance(model, keras_hub.models.RWKV7CausalLM)


def prepares(preprocessor: Any) -> bool:
    """Whether `preprocessor` makes such prompts."""
    return isinstance(preprocessor, keras_hub.models.RWKV7CausalLMPreprocessor)


def prompt_tokens(preprocessor: Any, text: str, length: int) -> list[int]:
    """The token ids that are read before an answer to `text`, which has at most `length`."""
    if not len(preprocessor.tokenizer(text)):
        return []  # which KerasHub does not take
    with replaced(preprocessor, "sequence_length", length):
        packed = preprocessor.generate_preprocess([text], sequence_length=1)
    read = np.asarray(packed["token_ids"])[np.asarray(packed["input_padding_mask"]).astype(bool)]
    return [*map(int, read), int(packed["predict_token_ids"][0, 0])]


def packer(preprocessor: Any) -> PromptPacker:
    """KerasHub puts a token of padding before a prompt of one token, and reads it.

    Raises:
        ExportError: a text can have that token.
    """
    tokenizer, padding = preprocessor.tokenizer, 0
    if padding in tokenizer._tokenizer.idx2token:
        raise ExportError("the vocabulary has a token with the id 0, which RWKV-7 takes for padding. Number its tokens from 1 on")
    return PromptPacker((), before_single=padding)


def filled(step: Callable[[Mapping[str, Any]], Mapping[str, Any]], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """A row with what `step` generates after its prompt, as other models' `generate_step` fills the `token_ids` of `inputs`."""
    row = np.array(inputs["token_ids"], np.int32)
    count = int(np.sum(inputs["padding_mask"]))
    length = row.shape[1]
    read, mask, answer = np.zeros((1, length), np.int32), np.zeros((1, length), bool), np.zeros((1, length), np.int32)
    read[0, length - count + 1 :], mask[0, length - count + 1 :] = row[0, : count - 1], True
    answer[0, 0] = row[0, count - 1]
    given = {"token_ids": read, "input_padding_mask": mask, "predict_token_ids": answer, "padding_mask": answer != 0}
    found = np.asarray(step(given)["token_ids"])[0, length:]
    row[0, count:] = found[1 : length - count + 1]
    return {"token_ids": row}
