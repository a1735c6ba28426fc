"""samples.json: a few inputs with Keras' answers, for the checks on a device and on a JVM."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from .plan import Continuation, NamedSpec, PlannedSignature, Sample

Arrays = dict[str, "np.ndarray[Any, Any]"]
Recorded = dict[str, Any]
"""The outputs of a sample by name, each in the form of samples.json."""
_LISTED = 1024  # elements of a tensor that are written out; a larger input is a pattern, a larger output every n-th element
_SEEDS = (1, 2, 3)
_PERIOD = 256 * 7  # elements after which every pattern begins again


def pattern(k: int, shape: Sequence[int], dtype: str) -> "np.ndarray[Any, Any]":
    """The tensor that `{"pattern": k}` stands for: element i is `((31 i + 17 k) mod 256) / 256` in float32.

    For integers it is `(31 i + 17 k) mod 7`, for booleans `mod 2`. Exact in every language.
    """
    steps = np.arange(_PERIOD) * 31 + k * 17
    if dtype == "float32":
        values = (steps % 256).astype(np.float32) / np.float32(256)
    else:
        values = (steps % (2 if dtype == "bool" else 7)).astype(dtype)
    return np.resize(values, shape)


def tensor_samples(signature: PlannedSignature) -> tuple[Sample, ...]:
    """Seeded samples for a signature without preprocessing. A large tensor of few allowed integers cannot be sampled: none then."""
    samples = []
    for k in _SEEDS:
        generator = np.random.default_rng(k)
        inputs, patterns = {}, {}
        for spec in signature.inputs:
            if np.prod(spec.shape) > _LISTED:
                if spec.dtype.startswith("int") and (spec.high < 7 or spec.role == "positions"):
                    return ()
                inputs[spec.name], patterns[spec.name] = pattern(k, spec.shape, spec.dtype), k
            elif spec.role == "mask":
                length = spec.shape[-1]
                used = np.arange(length) < length - (k - 1) * length // len(_SEEDS)
                inputs[spec.name] = np.broadcast_to(used, spec.shape).astype(spec.dtype)
            else:
                values = random_values(spec, generator)
                inputs[spec.name] = values.round(3) if spec.dtype == "float32" else values  # NumPy cannot round booleans
        samples.append(Sample(signature.key, inputs, patterns=patterns))
    return tuple(samples)


def random_values(spec: NamedSpec, generator: np.random.Generator) -> "np.ndarray[Any, Any]":
    """Values in the range of `spec`; positions are distinct and ascending along the last axis, as far as there are enough."""
    if "float" in spec.dtype:
        return generator.uniform(spec.low, spec.high, spec.shape).astype(np.float32).astype(spec.dtype)
    low, high = int(spec.low), max(int(spec.high), int(spec.low) + 1)
    if spec.role == "positions":
        count = spec.shape[-1]
        rows = [np.sort(generator.choice(np.arange(low, high), count, high - low < count)) for _ in range(int(np.prod(spec.shape[:-1])))]
        return np.array(rows).reshape(spec.shape).astype(spec.dtype)
    return generator.integers(low, high, spec.shape).astype(spec.dtype)


def recorded(outputs: Arrays) -> Recorded | None:
    """As much of Keras' answer as samples.json keeps; None where it has NaN or infinity."""
    if not all(np.isfinite(value).all() for value in outputs.values()):
        return None
    return {name: _output(value) for name, value in outputs.items()}


def encode(samples: Sequence[Sample], answers: Sequence[Recorded | None], continuations: Sequence[Continuation] = ()) -> dict[str, bytes]:
    """samples.json and the pictures it names, by file name; `answers` are what `recorded` gave. A sample without one is left out."""
    entries: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}
    for sample, answer in zip(samples, answers, strict=True):
        if answer is None:
            continue
        entry: dict[str, Any] = {"signature": sample.signature} | ({"sizes": sample.sizes} if sample.sizes else {})
        if sample.text is not None:
            entry["text"] = list(sample.text)
        if sample.image is not None:
            entry["image"] = f"sample_{len(entries)}.png"
            files[entry["image"]] = sample.image
        elif sample.inputs:  # a container's own runtime makes them of the text
            entry["inputs"] = {name: _input(sample, name) for name in sample.inputs}
        entry["outputs"] = answer
        entries.append(entry)
    form: dict[str, Any] = {"samples": entries}
    if continuations:
        form["continuations"] = [_continuation(continuation) for continuation in continuations]
    files["samples.json"] = (json.dumps(form, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n").encode()
    return files


def _continuation(continuation: Continuation) -> dict[str, Any]:
    sound = continuation.sound and {"pattern": continuation.sound[0], "samples": continuation.sound[1]}
    optional = {
        "text": continuation.text,
        "source": continuation.source and list(continuation.source),
        "sound": sound,
        "pictures": [{"pattern": k} for k in continuation.pictures] or None,
        "sounds": [{"pattern": k, "frames": frames} for k, frames in continuation.sounds] or None,
        "answer": continuation.answer,
    }
    given = {name: value for name, value in optional.items() if value is not None}
    return {**given, "prompt": list(continuation.prompt), "tokens": list(continuation.tokens)}


def decode_input(form: Any, shape: Sequence[int], dtype: str) -> "np.ndarray[Any, Any]":
    """The tensor of one entry under `inputs`."""
    if isinstance(form, dict):
        return pattern(int(form["pattern"]), shape, dtype)
    return np.array(form, dtype=dtype).reshape(shape)


def expected_of(form: Any) -> "tuple[np.ndarray[Any, Any], int]":
    """(values, n): every n-th element of the flat output that is expected."""
    if isinstance(form, dict):
        return np.array(form["values"], np.float64), int(form["every"])
    return np.array(form, np.float64), 1


def numbers(value: "np.ndarray[Any, Any]") -> list[int | float]:
    """A flat list; floats as the shortest decimals that give the same float32."""
    flat = value.ravel()
    if flat.dtype.kind == "f":
        return [float(str(item)) for item in flat.astype(np.float32)]
    return [int(item) for item in flat]


def _input(sample: Sample, name: str) -> Any:
    return {"pattern": sample.patterns[name]} if name in sample.patterns else numbers(sample.inputs[name])


def _output(value: "np.ndarray[Any, Any]") -> Any:
    if value.size <= _LISTED:
        return numbers(value)
    step = -(-value.size // _LISTED)
    return {"every": step, "values": numbers(value.ravel()[::step])}
