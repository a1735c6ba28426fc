"""A language model of each class of KerasHub, without tokenizer and preprocessor: rows of tokens in and out."""

from typing import Any

import keras_hub
import tiny_language_models

from litert_sdkgen.exporter.plan import Continuation, ExportPlan
from litert_sdkgen.hub.generation import cached_steps, greedy
from litert_sdkgen.manifest.generation import Generation, Sampler
from litert_sdkgen.manifest.model import Source
from litert_sdkgen.manifest.steps import PromptPacker, TextStep
from litert_sdkgen.manifest.tokenizers import ByteTokenizer

_MODELS = keras_hub.models
CONTEXT = 40
_SIZES = {"vocabulary_size": 90, "num_layers": 2, "hidden_dim": 32, "intermediate_dim": 48}
_GROUPED = {"num_query_heads": 4, "num_key_value_heads": 2}
FAMILIES = {
    "Bloom": lambda: _MODELS.BloomBackbone(**_SIZES, num_heads=2),
    "Falcon": lambda: _MODELS.FalconBackbone(**_SIZES, num_attention_heads=2),
    "GPT2": lambda: _MODELS.GPT2Backbone(**_SIZES, num_heads=2, max_sequence_length=CONTEXT),
    "GPTNeoX": lambda: _MODELS.GPTNeoXBackbone(**_SIZES, num_heads=2, rotary_percentage=0.5),
    "Gemma": lambda: _MODELS.GemmaBackbone(
        **_SIZES, **_GROUPED, head_dim=8, sliding_window_size=5, use_sliding_window_attention=True, attention_logit_soft_cap=50,
        final_logit_soft_cap=30, use_post_ffw_norm=True, use_post_attention_norm=True,
    ),
    "Gemma3": lambda: _MODELS.Gemma3Backbone(
        **_SIZES | {"num_layers": 6}, **_GROUPED, head_dim=8, image_size=16, sliding_window_size=5, use_sliding_window_attention=True,
        vision_encoder=None, dtype="float32",
    ),
    "GptOss": lambda: _MODELS.GptOssBackbone(**_SIZES, **_GROUPED, num_experts=2),
    "Llama": lambda: _MODELS.LlamaBackbone(**_SIZES, **_GROUPED),
    "Llama3": lambda: _MODELS.Llama3Backbone(**_SIZES, **_GROUPED),
    "Mistral": lambda: _MODELS.MistralBackbone(**_SIZES, **_GROUPED, sliding_window=6),
    "Mixtral": lambda: _MODELS.MixtralBackbone(**_SIZES, **_GROUPED, num_experts=2),
    "OPT": lambda: _MODELS.OPTBackbone(**_SIZES, num_heads=2, max_sequence_length=CONTEXT),
    "Phi3": lambda: _MODELS.Phi3Backbone(**_SIZES, **_GROUPED),
    "Qwen": lambda: _MODELS.QwenBackbone(**_SIZES, **_GROUPED),
    "Qwen3": lambda: _MODELS.Qwen3Backbone(**_SIZES, **_GROUPED, head_dim=8),
    "Qwen3Moe": lambda: _MODELS.Qwen3MoeBackbone(**_SIZES, **_GROUPED, head_dim=8, moe_intermediate_dim=16, num_experts=4, top_k=2),
    "QwenMoe": lambda: _MODELS.QwenMoeBackbone(
        **_SIZES, **_GROUPED, moe_intermediate_dim=16, shared_expert_intermediate_dim=16, num_experts=4, top_k=2
    ),
    "SmolLM3": lambda: _MODELS.SmolLM3Backbone(
        **_SIZES, num_attention_heads=4, num_key_value_heads=2, attention_bias=True, attention_dropout=0.0, mlp_bias=True,
        rope_layer_enabled_list=[True, False], layer_types=["attention", "attention"], layer_norm_epsilon=1e-5,
        max_position_embeddings=CONTEXT, rope_theta=10000.0, partial_rotary_factor=1.0,
    ),
}  # fmt: skip


def model(family: str) -> Any:
    """With random weights, biases included, that are far enough from zero for answers to differ."""
    return tiny_language_models.scattered(getattr(_MODELS, f"{family}CausalLM")(backbone=FAMILIES[family](), preprocessor=None), 0.25)


def plan(model: Any) -> ExportPlan:
    """As its task plans it, with Keras' likeliest tokens."""
    return _plan(model, Sampler("greedy"), greedy.continuations(model, (), CONTEXT))


def contrastive_plan(model: Any, sampler: Sampler) -> ExportPlan:
    """As its task plans it for a contrastive search."""
    return _plan(model, sampler, ())


def _plan(model: Any, sampler: Sampler, continuations: tuple[Continuation, ...]) -> ExportPlan:
    layout = cached_steps.layout_of(model, CONTEXT)
    step = TextStep(ByteTokenizer(), PromptPacker(()), {"token_ids": cached_steps.TOKENS, "positions": cached_steps.POSITIONS})
    hidden = cached_steps.HIDDEN if sampler.method == "contrastive" else None
    return ExportPlan(
        "m",
        "causal_lm",
        Source("keras_hub", type(model).__name__),
        model,
        cached_steps.signatures_of(model, layout, has_hidden=hidden is not None),
        (step,),
        Generation(cached_steps.LOGITS, CONTEXT, (), (), sampler, hidden=hidden),
        state=cached_steps.state_of(layout),
        continuations=continuations,
    )
