"""Jinja's statements as JSON: a list that begins with the kind of each."""

from collections.abc import Iterable
from typing import Any

from jinja2 import nodes

from .construct import Unsupported
from .expressions import expression

Form = list[Any]


def body(statements: Iterable[nodes.Node]) -> list[Form]:
    """Raises:
    Unsupported: one of `statements` is of a kind that a device does not know.
    """
    return [_statement(node) for node in statements]


def _statement(node: nodes.Node) -> Form:
    match node:
        case nodes.Output():
            return ["output", [["const", part.data] if isinstance(part, nodes.TemplateData) else expression(part) for part in node.nodes]]
        case nodes.If():
            branches = [[expression(one.test), body(one.body)] for one in (node, *node.elif_)]
            return ["if", branches, body(node.else_)]
        case nodes.For() if not node.recursive:
            names, condition = _targets(node.target), node.test and expression(node.test)
            return ["for", names, expression(node.iter), condition, body(node.body), body(node.else_)]
        case nodes.Assign():
            return ["set", _targets(node.target), expression(node.node)]
        case nodes.AssignBlock() if node.filter is None:
            return ["capture", _targets(node.target), body(node.body)]
        case nodes.Break():
            return ["break"]
        case nodes.Continue():
            return ["continue"]
    raise Unsupported(f"the statement {type(node).__name__.lower()} is not known on a device", node.lineno)


def _targets(target: nodes.Node) -> list[Any]:
    """Names, or [namespace, name] where a namespace's attribute is set."""
    match target:
        case nodes.Name():
            return [target.name]
        case nodes.NSRef():
            return [[target.name, target.attr]]
        case nodes.Tuple():
            return [name for item in target.items for name in _targets(item)]
    raise Unsupported(f"{type(target).__name__.lower()} cannot be assigned to on a device", target.lineno)
