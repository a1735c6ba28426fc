"""Signatures and tensors as templates see them: named, typed, without the state that the session keeps to itself."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from ..manifest import Manifest
from ..manifest.model import Signature, Tensor
from .dtypes import Carrier, carrier_of
from .naming import Scope, camel_case, pascal_case

_OBVIOUS = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")


@dataclass(frozen=True)
class TensorCode:
    """One input or output that callers see.

    `name` is its name in Inputs or Outputs, `field` the one in the private Tensors, which holds both sides; `shape` and `key` are
    raw text for a filter. `is_renamed`: nobody would guess the tensor from `name`.
    """

    key: str
    name: Markup
    getter: Markup
    field: Markup
    carrier: Carrier
    shape: str
    is_quantized: bool
    is_renamed: bool


@dataclass(frozen=True)
class SizeCode:
    """A run-time dimension: `symbol` is raw text."""

    symbol: str
    name: Markup


@dataclass(frozen=True)
class SignatureCode:
    """One entry point; `prefix` is empty for the first and tells the others apart."""

    key: str
    run: Markup
    call: Markup
    tensors: Markup
    inputs_class: Markup
    outputs_class: Markup
    tensors_class: Markup
    inputs: tuple[TensorCode, ...]
    outputs: tuple[TensorCode, ...]
    sizes: tuple[SizeCode, ...]


def signatures_of(manifest: Manifest) -> tuple[SignatureCode, ...]:
    """The signatures in the order of the manifest; the first one gets the plain names."""
    scope = Scope()
    hidden_inputs = {pair.input for pair in manifest.state}
    hidden_outputs = {pair.output for pair in manifest.state}
    found = []
    for i, signature in enumerate(manifest.signatures):
        prefix = scope.claim(pascal_case(signature.key, "Signature")) if i else Markup("")
        inputs = tuple(tensor for tensor in signature.inputs if tensor.name not in hidden_inputs)
        outputs = tuple(tensor for tensor in signature.outputs if tensor.name not in hidden_outputs)
        found.append(_signature(signature, prefix, inputs, outputs))
    return tuple(found)


def _signature(signature: Signature, prefix: Markup, inputs: tuple[Tensor, ...], outputs: tuple[Tensor, ...]) -> SignatureCode:
    fields, ins, outs = Scope(), Scope(), Scope()
    input_codes = tuple(_tensor(tensor, "input", ins, fields) for tensor in inputs)
    symbols = dict.fromkeys(size for tensor in (*inputs, *outputs) for size in tensor.shape if isinstance(size, str))
    lower = prefix[:1].lower() + prefix[1:]
    return SignatureCode(
        key=signature.key,
        run=Markup("run") + prefix,
        call=lower + Markup("Call") if prefix else Markup("call"),
        tensors=lower + Markup("Tensors") if prefix else Markup("tensors"),
        inputs_class=prefix + Markup("Inputs"),
        outputs_class=prefix + Markup("Outputs"),
        tensors_class=prefix + Markup("Tensors"),
        inputs=input_codes,
        outputs=tuple(_tensor(tensor, "output", outs, fields) for tensor in outputs),
        sizes=tuple(SizeCode(symbol, ins.claim(camel_case(symbol, "size"))) for symbol in symbols),
    )


def _tensor(tensor: Tensor, side: str, names: Scope, fields: Scope) -> TensorCode:
    plain = camel_case(tensor.name, side)
    name = names.claim(plain)
    return TensorCode(
        key=tensor.name,
        name=name,
        getter=Markup("get") + name[0].upper() + name[1:],
        field=fields.claim(plain),
        carrier=carrier_of(tensor),
        shape=f"{tensor.dtype}[{', '.join(map(str, tensor.shape))}]",
        is_quantized=tensor.quantization is not None,
        is_renamed=name != plain or plain.endswith("_") or not _OBVIOUS.match(tensor.name),
    )
