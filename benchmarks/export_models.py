"""Models of real sizes with random weights, for the benchmarks of exports."""

import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import keras_hub


def bert(vocabulary_size: int, **options: int) -> Any:
    """A text classifier as a user has it: with its tokenizer and packer."""
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(f"word{i}" for i in range(vocabulary_size - 5))]
    preprocessor = keras_hub.models.BertTextClassifierPreprocessor(keras_hub.tokenizers.BertTokenizer(tokens), sequence_length=128)
    backbone = keras_hub.models.BertBackbone(vocabulary_size, max_sequence_length=128, **options)
    return keras_hub.models.BertTextClassifier(backbone, 2, preprocessor=preprocessor)


def gpt2() -> Any:
    """Without a tokenizer: the forward pass over 128 tokens."""
    return keras_hub.models.GPT2CausalLM(keras_hub.models.GPT2Backbone(50257, 12, 12, 768, 3072, max_sequence_length=1024), None)


def llama(layers: int, hidden: int, intermediate: int) -> Any:
    """The forward pass over 128 tokens of a decoder with grouped queries and gated feed-forward layers."""
    backbone = keras_hub.models.LlamaBackbone(32000, layers, 16, hidden, intermediate, num_key_value_heads=8)
    return keras_hub.models.LlamaCausalLM(backbone, None)


MODELS: dict[str, Callable[[], Any]] = {
    "tiny": lambda: bert(1000, num_layers=2, num_heads=2, hidden_dim=64, intermediate_dim=128),
    "medium": lambda: bert(8000, num_layers=4, num_heads=4, hidden_dim=256, intermediate_dim=1024),
    "bert_base": lambda: bert(30522, num_layers=12, num_heads=12, hidden_dim=768, intermediate_dim=3072),
    "gpt2": gpt2,
    "llama_250m": lambda: llama(16, 1024, 2816),
    "llama_1500m": lambda: llama(30, 2048, 5632),
    "resnet50": lambda: keras.applications.ResNet50(weights=None),
}


def build(name: str) -> Any:
    """The model called `name`, the same at each call."""
    keras.utils.set_random_seed(1)
    return MODELS[name]()
