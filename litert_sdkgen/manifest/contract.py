"""The contract: a hash over what generated code is compiled against.

Bundles with the same contract can stand in for each other without rebuilding an app; everything else (vocabulary, labels, scales,
list order) is read from the bundle on the device.
"""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from .answers import Postprocess
from .generation import Generation
from .model import Manifest, Signature, Tensor
from .steps import IdsStep, PreprocessStep, TextStep


def contract_of(manifest: Manifest) -> str:
    """Lower-case hexadecimal SHA-256 of the contract's canonical JSON."""
    form: dict[str, Any] = {
        "task": manifest.task,
        "signatures": [_signature(signature) for signature in manifest.signatures],
        "state": [[pair.input, pair.output] for pair in manifest.state],
        "preprocess": [_step(step) for step in manifest.preprocess],
        "postprocess": manifest.postprocess and _postprocess(manifest.postprocess),
    }
    if manifest.model.format is not None:  # what other files have no word for, so that their contracts stay what they are
        form["format"] = manifest.model.format
    return hashlib.sha256(json.dumps(form, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def output_references(post: Postprocess) -> dict[str, str]:
    """The outputs that a postprocess reads, by the names of its fields."""
    named = {field.name: getattr(post, field.name) for field in dataclasses.fields(post) if "output" in field.metadata}
    return {name: output for name, output in named.items() if output is not None}


def _postprocess(post: Postprocess) -> list[str]:
    """A model with a chat template has a `conversation()`; one whose text says where its pictures are takes texts without any; one that
    hears takes sounds."""
    parts = []
    if isinstance(post, Generation):
        parts += ["chat"] if post.chat is not None else []
        if post.sounds is not None:
            parts += ["sounds", post.sounds.embeddings]
        if post.pictures is not None:
            parts += ["pictures" if post.pictures.marker is None else "marked pictures", post.pictures.embeddings]
    return [post.type, *output_references(post).values(), *parts]


def _signature(signature: Signature) -> list[Any]:
    return [signature.key, _tensors(signature.inputs), _tensors(signature.outputs)]


def _tensors(tensors: Sequence[Tensor]) -> list[list[Any]]:
    return [[tensor.name, tensor.dtype, tensor.shape, tensor.quantization is not None] for tensor in tensors]


def _step(step: PreprocessStep) -> list[Any]:
    packer = [step.packer.type] if isinstance(step, TextStep | IdsStep) else []
    return [step.type, *packer, sorted(step.feeds.items())]
