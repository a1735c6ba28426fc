"""Decoder-only language models: text in, logits out."""

from collections.abc import Callable
from functools import partial
from typing import Any

import keras_hub

from .tiny_task import LENGTH, TinyTask

_models = keras_hub.models
_SIZES = {"vocabulary_size": 40, "num_layers": 2, "hidden_dim": 16, "intermediate_dim": 32}
_GROUPED = {"num_query_heads": 4, "num_key_value_heads": 2}
_LINEAR_ATTENTION = {
    "layer_types": ["linear_attention", "full_attention"],
    "head_dim": 8,
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "linear_key_head_dim": 4,
    "linear_value_head_dim": 4,
    "linear_conv_kernel_dim": 4,
}
_BACKBONES: dict[str, Callable[[], Any]] = {
    "Bloom": lambda: _models.BloomBackbone(**_SIZES, num_heads=2),
    "Falcon": lambda: _models.FalconBackbone(**_SIZES, num_attention_heads=2),
    "GPT2": lambda: _models.GPT2Backbone(**_SIZES, num_heads=2, max_sequence_length=LENGTH),
    "GPTNeoX": lambda: _models.GPTNeoXBackbone(**_SIZES, num_heads=2, max_sequence_length=LENGTH),
    "Gemma": lambda: _models.GemmaBackbone(
        **_SIZES, **_GROUPED, head_dim=4, sliding_window_size=3, use_sliding_window_attention=True, attention_logit_soft_cap=50,
        final_logit_soft_cap=30, use_post_ffw_norm=True, use_post_attention_norm=True,
    ),
    "GptOss": lambda: _models.GptOssBackbone(**_SIZES, **_GROUPED, num_experts=2),
    "Llama": lambda: _models.LlamaBackbone(**_SIZES, **_GROUPED),
    "Llama3": lambda: _models.Llama3Backbone(**_SIZES, **_GROUPED),
    "Mistral": lambda: _models.MistralBackbone(**_SIZES, **_GROUPED, sliding_window=4),
    "Mixtral": lambda: _models.MixtralBackbone(**_SIZES, **_GROUPED, num_experts=2),
    "OPT": lambda: _models.OPTBackbone(**_SIZES, num_heads=2, max_sequence_length=LENGTH),
    "Phi3": lambda: _models.Phi3Backbone(**_SIZES, **_GROUPED),
    "Qwen": lambda: _models.QwenBackbone(**_SIZES, **_GROUPED),
    "Qwen3": lambda: _models.Qwen3Backbone(**_SIZES, **_GROUPED, head_dim=4),
    "Qwen3Moe": lambda: _models.Qwen3MoeBackbone(**_SIZES, **_GROUPED, head_dim=4, moe_intermediate_dim=8, num_experts=4, top_k=2),
    "Qwen3_5": lambda: _models.Qwen3_5Backbone(**_SIZES, **_GROUPED, **_LINEAR_ATTENTION),
    "Qwen3_5Moe": lambda: _models.Qwen3_5MoeBackbone(
        **{name: size for name, size in _SIZES.items() if name != "intermediate_dim"}, **_GROUPED, **_LINEAR_ATTENTION,
        moe_intermediate_dim=8, shared_expert_intermediate_size=8, num_experts=4, top_k=2,
    ),
    "QwenMoe": lambda: _models.QwenMoeBackbone(
        **_SIZES, **_GROUPED, moe_intermediate_dim=8, shared_expert_intermediate_dim=16, num_experts=4, top_k=2
    ),
    "RWKV7": lambda: _models.RWKV7Backbone(
        vocabulary_size=40, hidden_size=16, num_layers=2, head_size=4, intermediate_dim=32, gate_lora=8, mv_lora=4, aaa_lora=4, decay_lora=4
    ),
    "SmolLM3": lambda: _models.SmolLM3Backbone(
        **_SIZES, num_attention_heads=4, num_key_value_heads=2, attention_bias=True, attention_dropout=0.0, mlp_bias=True,
        rope_layer_enabled_list=[True, False], layer_types=["attention", "attention"], layer_norm_epsilon=1e-5,
        max_position_embeddings=32, rope_theta=10000.0, partial_rotary_factor=1.0,
    ),
}  # fmt: skip


def _task(family: str) -> Any:
    return getattr(_models, f"{family}CausalLM")(backbone=_BACKBONES[family](), preprocessor=None)


TASKS = {f"{family}CausalLM": TinyTask(partial(_task, family)) for family in _BACKBONES}
