"""A chat template's source as Jinja sees it, rendered here or turned into the tree that a device evaluates."""

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .construct import Refused, Unsupported
from .restored import restored
from .statements import body

_DEPTH = 60
"""A device's reader of JSON allows 64 levels."""


class _Generation(Extension):
    """`{% generation %}`, with which training code marks answers: here no more than what stands in it."""

    tags = {"generation"}  # noqa: RUF012  what Jinja declares

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _environment() -> ImmutableSandboxedEnvironment:
    """As the libraries that such templates are written for set it up."""
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, _Generation])
    environment.filters["tojson"] = lambda value, indent=None: json.dumps(value, ensure_ascii=False, indent=indent)
    environment.globals = {"range": range, "namespace": environment.globals["namespace"]}
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = lambda form: datetime.datetime.now().strftime(form)
    return environment


def parse(source: str) -> nodes.Template:
    """Raises:
    Unsupported: the source is not Jinja.
    """
    try:
        return _environment().parse(source)
    except jinja2.TemplateSyntaxError as error:
        raise Unsupported(f"not a Jinja template: {error.message}", error.lineno) from None


def tree(source: str) -> list[Any]:
    """The statements of a template, as JSON.

    Raises:
        Unsupported: a construct that a device does not know.
    """
    try:
        found = body(parse(source).body)
        depth = _depth(found)
    except RecursionError:
        depth = _DEPTH + 1
    if depth > _DEPTH:
        raise Unsupported(f"nested more than {_DEPTH} levels deep", 1)
    return found


def render(source: str, messages: Sequence[Mapping[str, str]], variables: Mapping[str, Any], add_generation_prompt: bool = True) -> str:
    """The text of a conversation.

    Raises:
        Refused: the template does not take it.
    """
    return _rendered(_environment().from_string(source), messages, {**variables, "add_generation_prompt": add_generation_prompt})


def render_tree(form: Any, messages: Sequence[Mapping[str, str]], variables: Mapping[str, Any]) -> str:
    """As `render`, of what `tree` gives, up to where an answer begins.

    Raises:
        Refused: the template does not take the conversation.
        Unsupported: `form` is not the tree of a template.
    """
    environment = _environment()
    template = restored(form)
    template.set_environment(environment)
    code = environment.compile(template)
    found = environment.template_class.from_code(environment, code, environment.make_globals(None))
    return _rendered(found, messages, {**variables, "add_generation_prompt": True})


def _rendered(template: jinja2.Template, messages: Sequence[Mapping[str, str]], variables: Mapping[str, Any]) -> str:
    given = {"tools": None, "documents": None, **variables}
    try:
        return template.render(messages=list(messages), **given)
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise Refused(str(error)) from None


def _raise(message: str) -> None:
    raise jinja2.TemplateError(message)


def _depth(value: Any) -> int:
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0
