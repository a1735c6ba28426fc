"""The R8 rules that an app with LiteRT needs; the generated classes need none."""

from ..version import VERSION
from .template_root import template_root

RULES_FILE = "litert-sdkgen.pro"


def rules() -> str:
    """The text of `litert-sdkgen.pro`, the same for every model."""
    text = (template_root() / RULES_FILE).read_text(encoding="utf-8")
    return f"# Written by litert-sdkgen {VERSION}. Do not edit: generate again.\n{text}"
