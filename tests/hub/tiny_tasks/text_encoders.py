"""Encoders of text with the heads that KerasHub puts on them: classifiers, masked language models, embedders."""

from collections.abc import Callable
from functools import partial
from typing import Any

import keras_hub

from .tiny_task import LENGTH, TinyTask

_models = keras_hub.models
_SIZES = {"vocabulary_size": 40, "num_layers": 2, "hidden_dim": 16, "intermediate_dim": 32}
_BACKBONES: dict[str, Callable[[], Any]] = {
    "Albert": lambda: _models.AlbertBackbone(**_SIZES, num_heads=2, embedding_dim=8, max_sequence_length=LENGTH),
    "Bert": lambda: _models.BertBackbone(**_SIZES, num_heads=2, max_sequence_length=LENGTH),
    "DebertaV3": lambda: _models.DebertaV3Backbone(**_SIZES, num_heads=2, max_sequence_length=LENGTH, bucket_size=4),
    "DistilBert": lambda: _models.DistilBertBackbone(**_SIZES, num_heads=2, max_sequence_length=LENGTH),
    "ESM": lambda: _models.ESMBackbone(**_SIZES, num_heads=2),
    "FNet": lambda: _models.FNetBackbone(**_SIZES, max_sequence_length=LENGTH),
    "Roberta": lambda: _models.RobertaBackbone(**_SIZES, num_heads=2, max_sequence_length=LENGTH),
    "RoformerV2": lambda: _models.RoformerV2Backbone(**_SIZES, num_heads=2, head_size=8),
    "XLMRoberta": lambda: _models.XLMRobertaBackbone(**_SIZES, num_heads=2, max_sequence_length=LENGTH),
    "Qwen3": lambda: _models.Qwen3Backbone(**_SIZES, num_query_heads=4, num_key_value_heads=2, head_dim=4),
    "Gemma3": lambda: _models.Gemma3Backbone(
        **_SIZES, image_size=16, num_query_heads=2, num_key_value_heads=1, head_dim=4, use_sliding_window_attention=True,
        sliding_window_size=4,
    ),
}  # fmt: skip
_HEADS = {
    "TextClassifier": ("Albert", "Bert", "DebertaV3", "DistilBert", "FNet", "Roberta", "RoformerV2", "XLMRoberta"),
    "ProteinClassifier": ("ESM",),
    "MaskedLM": ("Albert", "Bert", "DebertaV3", "DistilBert", "FNet", "Roberta", "RoformerV2", "XLMRoberta"),
    "MaskedPLM": ("ESM",),
    "TextEmbedder": ("Bert", "Gemma3", "Qwen3", "XLMRoberta"),
}


def _task(family: str, head: str) -> Any:
    options = {"num_classes": 3} if head.endswith("Classifier") else {}
    return getattr(_models, family + head)(backbone=_BACKBONES[family](), **options)


TASKS = {family + head: TinyTask(partial(_task, family, head)) for head, families in _HEADS.items() for family in families}
