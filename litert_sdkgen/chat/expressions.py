"""Jinja's expressions as JSON: a list that begins with the kind of each. Arguments by name come to their places."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import nodes

from .construct import BY_KEYWORD, FILTERS, FUNCTIONS, METHODS, TESTS, Unsupported

Form = list[Any]
_ARITHMETIC = {nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.FloorDiv: "//", nodes.Mod: "%"}
_CHAINS = {nodes.Add: "+", nodes.And: "and", nodes.Or: "or"}


def expression(node: nodes.Node) -> Form:
    """Raises:
    Unsupported: a part of `node` is of a kind that a device does not know.
    """
    match node:
        case nodes.Const():
            return ["const", node.value]
        case nodes.Name():
            return ["name", node.name]
        case nodes.List() | nodes.Tuple():
            return ["list", [expression(item) for item in node.items]]
        case nodes.Dict():
            return ["dict", [[expression(pair.key), expression(pair.value)] for pair in node.items]]
        case nodes.Getattr():
            return ["item", expression(node.node), ["const", node.attr]]
        case nodes.Getitem() if isinstance(node.arg, nodes.Slice):
            return ["slice", expression(node.node), *(part and expression(part) for part in (node.arg.start, node.arg.stop, node.arg.step))]
        case nodes.Getitem():
            return ["item", expression(node.node), expression(node.arg)]
        case nodes.Call():
            return _call(node)
        case nodes.Filter() if node.node is not None:
            return ["filter", node.name, expression(node.node), _arguments("filter", FILTERS, node.name, node)]
        case nodes.Test():
            return ["test", node.name, expression(node.node), _arguments("test", TESTS, node.name, node)]
        case nodes.Not():
            return ["not", expression(node.node)]
        case nodes.Neg():
            return ["-", ["const", 0], expression(node.node)]
        case nodes.Concat():
            return ["~", [expression(part) for part in node.nodes]]
        case nodes.Compare():
            return ["compare", expression(node.expr), [[operand.op, expression(operand.expr)] for operand in node.ops]]
        case nodes.CondExpr():
            return ["choose", expression(node.test), expression(node.expr1), node.expr2 and expression(node.expr2)]
        case nodes.BinExpr() if type(node) in _CHAINS:
            return [_CHAINS[type(node)], [expression(part) for part in _chain(node, type(node))]]
        case nodes.BinExpr() if type(node) in _ARITHMETIC:
            return [_ARITHMETIC[type(node)], expression(node.left), expression(node.right)]
    raise Unsupported(f"the expression {type(node).__name__.lower()} is not known on a device", node.lineno)


def _chain(node: nodes.Node, kind: type[nodes.BinExpr]) -> list[nodes.Node]:
    """The operands of `a + b + c`, which Jinja nests to the left, level by level."""
    return [*_chain(node.left, kind), node.right] if isinstance(node, kind) else [node]


def _call(node: nodes.Call) -> Form:
    match node.node:
        case nodes.Name(name="namespace") if not node.args and node.dyn_args is None and node.dyn_kwargs is None:
            return ["namespace", [[pair.key, expression(pair.value)] for pair in node.kwargs]]
        case nodes.Name():
            return ["call", node.node.name, _arguments("function", FUNCTIONS, node.node.name, node)]
        case nodes.Getattr():
            return ["method", node.node.attr, expression(node.node.node), _arguments("method", METHODS, node.node.attr, node)]
    raise Unsupported("what is called has no name", node.lineno)


def _arguments(kind: str, known: Mapping[str, Sequence[str]], name: str, node: nodes.Call | nodes.Filter | nodes.Test) -> list[Form | None]:
    """One for each parameter, None where the call leaves it out at the end or between."""
    if name not in known:
        raise Unsupported(f"the {kind} {name} is not known on a device", node.lineno)
    names = known[name]
    if name in BY_KEYWORD and node.args:
        raise Unsupported(f"the {kind} {name} has only {names[0]}=... on a device", node.lineno)
    given = {parameter: expression(argument) for parameter, argument in zip(names, node.args, strict=False)}
    given |= {pair.key: expression(pair.value) for pair in node.kwargs if isinstance(pair, nodes.Keyword)}
    if len(node.args) > len(names) or set(given) - set(names) or node.dyn_args is not None or node.dyn_kwargs is not None:
        raise Unsupported(f"the {kind} {name} has only {', '.join(names) or 'no argument'} on a device", node.lineno)
    return [given.get(parameter) for parameter in names]
