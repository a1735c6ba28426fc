"""From the tree of a chat template back to Jinja, which evaluates it here: what a device knows, and nothing else."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from jinja2 import nodes

from .construct import BY_KEYWORD, FILTERS, FUNCTIONS, METHODS, TESTS, Unsupported

_ARITHMETIC = {"-": nodes.Sub, "*": nodes.Mul, "/": nodes.Div, "//": nodes.FloorDiv, "%": nodes.Mod}
_CHAINS = {"+": nodes.Add, "and": nodes.And, "or": nodes.Or}
_COMPARISONS = {"eq", "ne", "gt", "gteq", "lt", "lteq", "in", "notin"}


def restored(tree: Any) -> nodes.Template:
    """Raises:
    Unsupported: `tree` is none that this version writes.
    """
    try:
        return nodes.Template(_body(tree), lineno=1)
    except (TypeError, ValueError, IndexError, AttributeError) as error:
        raise Unsupported(f"not the tree of a template: {error}", 1) from None


def _body(statements: Any) -> list[nodes.Node]:
    return [_statement(*statement) for statement in statements]


def _statement(kind: str, *parts: Any) -> nodes.Node:
    match kind, parts:
        case "output", [shown]:
            return nodes.Output([_expression(*part) for part in shown])
        case "if", [branches, otherwise]:
            first, *others = [(_expression(*test), _body(body)) for test, body in branches]
            return nodes.If(*first, [nodes.If(test, body, [], []) for test, body in others], _body(otherwise))
        case "for", [names, items, condition, body, otherwise]:
            test = condition and _expression(*condition)
            return nodes.For(_target(names), _expression(*items), _body(body), _body(otherwise), test, False)
        case "set", [names, value]:
            return nodes.Assign(_target(names), _expression(*value))
        case "capture", [names, body]:
            return nodes.AssignBlock(_target(names), None, _body(body))
        case "break", []:
            return nodes.Break()
        case "continue", []:
            return nodes.Continue()
    raise Unsupported(f"the statement {kind!r} is not known", 1)


def _target(names: Sequence[Any]) -> nodes.Expr:
    found: list[nodes.Expr] = [
        nodes.Name(_name(name), "store") if isinstance(name, str) else nodes.NSRef(*map(_name, name)) for name in names
    ]
    return found[0] if len(found) == 1 else nodes.Tuple(found, "store")


def _expression(kind: str, *parts: Any) -> nodes.Expr:
    match kind, parts:
        case "const", [str() | int() | float() | None as value]:
            return nodes.Const(value)
        case "name", [name]:
            return nodes.Name(_name(name), "load")
        case "list", [items]:
            return nodes.List([_expression(*item) for item in items])
        case "dict", [pairs]:
            return nodes.Dict([nodes.Pair(_expression(*key), _expression(*value)) for key, value in pairs])
        case "item", [of, key]:
            return nodes.Getitem(_expression(*of), _expression(*key), "load")
        case "slice", [of, *ends]:
            return nodes.Getitem(_expression(*of), nodes.Slice(*(end and _expression(*end) for end in ends)), "load")
        case "call", [name, arguments]:
            return nodes.Call(nodes.Name(name, "load"), *_arguments("function", FUNCTIONS, name, arguments))
        case "method", [name, of, arguments]:
            return nodes.Call(nodes.Getattr(_expression(*of), name, "load"), *_arguments("method", METHODS, name, arguments))
        case "namespace", [pairs]:
            named = [nodes.Keyword(_name(name), _expression(*value)) for name, value in pairs]
            return nodes.Call(nodes.Name("namespace", "load"), [], named, None, None)
        case "filter", [name, of, arguments]:
            return nodes.Filter(_expression(*of), name, *_arguments("filter", FILTERS, name, arguments))
        case "test", [name, of, arguments]:
            return nodes.Test(_expression(*of), name, *_arguments("test", TESTS, name, arguments))
        case "not", [of]:
            return nodes.Not(_expression(*of))
        case "~", [operands]:
            return nodes.Concat([_expression(*part) for part in operands])
        case "compare", [first, others] if {operator for operator, _ in others} <= _COMPARISONS:
            return nodes.Compare(_expression(*first), [nodes.Operand(operator, _expression(*other)) for operator, other in others])
        case "choose", [test, one, other]:
            return nodes.CondExpr(_expression(*test), _expression(*one), other and _expression(*other))
        case str(), [operands] if kind in _CHAINS:
            return reduce(_CHAINS[kind], [_expression(*part) for part in operands])
        case str(), [left, right] if kind in _ARITHMETIC:
            return _ARITHMETIC[kind](_expression(*left), _expression(*right))
    raise Unsupported(f"the expression {kind!r} is not known", 1)


def _name(name: Any) -> str:
    """Names become names in what Jinja compiles: nothing else may stand there."""
    if not isinstance(name, str) or not name.isidentifier():
        raise Unsupported(f"{name!r} is no name", 1)
    return name


def _arguments(kind: str, known: Mapping[str, Sequence[str]], name: str, forms: Sequence[Any]) -> tuple[Any, ...]:
    """In their places up to the first that is left out, by their names behind it."""
    if name not in known or len(forms) > len(known[name]):
        raise Unsupported(f"the {kind} {name!r} is not known with {len(forms)} arguments", 1)
    given = [form and _expression(*form) for form in forms]
    count = 0 if name in BY_KEYWORD else given.index(None) if None in given else len(given)
    named = zip(known[name][count:], given[count:], strict=False)
    return given[:count], [nodes.Keyword(parameter, value) for parameter, value in named if value is not None], None, None
