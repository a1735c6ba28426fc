"""Small models of pictures and texts: each family with its own kind of tokenizer, padding and cleaning of texts."""

from collections.abc import Callable
from typing import Any

import keras
import keras_hub
import numpy as np
from keras_hub.src.tokenizers.byte_pair_tokenizer import bytes_to_unicode
from tiny_models import varied
from tiny_text_models import sentence_piece

from litert_sdkgen.hub.image_text_matcher import ImageTextMatcher

_models, _layers = keras_hub.models, keras_hub.layers
_SIZES: dict[str, Any] = {"hidden_dim": 16, "num_layers": 2, "num_heads": 2, "intermediate_dim": 32}
_HALF: dict[str, Any] = {"scale": 1 / 127.5, "offset": -1.0}
_LENGTH = 16


def byte_pairs() -> tuple[dict[str, int], list[str]]:
    """Every byte within a word and at its end, and a few merges. The end of a text has the largest id, by which CLIP finds it."""
    letters = bytes_to_unicode()[1]
    merges = ["p h", "ph o", "pho t", "phot o</w>", "c a", "ca t</w>", "d o", "do g", "dog s</w>", "t h", "th e</w>"]
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), *(merge.replace(" ", "") for merge in merges)]
    return {token: i for i, token in enumerate([*tokens, "<|startoftext|>", "<|endoftext|>"])}, merges


def clip(size: int = 32) -> Any:
    converter = _layers.CLIPImageConverter(image_size=(size, size), interpolation="bicubic", **_HALF)
    return _model("CLIP", _models.CLIPTokenizer(*byte_pairs()), converter, "CLIPPreprocessor", size=size, projection_dim=12)


def meta_clip_2() -> Any:
    converter = _layers.MetaCLIP2ImageConverter(image_size=(32, 32), interpolation="bicubic", **_HALF)
    name = "MetaCLIP2CausalLMPreprocessor"
    return _model("MetaCLIP2", _models.MetaCLIP2Tokenizer(sentence_piece()), converter, name, projection_dim=12)


def siglip() -> Any:
    converter = _layers.SigLIPImageConverter(image_size=(32, 32), crop_to_aspect_ratio=False, antialias=True, **_HALF)
    return _model("SigLIP", _models.SigLIPTokenizer(sentence_piece()), converter, "SigLIPPreprocessor", positions=_LENGTH)


MODELS: dict[str, Callable[[], Any]] = {"clip": clip, "meta_clip_2": meta_clip_2, "siglip": siglip}


def _model(
    family: str, tokenizer: Any, converter: Any, preprocessor: str, positions: int = 20, size: int = 32, **options: Any
) -> ImageTextMatcher:
    keras.utils.set_random_seed(28)
    made = getattr(_models, preprocessor)(tokenizer, converter, sequence_length=_LENGTH)
    vision = getattr(_models, f"{family}VisionEncoder")(patch_size=8, image_shape=(size, size, 3), **_SIZES)
    text = getattr(_models, f"{family}TextEncoder")(
        vocabulary_size=tokenizer.vocabulary_size(), embedding_dim=16, max_sequence_length=positions, **_SIZES
    )
    model = ImageTextMatcher(varied(getattr(_models, f"{family}Backbone")(vision, text, **options)), made)
    for variable in model.weights:  # loud enough for pictures and texts to matter
        if len(variable.shape) >= 2 and variable.trainable:
            variable.assign(np.asarray(variable) * 2)
    return model
