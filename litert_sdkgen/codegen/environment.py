"""Jinja, set up so that text from a model cannot become code.

`{{ }}` prints numbers and `Markup` only. Markup is made in two places: names in `naming`, literals and comments in `literals`. A raw
string raises, so a forgotten filter is an error of the first test and not a hole.
"""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined
from markupsafe import Markup

from . import literals
from .template_root import template_root


@cache
def environment() -> Environment:
    """The environment of all templates."""
    made = Environment(
        loader=FileSystemLoader(template_root()),
        autoescape=True,
        finalize=only_code,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    del made.filters["safe"]  # would make Markup of anything
    made.filters |= {
        "kt_string": literals.kt_string,
        "java_string": literals.java_string,
        "kdoc": literals.kdoc,
        "javadoc": literals.javadoc,
    }
    return made


def only_code(value: Any) -> Any:
    """Lets numbers and code through.

    Raises:
        TypeError: anything else.
    """
    if isinstance(value, Undefined | Markup) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise TypeError(
        f"expected code or a number in a template but was {type(value).__name__} {value!r}: use a filter such as kt_string or kdoc"
    )
