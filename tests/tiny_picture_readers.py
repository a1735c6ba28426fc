"""Small models that make text of a picture: random weights, no zero biases, and answers that depend on the picture."""

from typing import Any

import keras
import keras_hub
import numpy as np
from keras_hub.src.models.blip2.blip2_custom_opt import BLIP2CustomOPT
from keras_hub.src.models.blip2.blip2_flan_t5_lm import BLIP2FlanT5
from keras_hub.src.models.blip2.blip2_qformer import BLIP2QFormer
from keras_hub.src.models.blip2.blip2_vision_encoder import BLIP2VisionEncoder
from tiny_encoder_decoders import CONTEXT, ENCODER_LENGTH, unigrams
from tiny_language_models import byte_pairs, scattered

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


_QUERIES, _WIDTH = 5, 16


def _seen_by(language_model: Any) -> Any:
    """BLIP-2's backbone: a picture of 16 x 16 pixels becomes `_QUERIES` places in front of a text."""
    vision = BLIP2VisionEncoder(
        image_size=16, patch_size=8, num_layers=1, num_heads=2, hidden_dim=_WIDTH, intermediate_dim=24, use_patch_bias=True,
        use_class_token=True, use_mha_bias=True, use_mlp_bias=True, dropout_rate=0.0, layer_norm_epsilon=1e-5, initializer_range=0.02,
    )  # fmt: skip
    qformer = BLIP2QFormer(
        num_query_tokens=_QUERIES, num_layers=2, num_heads=2, hidden_dim=_WIDTH, intermediate_dim=24, vision_dim=_WIDTH,
        cross_attention_frequency=2, dropout=0.0, layer_norm_epsilon=1e-5,
    )  # fmt: skip
    return _MODELS.BLIP2Backbone(vision_encoder=vision, qformer=qformer, language_model=language_model)


def blip2_t5(sampler: Any = "greedy") -> Any:
    """An encoder that reads a picture with each text."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(52)
    tokenizer = keras_hub.tokenizers.BLIP2FlanT5Tokenizer(unigrams())
    language_model = BLIP2FlanT5(tokenizer.vocabulary_size(), 2, 4, 32, 48, _QUERIES, _WIDTH, key_value_dim=12, dropout=0.0)
    converter = keras_hub.layers.BLIP2ImageConverter(image_size=(16, 16))
    lengths = {"encoder_sequence_length": ENCODER_LENGTH, "decoder_sequence_length": CONTEXT}
    preprocessor = _MODELS.BLIP2Seq2SeqLMPreprocessor(tokenizer, converter, **lengths)
    model = _MODELS.BLIP2Seq2SeqLM(_seen_by(language_model), preprocessor)
    scattered(model, 0.5).compile(sampler=sampler)
    return model


def blip2_opt(sampler: Any = "greedy", context: int = 40) -> Any:
    """A picture in front of each prompt; an answer ends with its line."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(53)
    tokenizer = keras_hub.tokenizers.BLIP2OPTTokenizer(*byte_pairs(("</s>", "<pad>", "<image>")))
    language_model = BLIP2CustomOPT(tokenizer.vocabulary_size(), 2, 4, 32, 48, _QUERIES, 0.0, 60, _WIDTH)
    converter = keras_hub.layers.BLIP2ImageConverter(image_size=(16, 16))
    preprocessor = _MODELS.BLIP2CausalLMPreprocessor(tokenizer, converter, sequence_length=context)
    model = _MODELS.BLIP2CausalLM(preprocessor, _seen_by(language_model))
    scattered(model, 0.4).compile(sampler=sampler)
    return model
