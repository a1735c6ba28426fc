"""Image classifiers on the smallest pictures that their strides allow."""

from collections.abc import Callable
from functools import partial
from typing import Any

import keras_hub

from .tiny_task import TinyTask

_models = keras_hub.models
_SIZE = (32, 32, 3)


def resnet(**options: Any) -> Any:
    """A ResNet of three stages; other tasks stand on it too."""
    sizes = {
        "input_conv_filters": [64],
        "input_conv_kernel_sizes": [3],
        "stackwise_num_filters": [64, 16, 16],
        "stackwise_num_blocks": [1, 1, 1],
        "stackwise_num_strides": [1, 2, 2],
        "block_type": "basic_block",
    }
    return _models.ResNetBackbone(**sizes | options)


def mit() -> Any:
    """SegFormer's encoder."""
    return _models.MiTBackbone(
        layerwise_depths=[1, 1], image_shape=_SIZE, hidden_dims=[16, 32], num_layers=2, layerwise_num_heads=[1, 2],
        layerwise_sr_ratios=[8, 4], max_drop_path_rate=0.1, layerwise_patch_sizes=[7, 3], layerwise_strides=[4, 2],
    )  # fmt: skip


def _mobilenet() -> Any:
    return _models.MobileNetBackbone(
        stackwise_expansion=[[40], [64, 96]], stackwise_num_blocks=[1, 2], stackwise_num_filters=[[16], [24, 24]],
        stackwise_kernel_size=[[3], [5, 5], [1]], stackwise_num_strides=[[2], [2, 1], [1]], stackwise_se_ratio=[[None], [0.25, 0.25]],
        stackwise_activation=[["relu"], ["hard_swish", "hard_swish"]], stackwise_padding=[[1], [2, 2], [1]], output_num_filters=64,
        input_num_filters=16, image_shape=_SIZE, depthwise_filters=8, depthwise_stride=2, depthwise_residual=False,
        squeeze_and_excite=0.5, last_layer_filter=96,
    )  # fmt: skip


def _mobilenet_v5() -> Any:
    pair = {"stackwise_strides": [2, 1], "stackwise_num_heads": [0, 0], "stackwise_key_dims": [0, 0], "stackwise_value_dims": [0, 0]}
    return _models.MobileNetV5Backbone(
        stackwise_block_types=[["er"], ["uir", "uir"]], stackwise_num_blocks=[1, 2], stackwise_num_filters=[[24], [24, 24]],
        stackwise_strides=[[2], pair["stackwise_strides"]], stackwise_act_layers=[["relu"], ["relu", "relu"]],
        stackwise_exp_ratios=[[2.0], [2.0, 2.0]], stackwise_se_ratios=[[0.0], [0.0, 0.0]], stackwise_dw_kernel_sizes=[[0], [5, 5]],
        stackwise_dw_start_kernel_sizes=[[0], [0, 0]], stackwise_dw_end_kernel_sizes=[[0], [0, 0]],
        stackwise_exp_kernel_sizes=[[3], [0, 0]], stackwise_pw_kernel_sizes=[[1], [0, 0]],
        stackwise_num_heads=[[0], pair["stackwise_num_heads"]], stackwise_key_dims=[[0], pair["stackwise_key_dims"]],
        stackwise_value_dims=[[0], pair["stackwise_value_dims"]], stackwise_kv_strides=[[0], [0, 0]],
        stackwise_use_cpe=[[False], [False, False]], image_shape=_SIZE, stem_size=16, use_msfa=False,
    )  # fmt: skip


def _efficientnet() -> Any:
    return _models.EfficientNetBackbone(
        stackwise_width_coefficients=[1.0] * 3, stackwise_depth_coefficients=[1.0] * 3, stackwise_kernel_sizes=[3, 5, 3],
        stackwise_num_repeats=[1, 1, 1], stackwise_input_filters=[16, 16, 24], stackwise_output_filters=[16, 24, 32],
        stackwise_expansion_ratios=[1, 4, 4], stackwise_squeeze_and_excite_ratios=[0.25] * 3, stackwise_strides=[1, 2, 1],
        stackwise_block_types=["v1", "v1", "fused"], num_features=64, input_shape=_SIZE,
    )  # fmt: skip


_TRANSFORMER = {"image_shape": _SIZE, "num_layers": 2, "num_heads": 2, "hidden_dim": 16}
_BACKBONES: dict[str, Callable[[], Any]] = {
    "CSPNet": lambda: _models.CSPNetBackbone(
        stem_filters=16, stem_kernel_size=3, stem_strides=1, stackwise_strides=2, stackwise_depth=[1, 2], stackwise_num_filters=[16, 24],
        down_growth=True, bottle_ratio=(0.5, 1.0), block_ratio=(1.0, 0.5), expand_ratio=(2.0, 1.0), block_type="dark_block",
        stage_type="csp",
    ),
    "DeiT": lambda: _models.DeiTBackbone(**_TRANSFORMER, patch_size=8, intermediate_dim=32),
    "DenseNet": lambda: _models.DenseNetBackbone(stackwise_num_repeats=[1, 1, 1], growth_rate=16, image_shape=_SIZE),
    "EfficientNet": _efficientnet,
    "HGNetV2": lambda: _models.HGNetV2Backbone(
        depths=[1, 1], embedding_size=16, hidden_sizes=[16, 32], stem_channels=[3, 8, 8], hidden_act="relu", image_shape=_SIZE,
        use_learnable_affine_block=True, stackwise_stage_filters=[[8, 8, 16, 1, 1, 3], [16, 8, 32, 1, 1, 3]],
        apply_downsample=[False, True], use_lightweight_conv_block=[False, True],
    ),
    "MiT": mit,
    "MobileNet": _mobilenet,
    "MobileNetV5": _mobilenet_v5,
    "ResNet": resnet,
    "SwinTransformer": lambda: _models.SwinTransformerBackbone(
        image_shape=_SIZE, embed_dim=16, depths=(2, 2), num_heads=(2, 4), window_size=4
    ),
    "VGG": lambda: _models.VGGBackbone(stackwise_num_repeats=[1, 2], stackwise_num_filters=[4, 8], image_shape=_SIZE),
    "ViT": lambda: _models.ViTBackbone(**_TRANSFORMER, patch_size=(8, 8), mlp_dim=32),
    "Xception": lambda: _models.XceptionBackbone(stackwise_conv_filters=[[16, 16], [24, 24]], stackwise_pooling=[False, True]),
}  # fmt: skip
_OPTIONS: dict[str, dict[str, Any]] = {
    "HGNetV2": {"preprocessor": None},
    "MobileNet": {"num_features": 32},
    "MobileNetV5": {"head_hidden_size": 32},
    "VGG": {"pooling": "flatten", "pooling_hidden_dim": 16},
}


def _task(family: str) -> Any:
    return getattr(_models, f"{family}ImageClassifier")(backbone=_BACKBONES[family](), num_classes=3, **_OPTIONS.get(family, {}))


TASKS = {f"{family}ImageClassifier": TinyTask(partial(_task, family), image_size=_SIZE[:2]) for family in _BACKBONES}
