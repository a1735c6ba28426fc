"""What a new bundle means for an app that uses an old one: nothing, a fresh wrapper, or changed callers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from .bundle import Bundle
from .manifest import Manifest
from .manifest.jsonform import to_json
from .manifest.model import Signature, Tensor


class Effect(IntEnum):
    """Of a change, from harmless to not."""

    NONE = 0
    """The new bundle can take the old one's place in a released app."""
    REGENERATE = 1
    """The wrapper must be generated again; code that calls `predict` stays as it is."""
    BREAKING = 2
    """Code that calls the wrapper must change."""


@dataclass(frozen=True)
class Change:
    """One difference, in words."""

    effect: Effect
    text: str


def differences(old: Bundle, new: Bundle) -> list[Change]:
    """All changes from `old` to `new`, the gravest first; empty if the bundles are the same."""
    changes = [*_contract(old.manifest, new.manifest), *_content(old, new)]
    return sorted(changes, key=lambda change: -change.effect)


def _contract(old: Manifest, new: Manifest) -> Iterator[Change]:
    if old.contract == new.contract:
        return
    typed = old.task == new.task and old.task != "tensors"
    if old.task != new.task:
        yield Change(Effect.BREAKING, f"task: {old.task} becomes {new.task}, so predict() takes and gives something else")
    signatures = {signature.key: signature for signature in new.signatures}
    for signature in old.signatures:
        if signature.key not in signatures:
            yield Change(Effect.BREAKING, f"signature {signature.key!r}: gone")
        else:
            yield from _signature(signature, signatures[signature.key], typed)
    if old.model.format != new.model.format:
        yield Change(
            Effect.REGENERATE, f"format: {old.model.format or 'tflite'} becomes {new.model.format or 'tflite'}, which another library runs"
        )
    known = {signature.key for signature in old.signatures}
    for key in signatures:
        if key not in known:
            yield Change(Effect.REGENERATE, f"signature {key!r}: new")
    for what in ("state", "preprocess", "postprocess"):
        if _shape_of(getattr(old, what)) != _shape_of(getattr(new, what)):
            yield Change(Effect.REGENERATE, f"{what}: other kinds of steps, or other tensors that they feed or read")


def _signature(old: Signature, new: Signature, typed: bool) -> Iterator[Change]:
    """In a typed task only callers of `run` see tensors; in a tensors task `predict` takes them."""
    for side, before, after in (("input", old.inputs, new.inputs), ("output", old.outputs, new.outputs)):
        found = {tensor.name: tensor for tensor in after}
        for tensor in before:
            where = f"{side} {tensor.name!r} of {old.key!r}"
            other = found.get(tensor.name)
            if other is None:
                yield Change(Effect.BREAKING, f"{where}: gone")
            elif (tensor.dtype, tensor.shape, tensor.quantization is None) != (other.dtype, other.shape, other.quantization is None):
                effect = Effect.REGENERATE if typed and tensor.dtype == other.dtype else Effect.BREAKING
                yield Change(effect, f"{where}: {_described(tensor)} becomes {_described(other)}")
        known = {tensor.name for tensor in before}
        for tensor in after:
            if tensor.name not in known:
                effect = Effect.BREAKING if side == "input" and not typed else Effect.REGENERATE
                yield Change(effect, f"{side} {tensor.name!r} of {old.key!r}: new, {_described(tensor)}")
        kept = [tensor.name for tensor in before if tensor.name in found]
        if [tensor.name for tensor in after if tensor.name in known] != kept:
            yield Change(Effect.REGENERATE if typed else Effect.BREAKING, f"{side}s of {old.key!r}: another order of parameters")


def _content(old: Bundle, new: Bundle) -> Iterator[Change]:
    """What the device reads from the bundle itself, so that no wrapper depends on it."""
    before, after = old.manifest, new.manifest
    if before.model.sha256 != after.model.sha256:
        yield Change(Effect.NONE, f"model: other content, {before.model.bytes} bytes become {after.model.bytes}")
    if before.model.quantization != after.model.quantization:
        yield Change(Effect.NONE, f"quantization: {before.model.quantization.mode} becomes {after.model.quantization.mode}")
    assets = {asset.file: asset for asset in after.assets}
    for asset in before.assets:
        if asset.file not in assets:
            yield Change(Effect.NONE, f"asset {asset.file}: gone")
        elif assets[asset.file].sha256 != asset.sha256:
            yield Change(Effect.NONE, f"asset {asset.file}: other content")
    for name in assets.keys() - {asset.file for asset in before.assets}:
        yield Change(Effect.NONE, f"asset {name}: new")
    for path, was, now in _leaves(_steps(before), _steps(after)):
        yield Change(Effect.NONE, f"{path}: {was} becomes {now}")


def _steps(manifest: Manifest) -> dict[str, Any]:
    steps = to_json(manifest)
    return {key: steps[key] for key in ("preprocess", "postprocess") if key in steps}


def _leaves(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _leaves(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (was, now) in enumerate(zip(old, new, strict=True)):
            yield from _leaves(was, now, f"{path}[{i}]")
    elif old != new:
        yield path, old, new


def _shape_of(steps: Any) -> Any:
    """What the contract takes of steps: their kinds, and the tensors that they name."""
    if steps is None or isinstance(steps, Sequence):
        return [_shape_of(step) for step in steps or ()]
    return (getattr(steps, "type", None), getattr(steps, "feeds", None), getattr(steps, "output", None), getattr(steps, "input", None))


def _described(tensor: Tensor) -> str:
    sizes = ", ".join(map(str, tensor.shape))
    return f"{tensor.dtype}[{sizes}]" + (" (quantized)" if tensor.quantization else "")
