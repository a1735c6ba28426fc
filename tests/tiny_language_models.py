"""Small language models with their tokenizers: random weights, no zero biases, and answers that do not repeat one token."""

import functools
import io
import zlib
from typing import Any

import keras
import keras_hub
import numpy as np
from keras_hub.src.models.qwen3_5.qwen3_5_vision_encoder import Qwen3_5VisionEncoder

CONTEXT = 64
CORPUS = [
    "The quick brown fox jumps over the lazy dog. A small model runs on the phone.",
    "Keras is a library for deep learning. The cat sat on the mat and looked at the moon.",
    "I did not expect to like it, but I did! Naïve café: “日本語” 😀",
    "One two three four five six seven eight nine ten. Hello world, how are you today?",
]


def scattered(model: Any, scale: float = 0.3) -> Any:
    """`model` with large random weights, each from its own name, so that the likeliest token changes from place to place."""
    for variable in model.weights:
        if "float" in variable.dtype:
            generator = np.random.default_rng(zlib.crc32(variable.path.encode()))
            centre = 1.0 if "gamma" in variable.path or "scale" in variable.path else 0.0
            variable.assign(keras.ops.cast(generator.normal(centre, scale, variable.shape), variable.dtype))
    return model


@functools.cache
def byte_pairs(special: tuple[str, ...], size: int = 320) -> tuple[dict[str, int], list[str]]:
    """Vocabulary and merges of a byte-level BPE; the special tokens come last."""
    import json

    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(CORPUS * 4, trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False))
    dump = json.loads(tokenizer.to_str())["model"]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in dump["merges"]]
    return dump["vocab"] | {token: len(dump["vocab"]) + i for i, token in enumerate(special)}, merges


@functools.cache
def pieces(size: int = 400, symbols: tuple[str, ...] = ()) -> bytes:
    """A SentencePiece model as Gemma has them: byte fallback, spaces kept, no space in front; `symbols` are tokens of the user's."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS * 4), model_writer=model, vocab_size=size, model_type="bpe", byte_fallback=True,
        remove_extra_whitespaces=False, add_dummy_prefix=False, normalization_rule_name="identity", hard_vocab_limit=False, minloglevel=2,
        pad_id=0, eos_id=1, bos_id=2, unk_id=3, pad_piece="<pad>", eos_piece="<eos>", bos_piece="<bos>", unk_piece="<unk>",
        user_defined_symbols=list(symbols),
    )  # fmt: skip
    return model.getvalue()


def gpt2(sampler: Any = "greedy", context: int = CONTEXT) -> Any:
    """Learned positions, biases, a byte-level BPE whose start is its end."""
    keras.utils.set_random_seed(31)
    models = keras_hub.models
    tokenizer = models.GPT2Tokenizer(*byte_pairs(("<|endoftext|>",)))
    backbone = models.GPT2Backbone(tokenizer.vocabulary_size(), 2, 4, 64, 128, max_sequence_length=context)
    return compiled(models.GPT2CausalLM(backbone, models.GPT2CausalLMPreprocessor(tokenizer, sequence_length=context)), sampler)


def llama3(sampler: Any = "greedy", context: int = CONTEXT) -> Any:
    """Rotary positions, grouped queries, two end tokens."""
    keras.utils.set_random_seed(32)
    models = keras_hub.models
    special = ("<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
    tokenizer = models.Llama3Tokenizer(*byte_pairs(special))
    backbone = models.Llama3Backbone(tokenizer.vocabulary_size(), 2, 4, 64, 128, 2)
    return compiled(models.Llama3CausalLM(backbone, models.Llama3CausalLMPreprocessor(tokenizer, sequence_length=context)), sampler)


def gemma(sampler: Any = "greedy", context: int = CONTEXT) -> Any:
    """SentencePiece, one key head, scaled embeddings, the final norm shared with the output."""
    keras.utils.set_random_seed(33)
    models = keras_hub.models
    tokenizer = models.GemmaTokenizer(pieces())
    backbone = models.GemmaBackbone(tokenizer.vocabulary_size(), 2, 4, 1, 64, 128, 16)
    return compiled(models.GemmaCausalLM(backbone, models.GemmaCausalLMPreprocessor(tokenizer, sequence_length=context)), sampler)


def gpt_neo_x(sampler: Any = "greedy", context: int = CONTEXT) -> Any:
    """Rotary positions of a part of each head, whose queries KerasHub's cached attention turns wrongly."""
    keras.utils.set_random_seed(34)
    models = keras_hub.models
    tokenizer = models.GPTNeoXTokenizer(*byte_pairs(("<|endoftext|>",)))
    backbone = models.GPTNeoXBackbone(tokenizer.vocabulary_size(), 2, 4, 64, 128, rotary_percentage=0.5)
    return compiled(models.GPTNeoXCausalLM(backbone, models.GPTNeoXCausalLMPreprocessor(tokenizer, sequence_length=context)), sampler)


def qwen3_moe(sampler: Any = "greedy", context: int = CONTEXT) -> Any:
    """A mixture of experts: of four two read each token."""
    keras.utils.set_random_seed(39)
    models = keras_hub.models
    tokenizer = models.Qwen3MoeTokenizer(*byte_pairs(("<|im_start|>", "<|im_end|>", "<|endoftext|>")))
    backbone = models.Qwen3MoeBackbone(
        vocabulary_size=tokenizer.vocabulary_size(), num_layers=2, num_query_heads=4, num_key_value_heads=2, hidden_dim=64,
        intermediate_dim=128, moe_intermediate_dim=32, head_dim=16, num_experts=4, top_k=2,
    )  # fmt: skip
    return compiled(models.Qwen3MoeCausalLM(backbone, models.Qwen3MoeCausalLMPreprocessor(tokenizer, sequence_length=context)), sampler)


def qwen3_5(sampler: Any = "greedy", context: int = CONTEXT) -> Any:
    """Linear attention in two layers of three, whose state KerasHub's `generate()` spoils."""
    keras.utils.set_random_seed(36)
    models = keras_hub.models
    tokenizer = models.Qwen3_5Tokenizer(*byte_pairs(("<|im_start|>", "<|im_end|>", "<|endoftext|>")), has_vision_tokens=False)
    backbone = models.Qwen3_5Backbone(
        tokenizer.vocabulary_size(), 3, 4, 2, 16, 64, 128, layer_types=["linear_attention", "full_attention", "linear_attention"],
        linear_num_key_heads=2, linear_num_value_heads=4, linear_key_head_dim=8, linear_value_head_dim=8,
    )  # fmt: skip
    return compiled(models.Qwen3_5CausalLM(backbone, models.Qwen3_5CausalLMPreprocessor(tokenizer, sequence_length=context)), sampler)


def qwen3_5_with_pictures(sampler: Any = "greedy", context: int = CONTEXT) -> Any:
    """As the presets are: a part of the model reads pictures."""
    keras.utils.set_random_seed(38)
    models = keras_hub.models
    pictures = tuple(f"<|{name}|>" for name in ("vision_start", "vision_end", "image_pad", "video_pad"))
    tokenizer = models.Qwen3_5Tokenizer(*byte_pairs(("<|im_start|>", "<|im_end|>", "<|endoftext|>", *pictures)))
    encoder = Qwen3_5VisionEncoder(
        depth=1, hidden_size=16, num_heads=2, intermediate_size=32, patch_size=4, temporal_patch_size=1, out_hidden_size=64,
        num_position_embeddings=16,
    )  # fmt: skip
    backbone = models.Qwen3_5Backbone(
        tokenizer.vocabulary_size(), 2, 4, 2, 16, 64, 128, layer_types=["linear_attention", "full_attention"], linear_num_key_heads=2,
        linear_num_value_heads=4, linear_key_head_dim=8, linear_value_head_dim=8, vision_encoder=encoder, mrope_section=[1, 1, 0],
    )  # fmt: skip
    return compiled(models.Qwen3_5CausalLM(backbone, models.Qwen3_5CausalLMPreprocessor(tokenizer, sequence_length=context)), sampler)


def qwen3_5_moe(sampler: Any = "greedy", context: int = CONTEXT) -> Any:
    """As `qwen3_5`, with experts."""
    keras.utils.set_random_seed(37)
    models = keras_hub.models
    tokenizer = models.Qwen3_5MoeTokenizer(*byte_pairs(("<|im_start|>", "<|im_end|>", "<|endoftext|>")), has_vision_tokens=False)
    backbone = models.Qwen3_5MoeBackbone(
        vocabulary_size=tokenizer.vocabulary_size(), num_layers=2, num_query_heads=4, num_key_value_heads=2, head_dim=16, hidden_dim=64,
        moe_intermediate_dim=16, shared_expert_intermediate_size=16, num_experts=4, top_k=2,
        layer_types=["linear_attention", "full_attention"], linear_num_key_heads=2, linear_num_value_heads=4, linear_key_head_dim=8,
        linear_value_head_dim=8,
    )  # fmt: skip
    return compiled(models.Qwen3_5MoeCausalLM(backbone, models.Qwen3_5MoeCausalLMPreprocessor(tokenizer, sequence_length=context)), sampler)


def rwkv7(sampler: Any = "greedy", context: int = CONTEXT) -> Any:
    """A state instead of a cache, and a tokenizer of whole bytes whose ids begin at 1."""
    keras.utils.set_random_seed(35)
    models = keras_hub.models
    words = sorted({word for line in CORPUS for word in line.split()} | {" " + word for line in CORPUS for word in line.split()} | {"\n\n"})
    tokens = [bytes([byte]) for byte in range(256)] + [word.encode() for word in words if len(word.encode()) > 1]
    tokenizer = models.RWKVTokenizer([f"{i} {token!r} {len(token)}\n" for i, token in enumerate(tokens, 1)])
    backbone = models.RWKV7Backbone(
        vocabulary_size=len(tokens) + 1, hidden_size=32, num_layers=2, head_size=8, intermediate_dim=64, gate_lora=8, mv_lora=4,
        aaa_lora=4, decay_lora=4,
    )  # fmt: skip
    return compiled(models.RWKV7CausalLM(backbone, models.RWKV7CausalLMPreprocessor(tokenizer, sequence_length=context)), sampler)


def compiled(model: Any, sampler: Any) -> Any:
    """`model` with large random weights."""
    scattered(model).compile(sampler=sampler)
    return model
