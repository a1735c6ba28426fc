"""Small language models that see pictures: random weights, no zero biases."""

from typing import Any

import keras
import keras_hub
from keras_hub.src.models.gemma3.gemma3_vision_encoder import Gemma3VisionEncoder
from tiny_language_models import compiled, pieces


def pali_gemma(sampler: Any = "greedy", context: int = 72) -> Any:
    """A picture of 16 places in front of each prompt, which sees all of itself."""
    keras.utils.set_random_seed(39)
    models = keras_hub.models
    tokenizer = models.PaliGemmaTokenizer(pieces())
    converter = models.PaliGemmaCausalLMPreprocessor.image_converter_cls(image_size=(32, 32), scale=1 / 127.5, offset=-1.0)
    backbone = models.PaliGemmaBackbone(
        vocabulary_size=tokenizer.vocabulary_size(), image_size=32, num_layers=2, num_query_heads=4, num_key_value_heads=1, hidden_dim=32,
        intermediate_dim=64, head_dim=16, vit_patch_size=8, vit_num_heads=2, vit_hidden_dim=16, vit_num_layers=1, vit_intermediate_dim=32,
        use_sliding_window_attention=True, sliding_window_size=24,
    )  # fmt: skip
    preprocessor = models.PaliGemmaCausalLMPreprocessor(tokenizer, converter, sequence_length=context)
    return compiled(models.PaliGemmaCausalLM(preprocessor, backbone), sampler)


def gemma3(sampler: Any = "greedy", context: int = 64) -> Any:
    """Up to two pictures of 4 places each, anywhere in a text; windows that are shorter than a text."""
    keras.utils.set_random_seed(40)
    models = keras_hub.models
    symbols = ("<start_of_image>", "<img>", "<end_of_image>", "<start_of_turn>", "<end_of_turn>", "\n\n", "\n\n\n")
    tokenizer = models.Gemma3Tokenizer(pieces(420, symbols))
    vision = Gemma3VisionEncoder(
        image_size=32, patch_size=8, pool_size=2, num_layers=1, num_heads=2, hidden_dim=16, intermediate_dim=32, output_dim=32
    )
    backbone = models.Gemma3Backbone(
        vocabulary_size=tokenizer.vocabulary_size(), image_size=32, num_layers=2, num_query_heads=4, num_key_value_heads=2, hidden_dim=32,
        intermediate_dim=64, head_dim=16, vision_encoder=vision, use_post_ffw_norm=True, use_post_attention_norm=True,
        use_query_key_norm=True, use_sliding_window_attention=True, sliding_window_size=20,
    )  # fmt: skip
    converter = models.Gemma3CausalLMPreprocessor.image_converter_cls(image_size=(32, 32), scale=1 / 127.5, offset=-1.0)
    preprocessor = models.Gemma3CausalLMPreprocessor(
        tokenizer, converter, sequence_length=context, max_images_per_prompt=2, num_vision_tokens_per_image=4
    )
    return compiled(models.Gemma3CausalLM(preprocessor, backbone), sampler)


MODELS = {"tiny_pali_gemma": pali_gemma, "tiny_gemma3": gemma3}
