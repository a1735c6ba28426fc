"""What Jinja makes of conversations, with templates in the manner of well-known families.

`cases.json`: a list of `{"name", "tree", "cases"}`; a case is `{"messages", "variables", "text"}`, with `null` for a conversation that the
template refuses, and its `error`.
"""

import json
import pathlib
from typing import Any

import conversations

from litert_sdkgen import chat


def write(directory: pathlib.Path) -> None:
    """Every template with every conversation."""
    entries = []
    for name, source in conversations.TEMPLATES.items():
        cases: list[dict[str, Any]] = []
        for messages in conversations.CONVERSATIONS:
            for variables in conversations.VARIABLES:
                case: dict[str, Any] = {"messages": messages, "variables": variables, "text": None, "error": None}
                try:
                    case["text"] = chat.render(source, messages, variables)
                except chat.Refused as refusal:
                    case["error"] = str(refusal)
                cases.append(case)
        entries.append({"name": name, "tree": chat.tree(source), "cases": cases})
    (directory / "cases.json").write_text(json.dumps(entries), encoding="utf-8")
