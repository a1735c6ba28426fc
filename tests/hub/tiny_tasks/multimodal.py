"""Language models that see pictures or hear sound."""

from typing import Any

import keras_hub

from .encoder_decoders import two_sided
from .tiny_task import TinyTask

_models = keras_hub.models
_LANGUAGE = {"vocabulary_size": 40, "num_layers": 2, "num_heads": 2, "hidden_dim": 16, "intermediate_dim": 32}
_VISION = {"num_layers": 1, "num_heads": 2, "hidden_dim": 8, "intermediate_dim": 16}


def _blip2(language_model: Any) -> Any:
    from keras_hub.src.models.blip2.blip2_qformer import BLIP2QFormer
    from keras_hub.src.models.blip2.blip2_vision_encoder import BLIP2VisionEncoder

    vision = BLIP2VisionEncoder(
        image_size=16, patch_size=8, **_VISION, use_patch_bias=True, use_class_token=True, use_mha_bias=True, use_mlp_bias=True,
        dropout_rate=0.0, layer_norm_epsilon=1e-5, initializer_range=0.02,
    )  # fmt: skip
    qformer = BLIP2QFormer(
        num_query_tokens=4, num_layers=2, num_heads=2, hidden_dim=8, intermediate_dim=16, vision_dim=8, cross_attention_frequency=2,
        dropout=0.0, layer_norm_epsilon=1e-5,
    )  # fmt: skip
    return _models.BLIP2Backbone(vision_encoder=vision, qformer=qformer, language_model=language_model)


def _blip2_causal() -> Any:
    from keras_hub.src.models.blip2.blip2_custom_opt import BLIP2CustomOPT

    language = BLIP2CustomOPT(
        **_LANGUAGE, num_query_tokens=4, qformer_hidden_dim=8, max_sequence_length=16, language_projection=None, dropout=0.0
    )
    return _models.BLIP2CausalLM(preprocessor=None, backbone=_blip2(language))


def _blip2_seq2seq() -> Any:
    from keras_hub.src.models.blip2.blip2_flan_t5_lm import BLIP2FlanT5

    language = BLIP2FlanT5(**_LANGUAGE, key_value_dim=8, num_query_tokens=4, qformer_hidden_dim=8, dropout=0.0)
    return _models.BLIP2Seq2SeqLM(_blip2(language))


_GEMMA = {
    "vocabulary_size": 40, "image_size": 16, "num_layers": 2, "num_query_heads": 2, "num_key_value_heads": 1, "hidden_dim": 8,
    "intermediate_dim": 16, "head_dim": 4,
}  # fmt: skip


def _gemma3_vision() -> Any:
    from keras_hub.src.models.gemma3.gemma3_vision_encoder import Gemma3VisionEncoder

    return Gemma3VisionEncoder(image_size=16, patch_size=4, pool_size=2, **_VISION, output_dim=8)


def _gemma3() -> Any:
    backbone = _models.Gemma3Backbone(
        **_GEMMA, vision_encoder=_gemma3_vision(), use_post_ffw_norm=True, use_post_attention_norm=True, use_sliding_window_attention=True,
        sliding_window_size=4,
    )  # fmt: skip
    return _models.Gemma3CausalLM(preprocessor=None, backbone=backbone)


def _gemma3n() -> Any:
    from keras_hub.src.models.gemma3n.gemma3n_audio_encoder import Gemma3nAudioEncoder
    from keras_hub.src.models.mobilenetv5.mobilenetv5_builder import convert_arch_def_to_stackwise

    vision = _models.MobileNetV5Backbone(
        **convert_arch_def_to_stackwise([["er_r1_k3_s1_e1_c8"]]), num_features=4, image_shape=(16, 16, 3), use_msfa=False
    )
    audio = Gemma3nAudioEncoder(
        hidden_size=4, input_feat_size=16, sscp_conv_channel_size=[2, 4], sscp_conv_kernel_size=[(1, 1), (1, 1)],
        sscp_conv_stride_size=[(2, 2), (2, 2)], sscp_conv_group_norm_eps=1e-5, num_hidden_layers=1, rms_norm_eps=1e-6,
        gradient_clipping=1.0, residual_weight=0.5, num_attention_heads=1, attention_chunk_size=2, num_attention_context_right=1,
        num_attention_context_left=1, attention_logit_cap=50.0, conv_kernel_size=3, reduction_factor=1,
    )  # fmt: skip
    backbone = _models.Gemma3nBackbone(
        text_vocab_size=40, text_hidden_size=4, num_hidden_layers=1, pad_token_id=0, num_attention_heads=1, num_key_value_heads=1,
        head_dim=4, intermediate_size=[8], hidden_activation="gelu_approximate", layer_types=["full_attention"], sliding_window=4,
        rope_theta=10000.0, max_position_embeddings=16, vocab_size_per_layer_input=40, hidden_size_per_layer_input=2, altup_num_inputs=2,
        laurel_rank=1, vision_encoder_config=vision.get_config(), vision_hidden_size=8, vision_soft_tokens_per_image=4,
        image_token_id=38, vision_vocab_offset=100, audio_encoder_config=audio.get_config(), audio_hidden_size=4, audio_token_id=39,
        audio_soft_tokens_per_image=3,
    )  # fmt: skip
    return _models.Gemma3nCausalLM(preprocessor=None, backbone=backbone)


def _gemma4() -> Any:
    from keras_hub.src.models.gemma4.gemma4_audio_encoder import Gemma4AudioEncoder
    from keras_hub.src.models.gemma4.gemma4_vision_encoder import Gemma4VisionEncoder

    vision = Gemma4VisionEncoder(image_size=16, patch_size=4, pool_size=2, **_VISION, head_dim=4, num_key_value_heads=2, output_dim=8)
    audio = Gemma4AudioEncoder(input_feat_size=8, hidden_size=8, num_heads=2, num_layers=1, output_dim=8)
    backbone = _models.Gemma4Backbone(
        **_GEMMA, sliding_window_size=4, vision_encoder=vision, audio_encoder=audio, num_audio_tokens_per_clip=2
    )
    return _models.Gemma4CausalLM(preprocessor=None, backbone=backbone)


def _gemma4_assistant() -> Any:
    backbone = _models.Gemma4Backbone(**_GEMMA, global_head_dim=4, layer_types=["sliding_attention", "full_attention"])
    return _models.Gemma4AssistantCausalLM(backbone, 8, num_centroids=4, centroid_intermediate_top_k=2, use_ordered_embeddings=False)


def _pali_gemma() -> Any:
    backbone = _models.PaliGemmaBackbone(
        **_GEMMA, vit_patch_size=8, vit_num_layers=1, vit_num_heads=2, vit_hidden_dim=8, vit_intermediate_dim=16
    )
    return _models.PaliGemmaCausalLM(preprocessor=None, backbone=backbone)


def _parseq() -> Any:
    encoder = _models.ViTBackbone((16, 32, 3), (8, 8), 1, 2, 16, 32, use_class_token=False, name="image_encoder")
    backbone = _models.PARSeqBackbone(encoder, 40, 7, decoder_hidden_dim=16, num_decoder_layers=1, num_decoder_heads=2, decoder_mlp_dim=32)
    # The constructor asks the tokenizer for its ids.
    converter = keras_hub.layers.PARSeqImageConverter(image_size=(16, 32))
    preprocessor = _models.PARSeqCausalLMPreprocessor(converter, keras_hub.tokenizers.PARSeqTokenizer(), sequence_length=7)
    return _models.PARSeqCausalLM(preprocessor=preprocessor, backbone=backbone)


def _t5gemma2() -> Any:
    sizes = two_sided(
        hidden_dim=8, intermediate_dim=16, num_layers=2, num_attention_heads=2, num_key_value_heads=1, head_dim=4,
        layer_types=["sliding_attention", "full_attention"],
    )  # fmt: skip
    backbone = _models.T5Gemma2Backbone(
        40, **sizes, cross_attention_hidden_size=8, sliding_window=4, query_pre_attn_scalar=1.0, vision_encoder=_gemma3_vision(),
        eoi_token_index=39,
    )  # fmt: skip
    return _models.T5Gemma2Seq2SeqLM(backbone)


TASKS = {
    "BLIP2CausalLM": TinyTask(_blip2_causal),
    "BLIP2Seq2SeqLM": TinyTask(_blip2_seq2seq),
    "Gemma3CausalLM": TinyTask(_gemma3),
    "Gemma3nCausalLM": TinyTask(_gemma3n),
    "Gemma4AssistantCausalLM": TinyTask(_gemma4_assistant),
    "Gemma4CausalLM": TinyTask(_gemma4),
    "PARSeqCausalLM": TinyTask(_parseq),
    "PaliGemmaCausalLM": TinyTask(_pali_gemma),
    "T5Gemma2Seq2SeqLM": TinyTask(_t5gemma2),
}
