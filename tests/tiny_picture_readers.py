"""Small models that make text of a picture: random weights, no zero biases, and answers that depend on the picture."""

from typing import Any

import keras
import keras_hub
import numpy as np
from tiny_language_models import scattered

_MODELS = keras_hub.models
HEIGHT, WIDTH = 16, 48


def parseq(sampler: Any = "greedy", layers: int = 2, sequence_length: int = 25) -> Any:
    """Two layers in its decoder, so that contents matter too: the published one has one."""
    keras.utils.clear_session()  # Keras counts the names of its layers, from which the weights are made
    keras.utils.set_random_seed(51)
    encoder = _MODELS.ViTBackbone((HEIGHT, WIDTH, 3), (4, 8), 1, 2, 32, 48, use_class_token=False, name="image_encoder")
    tokenizer = keras_hub.tokenizers.PARSeqTokenizer()
    backbone = _MODELS.PARSeqBackbone(encoder, tokenizer.vocabulary_size(), 25, 32, layers, 4, 48)
    converter = keras_hub.layers.PARSeqImageConverter(
        image_size=(HEIGHT, WIDTH), scale=1 / 127.5, offset=-1.0, interpolation="bicubic", crop_to_aspect_ratio=False
    )
    preprocessor = _MODELS.PARSeqCausalLMPreprocessor(converter, tokenizer, sequence_length=sequence_length)
    model = _MODELS.PARSeqCausalLM(preprocessor=preprocessor, backbone=backbone)
    scattered(model, 0.4).compile(sampler=sampler)
    positions, bias = backbone.decoder.pos_query_embeddings, backbone.head.bias
    positions.assign(positions * 3)
    bias.assign(bias + 0.7 * np.eye(bias.shape[0], dtype="float32")[tokenizer.end_token_id])  # some texts end before the context does
    return model
