"""Small language models that see pictures: random weights, no zero biases."""

from typing import Any

import keras
import keras_hub
from keras_hub.src.models.gemma3.gemma3_vision_encoder import Gemma3VisionEncoder
from keras_hub.src.models.gemma3n.gemma3n_audio_encoder import Gemma3nAudioEncoder
from keras_hub.src.models.mobilenetv5.mobilenetv5_builder import convert_arch_def_to_stackwise
from tiny_language_models import compiled, pieces


def pali_gemma(sampler: Any = "greedy", context: int = 72, size: int = 32, patch: int = 8) -> Any:
    """A picture of 16 places at 32x32 in front of each prompt, which sees all of itself."""
    keras.utils.set_random_seed(39)
    models = keras_hub.models
    tokenizer = models.PaliGemmaTokenizer(pieces())
    converter = models.PaliGemmaCausalLMPreprocessor.image_converter_cls(image_size=(size, size), scale=1 / 127.5, offset=-1.0)
    backbone = models.PaliGemmaBackbone(
        vocabulary_size=tokenizer.vocabulary_size(), image_size=size, num_layers=2, num_query_heads=4, num_key_value_heads=1, hidden_dim=32,
        intermediate_dim=64, head_dim=16,
        vit_patch_size=patch, vit_num_heads=2, vit_hidden_dim=16, vit_num_layers=1, vit_intermediate_dim=32,
        use_sliding_window_attention=True, sliding_window_size=24,
    )  # fmt: skip
    preprocessor = models.PaliGemmaCausalLMPreprocessor(tokenizer, converter, sequence_length=context)
    return compiled(models.PaliGemmaCausalLM(preprocessor, backbone), sampler)


def gemma3(sampler: Any = "greedy", context: int = 64, size: int = 32, patch: int = 8, pool: int = 2) -> Any:
    """Up to two pictures of 4 places each at 32x32, anywhere in a text; windows that are shorter than a text."""
    keras.utils.set_random_seed(40)
    models = keras_hub.models
    symbols = ("<start_of_image>", "<img>", "<end_of_image>", "<start_of_turn>", "<end_of_turn>", "\n\n", "\n\n\n")
    tokenizer = models.Gemma3Tokenizer(pieces(420, symbols))
    vision = Gemma3VisionEncoder(
        image_size=size, patch_size=patch, pool_size=pool, num_layers=1, num_heads=2, hidden_dim=16, intermediate_dim=32, output_dim=32
    )
    backbone = models.Gemma3Backbone(
        vocabulary_size=tokenizer.vocabulary_size(), image_size=size, num_layers=2, num_query_heads=4, num_key_value_heads=2, hidden_dim=32,
        intermediate_dim=64, head_dim=16, vision_encoder=vision, use_post_ffw_norm=True, use_post_attention_norm=True,
        use_query_key_norm=True, use_sliding_window_attention=True, sliding_window_size=20,
    )  # fmt: skip
    converter = models.Gemma3CausalLMPreprocessor.image_converter_cls(image_size=(size, size), scale=1 / 127.5, offset=-1.0)
    preprocessor = models.Gemma3CausalLMPreprocessor(
        tokenizer, converter, sequence_length=context, max_images_per_prompt=2, num_vision_tokens_per_image=(size // patch // pool) ** 2
    )
    return compiled(models.Gemma3CausalLM(preprocessor, backbone), sampler)


def gemma3n(sampler: Any = "greedy", context: int = 64) -> Any:
    """Up to two pictures of 4 places each and two sounds of 3 (half a second); layers that share the keys of others, and read embeddings of
    their own of each token."""
    keras.utils.clear_session()  # the vision encoder's layers count all that were made before, and weights come from their names
    keras.utils.set_random_seed(41)
    models = keras_hub.models
    symbols = (
        "<image_soft_token>", "<audio_soft_token>", "<start_of_image>", "<end_of_image>", "<start_of_audio>", "<end_of_audio>",
        "<start_of_turn>", "<end_of_turn>", "<mask>", "[multimodal]", "\n\n", "\n\n\n",
    )  # fmt: skip
    tokenizer = models.Gemma3nTokenizer(pieces(420, symbols))
    size = tokenizer.vocabulary_size()
    blocks = convert_arch_def_to_stackwise([["er_r1_k3_s2_e1_c8"]])
    vision = models.MobileNetV5Backbone(**blocks, stem_size=8, num_features=8, image_shape=(8, 8, 3), use_msfa=False)
    audio = Gemma3nAudioEncoder(
        hidden_size=8, input_feat_size=16, sscp_conv_channel_size=[2, 4], sscp_conv_kernel_size=[(3, 3), (3, 3)],
        sscp_conv_stride_size=[(2, 2), (2, 2)], sscp_conv_group_norm_eps=1e-3, num_hidden_layers=2, rms_norm_eps=1e-6,
        gradient_clipping=10.0, residual_weight=0.5, num_attention_heads=2, attention_chunk_size=4, num_attention_context_right=1,
        num_attention_context_left=4, attention_logit_cap=50.0, conv_kernel_size=3, reduction_factor=4,
    )  # fmt: skip
    backbone = models.Gemma3nBackbone(
        text_vocab_size=size, text_hidden_size=32, num_hidden_layers=4, pad_token_id=0, num_attention_heads=4, num_key_value_heads=2,
        head_dim=16, intermediate_size=[64] * 4, hidden_activation="gelu_approximate",
        layer_types=["sliding_attention", "full_attention"] * 2, sliding_window=20, rope_theta=10000.0, max_position_embeddings=context,
        vocab_size_per_layer_input=size - 40, hidden_size_per_layer_input=8, altup_num_inputs=2, laurel_rank=4, num_kv_shared_layers=2,
        activation_sparsity_pattern=[0.5, 0.0, 0.0, 0.0], vision_encoder_config=vision.get_config(), vision_hidden_size=8,
        vision_vocab_size=8, vision_vocab_offset=size, image_token_id=tokenizer.image_placeholder_id,
        audio_token_id=tokenizer.audio_placeholder_id, audio_encoder_config=audio.get_config(), audio_hidden_size=8, audio_vocab_size=8,
        audio_vocab_offset=size + 8, audio_soft_tokens_per_image=3,
    )  # fmt: skip
    converter = keras_hub.layers.Gemma3nImageConverter(image_size=(8, 8), scale=1 / 127.5, offset=-1.0)
    hearing = keras_hub.layers.Gemma3nAudioConverter(
        feature_size=16, sampling_rate=16000, padding_value=0.0, return_attention_mask=True, frame_length_ms=32.0, hop_length_ms=10.0,
        min_frequency=125.0, max_frequency=7600.0, preemphasis=0.97, preemphasis_htk_flavor=True, fft_overdrive=False, dither=0.0,
        input_scale_factor=1.0, mel_floor=1e-5, per_bin_mean=None, per_bin_stddev=None, padding_side="right",
    )  # fmt: skip
    preprocessor = models.Gemma3nCausalLMPreprocessor(
        tokenizer, converter, hearing, sequence_length=context, max_images_per_prompt=2, num_vision_tokens_per_image=4,
        max_audios_per_prompt=2, num_audio_tokens_per_audio=3,
    )  # fmt: skip
    return compiled(models.Gemma3nCausalLM(preprocessor, backbone), sampler)


MODELS = {"tiny_pali_gemma": pali_gemma, "tiny_gemma3": gemma3, "tiny_gemma3n": gemma3n}
