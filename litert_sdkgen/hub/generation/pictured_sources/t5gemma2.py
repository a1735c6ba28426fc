"""T5Gemma 2: a picture where the text has a marker, as tokens of the source; texts without one have none."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import keras
import keras_hub
import numpy as np

from ....exporter.cures.replacement import replaced
from ....exporter.plan import NamedSpec
from ....exporter.samples import pattern
from ....manifest.generation import Pictures, PlaceMarker
from ...registry import Request
from .. import prompts
from ..encoded_steps import Source
from ..pictures import planned, signatures
from ..pictures.prompt_pictures import EMBEDDINGS
from .pictured_source import Asked, PicturedSource

KERAS_CLASS = keras_hub.models.T5Gemma2Seq2SeqLM
_PATTERN = 1


def describe(model: Any, request: Request, text: Source) -> PicturedSource | None:
    """`encode_image` makes embeddings, which `encode` reads where a text has the placeholders of a picture.

    Raises:
        ExportError: no image converter, or one that the device cannot repeat.
    """
    backbone, preprocessor = model.backbone, model.preprocessor
    if backbone.text_only_model:
        return None
    encoder, marker = backbone.vision_encoder, _marker(preprocessor.tokenizer)
    shape, places = (encoder.image_size, encoder.image_size, 3), int(encoder.num_vision_tokens_per_image)

    def asked(texts: Sequence[Asked]) -> list[Asked]:
        """`texts`, and each of some with a picture, at its beginning or its end, as far as there is room for all of its places."""
        found = list(texts)
        for k, sample in enumerate(prompts.SAMPLES, _PATTERN):
            marked = f"{marker.marker} {sample}" if k % 2 else f"{sample} {marker.marker}"
            packed = {name: np.asarray(value) for name, value in preprocessor.generate_preprocess([marked]).items()}
            (tokens,), (used,) = packed["encoder_token_ids"], packed["encoder_padding_mask"]
            indices = np.flatnonzero(tokens == marker.token).astype("int32")
            if len(indices) == places:
                seen = {"images": pattern(k, (1, 1, *shape), "float32"), "vision_indices": indices[None]}
                source = tuple(int(token) for token in tokens[used.astype(bool)])
                found.append((replace(texts[0][0], text=marked, source=source, pictures=(k,)), packed | seen))
        return [(continuation, {name: inputs[name] for name in texts[0][1]}) for continuation, inputs in found]

    encoding = signatures.encoding(shape, lambda pixels: encoder(keras.ops.expand_dims(pixels, 0)))
    step, samples = planned.prepared(preprocessor, encoding)
    embeddings = NamedSpec(EMBEDDINGS, None, "float32", (1, places, backbone.encoder_hidden_dim), low=-1.0)
    source = Source((embeddings, *text.inputs), _reading(backbone, text, marker.token))
    return PicturedSource(step, source, asked, (encoding,), Pictures(EMBEDDINGS, places, marker=marker), samples)


def _marker(tokenizer: Any) -> PlaceMarker:
    start, placeholder = "<start_of_image>", "<image_soft_token>"
    return PlaceMarker(start, f"\n\n{start}", placeholder, "<end_of_image>\n\n", int(tokenizer.token_to_id(placeholder)))


def _reading(backbone: Any, text: Source, placeholder: int) -> Any:
    """What the encoder takes of embeddings, tokens and their mask. KerasHub would encode a black picture for a text without one."""

    def placed(image_embeddings: Any, text_embeddings: Any, vision_indices: Any) -> Any:
        last = image_embeddings.shape[1] - 1
        order = keras.ops.clip(keras.ops.cumsum(keras.ops.cast(vision_indices[0], "int32")) - 1, 0, last)
        pictured = keras.ops.cast(keras.ops.take(image_embeddings, order, axis=1), text_embeddings.dtype)
        return keras.ops.where(vision_indices[..., None], pictured, text_embeddings)

    @contextlib.contextmanager
    def read(embeddings: Any, tokens: Any, mask: Any) -> Iterator[dict[str, Any]]:
        with (
            text.read(tokens, mask) as given,
            replaced(backbone, "vision_encoder", lambda images: images),
            replaced(backbone, "interleave_embeddings", placed),
        ):
            yield {**given, "images": embeddings, "vision_indices": tokens == placeholder}

    return read
