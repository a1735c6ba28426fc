"""Classes whose `generate()` differs from their own forward pass: the forward pass, which is what training sees, is what a file equals."""

from typing import Any

_LINEAR_ATTENTION = "the last token of a prompt enters the state of its linear attention twice, and padding behind a prompt makes it fade"
_REASONS = {
    "GPTNeoXCausalLM": "its cached attention turns each query as if the call began at position 0, and the keys by their true positions",
    "Qwen3_5CausalLM": _LINEAR_ATTENTION,
    "Qwen3_5MoeCausalLM": _LINEAR_ATTENTION,
}


def reason(model: Any) -> str | None:
    """Why KerasHub's `generate()` answers otherwise than the forward pass of `model`; None where both are the same."""
    return next((_REASONS[base.__name__] for base in type(model).__mro__ if base.__name__ in _REASONS), None)


def report(model: Any, differing: int, count: int) -> tuple[str, ...]:
    """What the user is told of such a class: in how many of `count` answers of Keras the two differed here."""
    why = reason(model)
    if why is None:
        return ()
    return (
        f"generate() of the {type(model).__name__}: {why}, so that {differing} of {count} answers differ from those of its forward pass. "
        "The file is compared with the forward pass",
    )
