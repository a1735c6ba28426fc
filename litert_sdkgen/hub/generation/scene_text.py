"""PARSeq as a model with an encoder: a picture is read once, its text written letter by letter.

Each layer's queries and contents attend to the same keys and values, which KerasHub computes and keeps twice: here once. It computes the
keys and values of the picture anew for each letter, which is most of the work: here they are what the encoder leaves.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras

from ...exporter.cures.replacement import replaced
from ...exporter.plan import Continuation, NamedSpec
from ...exporter.samples import pattern
from ...manifest.steps import ImageStep, PromptPacker
from .encoded_steps import BEGUN
from .split_cache import LayerCache, SplitCache, split_cache_operations, standing_in

_PATTERNS = (1, 2, 3, 4)


@dataclass(frozen=True)
class SceneTextReader:
    """An `EncoderDecoder` of a `PARSeqCausalLM`, which reads pixels as `step` makes them."""

    model: Any
    step: ImageStep

    @property
    def inputs(self) -> tuple[NamedSpec, ...]:
        return (NamedSpec(self.step.feeds["pixels"], "images", "float32", self.step.shape, low=-1.0),)

    @property
    def vocabulary_size(self) -> int:
        """More than there are logits for: start and padding are never predicted."""
        return int(self.model.backbone.vocabulary_size)

    @property
    def compute_dtype(self) -> str:
        return str(self.model.compute_dtype)

    def encode(self, tensors: Sequence[Any]) -> tuple[SplitCache, SplitCache, None]:
        backbone = self.model.backbone
        places = backbone.image_encoder(tensors[0])
        attentions = [layer.cross_attention for layer in backbone.decoder.decoder_layers]
        cross = SplitCache(tuple(LayerCache(each._key_dense(places), each._value_dense(places)) for each in attentions))
        heads = backbone.num_decoder_heads
        nothing = keras.ops.zeros((1, BEGUN, heads, backbone.decoder_hidden_dim // heads), self.compute_dtype)
        return SplitCache((LayerCache(nothing, nothing),) * len(attentions)), cross, None

    def decode(self, tokens: Any, position: Any, own: SplitCache, cross: SplitCache, mask: None) -> tuple[Any, SplitCache]:
        layers = self.model.backbone.decoder.decoder_layers
        with _streams_share_a_cache(), contextlib.ExitStack() as stack:
            for layer, cache in zip(layers, cross.layers, strict=True):
                stack.enter_context(replaced(layer, "cross_attention", _reading(layer.cross_attention, cache)))
            logits, _, updated = self.model.call_with_cache(
                token_ids=tokens, cache=_StreamCache(own), cache_update_index=position, img_embeddings=None
            )
        return logits, updated.cache

    def asked(self, start: PromptPacker) -> list[tuple[Continuation, dict[str, Any]]]:
        """Continuations without tokens, each with KerasHub's input for the encoder."""
        return [(Continuation(start.start, (), pictures=(k,)), {"images": pattern(k, self.step.shape, "float32")}) for k in _PATTERNS]


def beginning(preprocessor: Any) -> PromptPacker:
    """The token with which a text begins."""
    return PromptPacker((int(preprocessor.tokenizer.start_token_id),))


def most_tokens(backbone: Any) -> int:
    """How many tokens a text can have, those around it included: a position for each letter and for the end, and none for the start."""
    return int(backbone.max_label_length) + 2


@dataclass(frozen=True)
class _StreamCache:
    """Stands for KerasHub's cache `[batch, layers, 2, 2, ...]`, whose third axis has queries and contents."""

    cache: SplitCache

    def __getitem__(self, index: Any) -> LayerCache:
        batch, layer, _, *rest = index
        return self.cache[(batch, layer, *rest)]


@contextlib.contextmanager
def _streams_share_a_cache() -> Iterator[None]:
    """`keras.ops.stack` makes one `_StreamCache` of the caches of queries and contents; those of the queries are updated in each layer."""
    with split_cache_operations():
        stack = keras.ops.stack

        def stream_stack(x: Sequence[Any], axis: int = 0) -> Any:
            tensors = list(x)
            if axis == 2 and all(isinstance(tensor, SplitCache) for tensor in tensors):
                return _StreamCache(tensors[0])
            return stack(tensors, axis=axis)

        with standing_in(stream_stack, LayerCache | SplitCache):
            yield


def _reading(attention: Any, cache: LayerCache) -> Any:
    """`attention` to what the encoder left."""

    def read(query: Any, value: Any, key: Any) -> Any:
        output, _ = attention(query, query, cache=cache)
        return output

    return read
