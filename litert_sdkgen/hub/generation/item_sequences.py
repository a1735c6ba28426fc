"""EdRec as a model with an encoder and a decoder: a history of item ids is read once, the ids that it recommends are written one by one.

KerasHub's class has no `_build_cache`: it fills its caches within `generate_step`. And it takes a token of the answer that is `PAD`, the
one with which each answer begins among them, for padding: such a token attends to all places of the cache alike, also to those that are
not filled yet, which are zeros in Keras. So the answer depends on how many places there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from ...exporter.plan import Continuation
from ...manifest.steps import PaddedPacker, PromptPacker
from . import greedy
from .encoded_steps import BEGUN
from .seq2seq import Seq2Seq
from .split_cache import LayerCache, SplitCache, split_cache_operations

PAD = 0
_SOURCES = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class ItemSequences(Seq2Seq):
    """An `EncoderDecoder` of an `EdRecSeq2SeqLM`."""

    def encode(self, tensors: Sequence[Any]) -> tuple[SplitCache, SplitCache, Any | None]:
        first, used = keras.ops.zeros((1, BEGUN), "int32"), keras.ops.ones((1, BEGUN), "bool")
        with split_cache_operations(), self.source.read(*tensors) as given:
            ids, mask = given["encoder_token_ids"], given["encoder_padding_mask"]
            own, cross = self.model._initialize_cache(ids, first)
            encoded = self.model.call_encoder(ids, mask)
            _, _, own, cross = self.model.call_decoder_with_cache(encoded, mask, first, used, own, 0, cross, 0)
        return own, cross, mask

    def decode(self, tokens: Any, position: Any, own: SplitCache, cross: SplitCache, mask: Any | None) -> tuple[Any, SplitCache]:
        """What an earlier answer, or another beam, left behind `position` becomes the zeros that Keras has there."""
        seen = (keras.ops.arange(own.layers[0].key.shape[1]) < position)[None, :, None, None]

        def cleared(tensor: Any) -> Any:
            return keras.ops.where(seen, tensor, keras.ops.zeros_like(tensor))

        own = SplitCache(tuple(LayerCache(cleared(layer.key), cleared(layer.value)) for layer in own.layers))
        return super().decode(tokens, position, own, cross, mask)


def packers(length: int) -> tuple[PaddedPacker, PromptPacker]:
    """Nothing stands around the ids of a history; an answer begins where KerasHub's `generate_step` begins without a decoder's input."""
    return PaddedPacker(length, PAD), PromptPacker((PAD,))


def asked(packer: PaddedPacker, start: PromptPacker, vocabulary_size: int) -> list[tuple[Continuation, dict[str, Any]]]:
    """Continuations without tokens, each with KerasHub's inputs for the encoder: random histories, from one item to a full encoder."""
    generator = np.random.default_rng(7)
    found = []
    for length in sorted({1, *(max(1, int(part * packer.sequence_length)) for part in _SOURCES)}):
        ids = generator.integers(0, vocabulary_size, length).tolist()
        row, mask = greedy.padded(ids, packer.sequence_length, packer.pad)
        found.append((Continuation(start.start, (), source=tuple(ids)), {"encoder_token_ids": row, "encoder_padding_mask": mask}))
    return found
