"""Models with an encoder and a decoder: text to text, and speech to text."""

from typing import Any

import keras_hub

from .tiny_task import TinyTask

_models = keras_hub.models
_SIZES = {"vocabulary_size": 40, "num_layers": 2, "num_heads": 2, "hidden_dim": 16, "intermediate_dim": 32}
_SAMPLES = 1600


def _bart() -> Any:
    return _models.BartSeq2SeqLM(_models.BartBackbone(**_SIZES, max_sequence_length=8))


def _t5() -> Any:
    return _models.T5Seq2SeqLM(_models.T5Backbone(**_SIZES))


def _edrec() -> Any:
    backbone = _models.EdRecBackbone(
        vocab_size=40, num_layers_enc=2, num_layers_dec=2, num_heads=2, hidden_dim=16, intermediate_dim=32, dropout=0.0
    )
    return _models.EdRecSeq2SeqLM(backbone)


def two_sided(**sizes: Any) -> dict[str, Any]:
    """Options of the T5Gemma backbones: the same `sizes` on both sides."""
    return {f"{side}_{name}": size for side in ("encoder", "decoder") for name, size in sizes.items()}


_GEMMA = two_sided(hidden_dim=16, intermediate_dim=32, num_layers=2, num_attention_heads=2, num_key_value_heads=1, head_dim=8)


def _t5gemma() -> Any:
    layers = two_sided(layer_types=["sliding_attention", "full_attention"])
    return _models.T5GemmaSeq2SeqLM(
        _models.T5GemmaBackbone(40, **_GEMMA, **layers, sliding_window=4, final_logit_softcapping=30.0, query_pre_attn_scalar=1.0)
    )


def _moonshine() -> Any:
    backbone = _models.MoonshineBackbone(
        vocabulary_size=40, hidden_dim=32, filter_dim=32, encoder_num_layers=1, decoder_num_layers=1, encoder_num_heads=4,
        decoder_num_heads=4, intermediate_dim=64, max_position_embeddings=64,
    )  # fmt: skip
    return _models.MoonshineAudioToText(backbone)


_AUDIO: Any = {"encoder_input_values": ("float32", (1, _SAMPLES, 1)), "encoder_padding_mask": ("bool", (1, _SAMPLES))}
TASKS = {
    "BartSeq2SeqLM": TinyTask(_bart),
    "EdRecSeq2SeqLM": TinyTask(_edrec),
    "MoonshineAudioToText": TinyTask(_moonshine, inputs=_AUDIO),
    "T5GemmaSeq2SeqLM": TinyTask(_t5gemma),
    "T5Seq2SeqLM": TinyTask(_t5),
}
