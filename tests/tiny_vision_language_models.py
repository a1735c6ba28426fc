"""Small language models that see pictures: random weights, no zero biases."""

from typing import Any

import keras
import keras_hub
import numpy as np
from keras_hub.src.models.gemma3.gemma3_vision_encoder import Gemma3VisionEncoder
from keras_hub.src.models.gemma3n.gemma3n_audio_encoder import Gemma3nAudioEncoder
from keras_hub.src.models.gemma4.gemma4_audio_encoder import Gemma4AudioEncoder
from keras_hub.src.models.gemma4.gemma4_vision_encoder import Gemma4VisionEncoder
from keras_hub.src.models.mobilenetv5.mobilenetv5_builder import convert_arch_def_to_stackwise
from keras_hub.src.models.qwen3_5.qwen3_5_vision_encoder import Qwen3_5VisionEncoder
from tiny_language_models import byte_pairs, compiled, pieces

from litert_sdkgen.hub.generation import forward_pass
from litert_sdkgen.hub.generation.pictures import of_model

_GEMMA_4_SOUND = ("<|audio>", "<|audio|>", "<audio|>")


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


def hearing_gemma4(sampler: Any = "greedy", context: int = 64) -> Any:
    """As `gemma4`, and a sound of up to a second, which is 25 places."""
    audio = Gemma4AudioEncoder(
        input_feat_size=16, hidden_size=8, num_heads=2, num_layers=2, chunk_size=4, context_left=5, sscp_conv_channels=(4, 2),
        output_proj_dims=8, output_dim=32,
    )  # fmt: skip
    hearing = keras_hub.layers.Gemma4AudioConverter(num_mels=16, max_audio_length=1)
    return gemma4(sampler, context, audio, hearing)


def gemma4(sampler: Any = "greedy", context: int = 64, audio: Any = None, hearing: Any = None) -> Any:
    """Up to two pictures of 6 places each; layers of both kinds, one that shares the keys of another, embeddings of each layer's own."""
    keras.utils.set_random_seed(42)
    models = keras_hub.models
    symbols = ("<|image>", "<|image|>", "<image|>", "<|turn>", "<turn|>", "\n\n", *(() if audio is None else _GEMMA_4_SOUND))
    tokenizer = models.Gemma4Tokenizer(pieces(420, symbols), has_video_tokens=False, has_audio_tokens=audio is not None)
    vision = Gemma4VisionEncoder(
        image_size=16, patch_size=4, pool_size=2, num_layers=2, num_heads=2, hidden_dim=16, intermediate_dim=32, head_dim=8, output_dim=32,
        position_embedding_size=16,
    )  # fmt: skip
    backbone = models.Gemma4Backbone(
        vocabulary_size=tokenizer.vocabulary_size(), image_size=16, num_layers=4, num_query_heads=4, num_key_value_heads=2, hidden_dim=32,
        intermediate_dim=64, head_dim=8, global_head_dim=16, vision_encoder=vision, sliding_window_size=20, num_kv_shared_layers=2,
        layer_types=["sliding_attention", "full_attention"] * 2, hidden_size_per_layer_input=8, vocab_size_per_layer_input=None,
        audio_encoder=audio,
    )  # fmt: skip
    converter = keras_hub.layers.Gemma4ImageConverter(patch_size=4, max_soft_tokens=6, pooling_kernel_size=2, scale=1 / 127.5, offset=-1.0)
    preprocessor = models.Gemma4CausalLMPreprocessor(
        tokenizer, converter, hearing, sequence_length=context, max_images_per_prompt=2, num_vision_tokens_per_image=6,
        audio_input_feat_size=16,
    )  # fmt: skip
    return compiled(models.Gemma4CausalLM(preprocessor, backbone), sampler)


MODELS = {
    "tiny_pali_gemma": pali_gemma, "tiny_gemma3": gemma3, "tiny_gemma3n": gemma3n, "tiny_gemma4": gemma4,
    "tiny_hearing_gemma4": hearing_gemma4,
}  # fmt: skip
QWEN_SIZE = (16, 24)
"""Height and width of pictures in a file: two rows of three places, which are three positions further."""
QWEN_PICTURES = ((48, 72), (48, 72), (31, 47), (12, 17))
"""Sizes of pictures that the converter of `qwen3_5` makes so large: by shrinking, by shrinking an odd one, by growing.
KerasHub takes pictures of one size in a prompt."""
QWEN_MARKER = "<|vision_start|><|image_pad|><|vision_end|>"


def _qwen_eyes(out: int) -> Any:
    return Qwen3_5VisionEncoder(
        depth=1, hidden_size=16, num_heads=2, intermediate_size=32, patch_size=4, temporal_patch_size=2, out_hidden_size=out,
        num_position_embeddings=16,
    )  # fmt: skip


def _qwen_preprocessor(models: Any, family: str, tokenizer: Any, context: int) -> Any:
    preprocessor_class = getattr(models, f"{family}CausalLMPreprocessor")
    converter = preprocessor_class.image_converter_cls(
        patch_size=4, min_pixels=300, max_pixels=450, scale=1 / 127.5, offset=-1.0, interpolation="bicubic", antialias=True
    )
    return preprocessor_class(tokenizer, converter, sequence_length=context)


_QWEN_TOKENS = tuple(f"<|{name}|>" for name in ("im_start", "im_end", "endoftext", "vision_start", "vision_end", "image_pad", "video_pad"))
_QWEN_LAYERS = {
    "layer_types": ["linear_attention", "full_attention", "linear_attention", "full_attention"], "linear_num_key_heads": 2,
    "linear_num_value_heads": 4, "linear_key_head_dim": 8, "linear_value_head_dim": 8, "partial_rotary_factor": 0.5,
    "mrope_section": [2, 1, 1],
}  # fmt: skip


def qwen3_5(sampler: Any = "greedy", context: int = 64) -> Any:
    """Pictures of any size anywhere in a text, positions in three directions, linear attention in every other layer."""
    keras.utils.clear_session()  # Keras counts the names of its layers, from which the weights are made
    keras.utils.set_random_seed(41)
    models = keras_hub.models
    tokenizer = models.Qwen3_5Tokenizer(*byte_pairs(_QWEN_TOKENS))
    backbone = models.Qwen3_5Backbone(tokenizer.vocabulary_size(), 4, 4, 2, 16, 64, 128, vision_encoder=_qwen_eyes(64), **_QWEN_LAYERS)
    return compiled(models.Qwen3_5CausalLM(backbone, _qwen_preprocessor(models, "Qwen3_5", tokenizer, context)), sampler)


def qwen3_5_moe(sampler: Any = "greedy", context: int = 64) -> Any:
    """As `qwen3_5`, with experts."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(42)
    models = keras_hub.models
    tokenizer = models.Qwen3_5MoeTokenizer(*byte_pairs(_QWEN_TOKENS))
    backbone = models.Qwen3_5MoeBackbone(
        vocabulary_size=tokenizer.vocabulary_size(), num_layers=4, num_query_heads=4, num_key_value_heads=2, head_dim=16, hidden_dim=64,
        moe_intermediate_dim=16, shared_expert_intermediate_size=16, num_experts=4, top_k=2, vision_encoder=_qwen_eyes(64), **_QWEN_LAYERS,
    )  # fmt: skip
    return compiled(models.Qwen3_5MoeCausalLM(backbone, _qwen_preprocessor(models, "Qwen3_5Moe", tokenizer, context)), sampler)


def qwen_answer(model: Any, prompt: str, pictures: list[Any]) -> list[int]:
    """The likeliest tokens behind a prompt as KerasHub prepares it, by its forward pass, to the end of the context or a stop token."""
    preprocessor = model.preprocessor
    packed = preprocessor.generate_preprocess({"prompts": [prompt], "images": pictures})
    inputs = {name: np.asarray(value) for name, value in packed.items()}
    count = int(inputs["padding_mask"].sum())
    seen = of_model(model, QWEN_SIZE)
    with seen.shown(inputs):
        row = forward_pass.greedy(model)(inputs)["token_ids"][0, count:].tolist()
    end = preprocessor.tokenizer.end_token_id
    return row[: row.index(end) + 1] if end in row else row
