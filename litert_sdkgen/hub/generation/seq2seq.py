"""An encoder and a decoder as KerasHub's Seq2SeqLM and AudioToText have them: `_build_cache` and `call_decoder_with_cache`."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from ...errors import ExportError
from ...exporter.plan import NamedSpec
from .cached_steps import vocabulary_size_of
from .encoded_steps import BEGUN, Source
from .split_cache import SplitCache, split_cache_operations


@dataclass(frozen=True)
class Seq2Seq:
    """An `EncoderDecoder` whose encoder reads `source`."""

    model: Any
    source: Source

    @property
    def inputs(self) -> tuple[NamedSpec, ...]:
        return self.source.inputs

    @property
    def vocabulary_size(self) -> int:
        return vocabulary_size_of(self.model)

    @property
    def compute_dtype(self) -> str:
        return str(self.model.compute_dtype)

    def encode(self, tensors: Sequence[Any]) -> tuple[SplitCache, SplitCache, Any | None]:
        first = {"decoder_token_ids": keras.ops.zeros((1, BEGUN), "int32"), "decoder_padding_mask": keras.ops.ones((1, BEGUN), "bool")}
        build = self.model._build_cache
        with split_cache_operations(), self.source.read(*tensors) as given:
            found = keras.tree.flatten(build(**_taken(build, {**given, **first})))
        caches = [leaf for leaf in found if isinstance(leaf, SplitCache)]
        if len(caches) != 2:
            raise ExportError(
                f"the {type(self.model).__name__} keeps {len(caches)} caches, expected the decoder's own and that of the encoder"
            )
        # An encoder that makes fewer places than it reads says itself which of them are padding.
        masks = [leaf for leaf in found if keras.ops.is_tensor(leaf) and keras.backend.standardize_dtype(leaf.dtype) == "bool"]
        return caches[0], caches[1], masks[-1] if masks else given["encoder_padding_mask"]

    def decode(self, tokens: Any, position: Any, own: SplitCache, cross: SplitCache, mask: Any | None) -> tuple[Any, SplitCache]:
        output = self.model.backbone.output  # of both sides; else of the decoder, which is as wide as the encoder
        encoder_dim = (output["encoder_sequence_output"] if isinstance(output, Mapping) else output).shape[-1]
        # Only the shape of what came out of the encoder matters: the cross-attention has its keys and values already.
        encoded = keras.ops.zeros((1, cross.layers[0].key.shape[1], encoder_dim), self.compute_dtype)
        offered = {
            "encoder_hidden_states": encoded,
            "encoder_output": encoded,
            "encoder_padding_mask": mask,
            "encoder_attention_mask": None if mask is None else mask[:, None, :],
            "decoder_token_ids": tokens,
            "decoder_padding_mask": None,
            "self_attention_cache": own,
            "self_attention_cache_update_index": position,
            "cross_attention_cache": cross,
            "cross_attention_cache_update_index": None,
            "cache": (own, cross),
            "cache_update_index": position,
        }
        call = self.model.call_decoder_with_cache
        with split_cache_operations():
            logits, *found = keras.tree.flatten(call(**_taken(call, offered)))
        updated = next((leaf for leaf in found if isinstance(leaf, SplitCache)), None)
        if updated is None:
            raise ExportError(f"the {type(self.model).__name__} stacks its cache in a way that cannot be taken apart")
        return logits, updated


def _taken(function: Callable[..., Any], offered: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `offered` that `function` has a parameter for: KerasHub's classes differ in their names and in how many they want."""
    return {name: value for name, value in offered.items() if name in inspect.signature(function).parameters}
