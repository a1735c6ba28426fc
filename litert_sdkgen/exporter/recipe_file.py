"""A recipe of ai-edge-quantizer: which operations of which layers are quantized how. Read strictly, since the library lets much pass."""

import dataclasses
import difflib
import json
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import MissingDependencyError, UsageError
from ..manifest.quantization import QuantizationRule

_BITS = (2, 4, 8, 16)
_NOTHING = "no_quantize"


@dataclass(frozen=True)
class Recipe:
    """Checked rules in ai-edge-quantizer's own form; of two that match an operation the later one counts."""

    rules: tuple[dict[str, Any], ...]

    @property
    def record(self) -> tuple[QuantizationRule, ...]:
        """What the manifest tells of it."""
        return tuple(_record(rule) for rule in self.rules)


def read(path: str | os.PathLike[str]) -> Recipe:
    """The recipe in a JSON file, as `ai_edge_quantizer.recipe` makes them.

    Raises:
        UsageError: no such file, no JSON, or a rule that the quantizer cannot follow: which one, and why.
        MissingDependencyError: ai-edge-quantizer is not installed.
    """
    try:
        form = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"--quantize {os.fspath(path)}: expected a JSON file with the rules of a recipe: {error}") from None
    return parse(form, f"--quantize {os.fspath(path)}")


def parse(form: Any, where: str = "quantize") -> Recipe:
    """`form`, a list of rules, as a recipe; `where` begins the error."""
    if not isinstance(form, list | tuple) or not form:
        raise UsageError(f"{where}: expected a list of rules. Received: {_shown(form)}")
    for i, rule in enumerate(form):
        _Rule(f"{where}: rule {i}").check(rule)
    return Recipe(tuple(dict(rule) for rule in form))


@dataclass(frozen=True)
class _Rule:
    where: str

    def check(self, rule: Any) -> None:
        try:
            from ai_edge_quantizer import algorithm_manager, qtyping, recipe_manager
        except ImportError:
            raise MissingDependencyError("ai-edge-quantizer", "Quantizing by a recipe", extra="quantize") from None
        self._keys("", rule, required=("regex", "operation", "algorithm_key"), optional=("op_config",))
        self._text("regex", rule["regex"])
        try:
            re.compile(rule["regex"])
        except re.error as error:
            raise self._error("regex", "a regular expression", rule["regex"], f" ({error})") from None
        self._one_of("operation", rule["operation"], [name.value for name in qtyping.TFLOperationName])
        self._one_of("algorithm_key", rule["algorithm_key"], [name.value for name in algorithm_manager.AlgorithmName])
        if rule["algorithm_key"] == _NOTHING:
            return
        config = rule.get("op_config")
        self._keys("op_config", config, ("weight_tensor_config",), _names(qtyping.OpQuantizationConfig))
        self._one_of("op_config.compute_precision", config.get("compute_precision", "FLOAT"), [p.value for p in qtyping.ComputePrecision])
        for side in ("weight_tensor_config", "activation_tensor_config"):
            if side in config:
                self._tensor(f"op_config.{side}", config[side], qtyping)
        try:
            recipe_manager.RecipeManager().load_quantization_recipe([rule])
        except (ValueError, TypeError, KeyError) as error:
            raise UsageError(f"{self.where}: ai-edge-quantizer refuses it: {error}") from None

    def _tensor(self, path: str, config: Any, qtyping: Any) -> None:
        self._keys(path, config, ("num_bits",), (*_names(qtyping.TensorQuantizationConfig), "block_size"))
        if config["num_bits"] not in _BITS or isinstance(config["num_bits"], bool):
            raise self._error(f"{path}.num_bits", f"one of {', '.join(map(str, _BITS))}", config["num_bits"])
        self._one_of(f"{path}.granularity", config.get("granularity", "TENSORWISE"), [g.value for g in qtyping.QuantGranularity])
        self._one_of(f"{path}.dtype", config.get("dtype", "INT"), [kind.value for kind in qtyping.TensorDataType])

    def _keys(self, path: str, value: Any, required: Collection[str], optional: Collection[str]) -> None:
        if not isinstance(value, dict):
            raise self._error(path, "an object", value)
        for key in required:
            if key not in value:
                raise UsageError(f"{self.where}: {path + ': ' if path else ''}{key} is missing")
        for key in value:
            self._one_of(path or "key", key, sorted({*required, *optional}))

    def _text(self, path: str, value: Any) -> None:
        if not isinstance(value, str):
            raise self._error(path, "a string", value)

    def _one_of(self, path: str, value: Any, known: Collection[str]) -> None:
        if value not in known:
            near = difflib.get_close_matches(str(value), known, n=1)
            raise self._error(path, f"one of {', '.join(known)}", value, f". Did you mean {near[0]!r}?" if near else "")

    def _error(self, path: str, expected: str, value: Any, hint: str = "") -> UsageError:
        return UsageError(f"{self.where}: {path + ': ' if path else ''}expected {expected}. Received: {_shown(value)}{hint}")


def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _record(rule: dict[str, Any]) -> QuantizationRule:
    config = {} if rule["algorithm_key"] == _NOTHING else rule["op_config"]
    bits = {side: config.get(f"{side}_tensor_config", {}).get("num_bits") for side in ("weight", "activation")}
    return QuantizationRule(rule["regex"], str(rule["operation"]), str(rule["algorithm_key"]), bits["weight"], bits["activation"])
