"""Conversations with the small model that is exported with a chat template, as Keras holds them.

`turns.json`: a list of `{"system", "turns"}`; a turn is `{"user", "prompt", "answer"}`: the whole text that Keras continues, and what it
adds greedily, up to a stop token or `MAX_TOKENS` tokens.
"""

import json
import pathlib
from typing import Any

import bundle_factory
import conversations
import numpy as np
import tiny_language_models

from litert_sdkgen import chat
from litert_sdkgen.hub.generation import prompts
from litert_sdkgen.hub.generation.running import Text

MAX_TOKENS = 14
TALKS: tuple[tuple[str | None, tuple[str, ...]], ...] = (
    (None, ("Hello world", "The cat sat.")),
    ("Be brief.", ("The quick brown fox", "café 😀", "one two")),
)


def write(directory: pathlib.Path) -> None:
    """Every talk."""
    found = talks(tiny_language_models.llama3(context=bundle_factory.CHAT_CONTEXT))
    (directory / "turns.json").write_text(json.dumps(found), encoding="utf-8")


def talks(model: Any) -> list[dict[str, Any]]:
    """`TALKS`, with Keras' own answers in their history."""
    preprocessor = model.preprocessor
    tokenizer, found = preprocessor.tokenizer, []
    variables = {"bos_token": tokenizer.start_token, "eos_token": tokenizer.end_token}
    for system, texts in TALKS:
        messages = [] if system is None else [{"role": "system", "content": system}]
        turns = []
        for text in texts:
            messages.append({"role": "user", "content": text})
            prompt = chat.render(conversations.TEMPLATES["llama3"], messages, variables).removeprefix(tokenizer.start_token)
            answer = _answer(model, preprocessor, prompt)
            messages.append({"role": "assistant", "content": answer})
            turns.append({"user": text, "prompt": prompt, "answer": answer})
        found.append({"system": system, "turns": turns})
    return found


def _answer(model: Any, preprocessor: Any, prompt: str) -> str:
    row = preprocessor.generate_preprocess([prompt], sequence_length=bundle_factory.CHAT_CONTEXT)
    length = int(np.sum(row["padding_mask"]))
    model.preprocessor = None
    try:
        tokens = np.asarray(model.generate(row, stop_token_ids=None)["token_ids"])[0, length : length + MAX_TOKENS].tolist()
    finally:
        model.preprocessor = preprocessor
    stops = [i for i, token in enumerate(tokens) if token in prompts.stop_tokens(model)]
    text = Text(preprocessor, frozenset(prompts.special_tokens(preprocessor.tokenizer)))
    return "".join(text.add(token) for token in tokens[: stops[0] if stops else None]) + text.end()
