"""Qwen3.5 with a mixture of experts: pictures as Qwen3.5 has them."""

import keras_hub

from .qwen3_5 import PLACES_BY_SIZE, describe, image_step, pixels, preprocessed, tokenizing

KERAS_CLASS = keras_hub.models.Qwen3_5MoeCausalLM

__all__ = ["KERAS_CLASS", "PLACES_BY_SIZE", "describe", "image_step", "pixels", "preprocessed", "tokenizing"]
