"""Conversations, and chat templates in the manner of well-known families, written for these tests."""

from pathlib import Path
from typing import Any

TEMPLATES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "chat_templates").glob("*.jinja"))}


def _messages(*parts: str) -> list[dict[str, str]]:
    return [dict(zip(("role", "content"), part.split(": ", 1), strict=True)) for part in parts]


CONVERSATIONS: tuple[list[dict[str, str]], ...] = (
    _messages("user: Hello"),
    _messages("system: Be brief. ", "user:   hi there\n"),
    _messages("user: A hello all", "assistant: Sure!\n", "user: Naïve café: “日本語” 😀 a"),
    _messages(
        "system: s y", "user: one l", "assistant: <think>\nhm\n</think>\n\n ok l", "user: two\n\n", "assistant:  three ", "user: four"
    ),
    _messages("user: a b", "user: twice in turn"),
    _messages("assistant: I begin", "user: {{ messages }} {% if %} <|eot_id|>"),
    _messages("user: first q", "tool: 5 x", "user: z z"),
)
VARIABLES: tuple[dict[str, Any], ...] = (
    {"bos_token": "<s>", "eos_token": "</s>"},
    {"bos_token": "", "eos_token": "<e>", "enable_thinking": False, "date_string": "1 Jan 2026", "custom_tools": [{"name": "f", "n": 1}]},
)
