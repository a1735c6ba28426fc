"""An answer for each place of a picture: detectors, segmenters, depth."""

from typing import Any

import keras_hub

from .image_classifiers import mit, resnet
from .tiny_task import TinyTask

_models = keras_hub.models


def _basnet() -> Any:
    encoder = resnet(stackwise_num_filters=[64, 16, 16, 16], stackwise_num_blocks=[1] * 4, stackwise_num_strides=[1, 2, 2, 2])
    return _models.BASNetImageSegmenter(_models.BASNetBackbone(image_encoder=encoder, num_classes=1))


def _deeplab() -> Any:
    backbone = _models.DeepLabV3Backbone(
        image_encoder=resnet(), low_level_feature_key="P2", spatial_pyramid_pooling_key="P4", dilation_rates=[2, 4], upsampling_size=4,
        projection_filters=8,
    )  # fmt: skip
    return _models.DeepLabV3ImageSegmenter(backbone, num_classes=2)


def _segformer() -> Any:
    return _models.SegFormerImageSegmenter(_models.SegFormerBackbone(image_encoder=mit(), projection_filters=16), num_classes=4)


def _depth_anything() -> Any:
    encoder = _models.DINOV2Backbone(14, 4, 16, 2, 32, 1.0, 0, image_shape=(84, 84, 3), apply_layernorm=True)
    backbone = _models.DepthAnythingBackbone(
        image_encoder=encoder, reassemble_factors=[4, 2, 1, 0.5], neck_hidden_dims=[8, 8, 16, 16], fusion_hidden_dim=16,
        head_hidden_dim=8, head_in_index=-1, feature_keys=["stage1", "stage2", "stage3", "stage4"],
    )  # fmt: skip
    return _models.DepthAnythingDepthEstimator(backbone, "metric", max_depth=10.0)


def _d_fine() -> Any:
    encoder = _models.HGNetV2Backbone(
        stem_channels=[3, 8, 8], stackwise_stage_filters=[[8, 8, 16, 1, 1, 3], [16, 8, 32, 1, 1, 3]], apply_downsample=[False, True],
        use_lightweight_conv_block=[False, False], depths=[1, 1], hidden_sizes=[16, 32], embedding_size=8,
        use_learnable_affine_block=True, hidden_act="relu", image_shape=(None, None, 3), out_features=["stage1", "stage2"],
    )  # fmt: skip
    backbone = _models.DFineBackbone(
        backbone=encoder, decoder_in_channels=[16, 16], encoder_hidden_dim=16, num_denoising=10, num_labels=4, hidden_dim=16,
        learn_initial_query=False, num_queries=10, anchor_image_size=(32, 32), feat_strides=[4, 8], num_feature_levels=2,
        encoder_in_channels=[16, 32], encode_proj_layers=[1], num_attention_heads=2, encoder_ffn_dim=32, num_encoder_layers=1,
        hidden_expansion=0.5, depth_multiplier=0.5, eval_idx=-1, num_decoder_layers=1, decoder_attention_heads=2, decoder_ffn_dim=32,
        decoder_method="default", decoder_n_points=[2, 2], lqe_hidden_dim=16, num_lqe_layers=1, out_features=["stage1", "stage2"],
        image_shape=(None, None, 3), seed=0,
    )  # fmt: skip
    return _models.DFineObjectDetector(backbone, num_classes=4)


def _retinanet() -> Any:
    encoder = resnet(block_type="bottleneck_block")
    backbone = _models.RetinaNetBackbone(image_encoder=encoder, min_level=3, max_level=4, use_p5=False)
    anchors = keras_hub.layers.AnchorGenerator("yxyx", min_level=3, max_level=4, num_scales=2, aspect_ratios=[0.5, 1.0], anchor_size=4)
    return _models.RetinaNetObjectDetector(backbone, num_classes=3, anchor_generator=anchors, pre_logits_num_conv_layers=1)


def _sam() -> Any:
    encoder = _models.ViTDetBackbone(
        hidden_size=16, num_layers=2, intermediate_dim=32, num_heads=2, global_attention_layer_indices=[1], patch_size=16,
        num_output_channels=16, window_size=2, image_shape=(64, 64, 3),
    )  # fmt: skip
    prompts = keras_hub.layers.SAMPromptEncoder(hidden_size=16, image_embedding_size=(4, 4), input_image_size=(64, 64), mask_in_channels=8)
    decoder = keras_hub.layers.SAMMaskDecoder(
        num_layers=1, hidden_size=16, intermediate_dim=16, num_heads=2, embedding_dim=16, num_multimask_outputs=3, iou_head_depth=2,
        iou_head_hidden_dim=8,
    )  # fmt: skip
    return _models.SAMImageSegmenter(_models.SAMBackbone(image_encoder=encoder, prompt_encoder=prompts, mask_decoder=decoder))


def _sam3() -> Any:
    layers = keras_hub.layers
    sizes = {"num_layers": 1, "hidden_dim": 16, "intermediate_dim": 32, "num_heads": 2}
    image = {"image_shape": (28, 28, 3), "patch_size": 14}
    backbone = _models.SAM3PromptableConceptBackbone(
        vision_encoder=layers.SAM3VisionEncoder(
            **sizes | image | {"num_layers": 2}, fpn_hidden_dim=16, fpn_scale_factors=[4.0, 2.0, 1.0, 0.5],
            pretrain_image_shape=(42, 42, 3), window_size=2, global_attn_indexes=[1],
        ),
        text_encoder=layers.SAM3TextEncoder(**sizes, vocabulary_size=32, embedding_dim=16),
        geometry_encoder=layers.SAM3GeometryEncoder(**sizes, roi_size=7),
        detr_encoder=layers.SAM3DetrEncoder(**sizes),
        detr_decoder=layers.SAM3DetrDecoder(**sizes | image, num_queries=8),
        mask_decoder=layers.SAM3MaskDecoder(num_upsampling_stages=3, hidden_dim=16, num_heads=2),
    )  # fmt: skip
    return _models.SAM3PromptableConceptImageSegmenter(backbone)


TASKS = {
    "BASNetImageSegmenter": TinyTask(_basnet, image_size=(64, 64)),
    "DFineObjectDetector": TinyTask(_d_fine, image_size=(32, 32)),
    "DeepLabV3ImageSegmenter": TinyTask(_deeplab, image_size=(32, 32)),
    "DepthAnythingDepthEstimator": TinyTask(_depth_anything),
    "RetinaNetObjectDetector": TinyTask(_retinanet, image_size=(64, 64)),
    "SAM3PromptableConceptImageSegmenter": TinyTask(_sam3),
    "SAMImageSegmenter": TinyTask(_sam),
    "SegFormerImageSegmenter": TinyTask(_segformer),
}
