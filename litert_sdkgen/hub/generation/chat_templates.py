"""A language model's chat template: read, checked, and in the form that a device evaluates."""

import json
from typing import Any

from keras_hub.src.utils import preset_utils

from ... import chat
from ...manifest.generation import ChatTemplate

ASSET = "chat_template.json"
_SOURCE, _CONFIG = "chat_template.jinja", "tokenizer_config.json"
_CONVERSATIONS = (
    [{"role": "user", "content": "Hello"}],
    [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "How are you?"}],
)


def describe(source: str, tokenizer: Any) -> tuple[ChatTemplate, bytes]:
    """The manifest's form of a template, and its tree.

    Raises:
        chat.Unsupported: a construct that a device does not know.
        chat.Refused: the template does not take a plain conversation.
    """
    tree = chat.tree(source)
    start, end = _token(tokenizer, "start_token"), _token(tokenizer, "end_token")
    for conversation in _CONVERSATIONS:
        chat.render(source, conversation, {"bos_token": start, "eos_token": end})
    end_id = int(tokenizer.end_token_id) if end else None
    return ChatTemplate(ASSET, start, end, end_id), json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


def of_preset(location: str) -> str | None:
    """The template that lies in a preset's folder, as files of the transformers library: None where there is none."""
    if preset_utils.check_file_exists(location, _SOURCE):
        with open(preset_utils.get_file(location, _SOURCE), encoding="utf-8") as file:
            return file.read()
    if not preset_utils.check_file_exists(location, _CONFIG):
        return None
    found = preset_utils.load_json(location, _CONFIG).get("chat_template")
    if isinstance(found, list):
        found = next((entry.get("template") for entry in found if entry.get("name") == "default"), None)
    return found if isinstance(found, str) else None


def _token(tokenizer: Any, name: str) -> str:
    value = getattr(tokenizer, name, None)
    return value if isinstance(value, str) else ""
