"""Small models that find, segment and measure in pictures: random weights, with heads that are loud enough for different answers."""

from typing import Any

import keras
import keras_hub
import numpy as np
from tiny_models import IMAGENET_OFFSET, IMAGENET_SCALE, image_classifier, varied

from litert_sdkgen.hub.image_embedder import ImageEmbedder

_models, _layers = keras_hub.models, keras_hub.layers
IMAGENET: dict[str, Any] = {"scale": IMAGENET_SCALE, "offset": IMAGENET_OFFSET}


def retina_net(num_classes: int = 3, bounding_box_format: str = "yxyx", size: int = 64, stages: int = 2, **decoder: Any) -> Any:
    """Letterboxed as RetinaNet's presets are; 720 anchors at 64x64 with two stages, more than one tile of KerasHub's suppression.

    Four stages give the levels of the presets.
    """
    keras.utils.set_random_seed(21)
    encoder = _resnet(stages, (size, size, 3))
    backbone = _models.RetinaNetBackbone(image_encoder=encoder, min_level=3, max_level={2: 4, 4: 7}[stages], use_p5=False)
    converter = _layers.RetinaNetImageConverter(image_size=(size, size), crop_to_aspect_ratio=False, pad_to_aspect_ratio=True, **IMAGENET)
    model = _models.RetinaNetObjectDetector(
        backbone,
        num_classes,
        bounding_box_format=bounding_box_format,
        pre_logits_num_conv_layers=1,
        preprocessor=_models.RetinaNetObjectDetectorPreprocessor(converter),
        prediction_decoder=_layers.NonMaxSuppression(bounding_box_format, from_logits=True, **{"confidence_threshold": 0.8, **decoder}),
    )
    return _scaled(varied(model), size)


def d_fine(num_classes: int = 4, size: int = 64, queries: int = 10, **decoder: Any) -> Any:
    """Cropped."""
    keras.utils.set_random_seed(22)
    encoder = _models.HGNetV2Backbone(
        stem_channels=[3, 16, 16],
        stackwise_stage_filters=[[16, 16, 64, 1, 3, 3], [64, 32, 128, 1, 3, 3], [128, 32, 128, 1, 3, 5], [128, 64, 128, 1, 3, 5]],
        apply_downsample=[False, True, True, True],
        use_lightweight_conv_block=[False, False, True, True],
        depths=[1, 1, 1, 1],
        hidden_sizes=[64, 128, 128, 128],
        embedding_size=16,
        use_learnable_affine_block=True,
        hidden_act="relu",
        image_shape=(size, size, 3),
        out_features=["stage3", "stage4"],
    )
    backbone = _models.DFineBackbone(
        backbone=encoder,
        decoder_in_channels=[32, 32],
        encoder_hidden_dim=32,
        num_denoising=0,
        num_labels=num_classes,
        hidden_dim=32,
        learn_initial_query=False,
        num_queries=queries,
        anchor_image_size=(size, size),
        feat_strides=[16, 32],
        num_feature_levels=2,
        encoder_in_channels=[128, 128],
        encode_proj_layers=[1],
        num_attention_heads=4,
        encoder_ffn_dim=32,
        num_encoder_layers=1,
        hidden_expansion=0.34,
        depth_multiplier=0.5,
        eval_idx=-1,
        num_decoder_layers=2,
        decoder_attention_heads=4,
        decoder_ffn_dim=32,
        decoder_n_points=[2, 2],
        lqe_hidden_dim=16,
        num_lqe_layers=2,
        out_features=["stage3", "stage4"],
        image_shape=(size, size, 3),
        seed=0,
    )
    converter = _layers.DFineImageConverter(image_size=(size, size), **IMAGENET)
    settings = {"confidence_threshold": 0.6, "max_detections": 10, **decoder}
    model = _models.DFineObjectDetector(
        backbone,
        num_classes,
        preprocessor=_models.DFineObjectDetectorPreprocessor(converter),
        prediction_decoder=_layers.NonMaxSuppression("yxyx", from_logits=True, **settings),
    )
    for variable in varied(model).trainable_variables:  # loud enough for the picture to matter, and for scores that differ
        if len(variable.shape) >= 2 and "decoder" not in variable.path:
            variable.assign(np.asarray(variable) * 3)
    return model


def seg_former(num_classes: int = 4, size: int = 32) -> Any:
    keras.utils.set_random_seed(23)
    encoder = _models.MiTBackbone(
        layerwise_depths=[1, 1],
        num_layers=2,
        layerwise_num_heads=[1, 2],
        layerwise_sr_ratios=[2, 1],
        max_drop_path_rate=0.0,
        layerwise_patch_sizes=[7, 3],
        layerwise_strides=[4, 2],
        image_shape=(size, size, 3),
        hidden_dims=[8, 16],
    )
    backbone = _models.SegFormerBackbone(image_encoder=encoder, projection_filters=16)
    converter = _layers.SegFormerImageConverter(image_size=(size, size), **IMAGENET)
    preprocessor = _models.SegFormerImageSegmenterPreprocessor(converter)
    return varied(_models.SegFormerImageSegmenter(backbone, num_classes, preprocessor=preprocessor))


def deep_lab(num_classes: int = 5, activation: str | None = None, size: int = 48) -> Any:
    """Open sizes; its converter stretches, and the answer has half the model's rows and columns."""
    keras.utils.set_random_seed(24)
    backbone = _models.DeepLabV3Backbone(
        image_encoder=_resnet(),
        low_level_feature_key="P2",
        spatial_pyramid_pooling_key="P3",
        dilation_rates=[2, 4],
        upsampling_size=2,
        projection_filters=8,
    )
    converter = _layers.DeepLabV3ImageConverter(image_size=(size, size), crop_to_aspect_ratio=False, scale=1 / 127.5, offset=-1.0)
    preprocessor = _models.DeepLabV3ImageSegmenterPreprocessor(converter)
    return varied(_models.DeepLabV3ImageSegmenter(backbone, num_classes, activation=activation, preprocessor=preprocessor))


def bas_net(size: int = 64) -> Any:
    """KerasHub's segmenter over one layer: its own backbone has 48 million weights, whatever one asks for."""
    keras.utils.set_random_seed(25)
    pixels = keras.Input((size, size, 3))
    refined = keras.layers.Conv2D(1, 5, padding="same", activation="sigmoid", kernel_initializer="random_normal")(pixels)
    backbone = varied(keras.Model(pixels, {"refine_out": refined}))
    converter = _layers.BASNetImageConverter(image_size=(size, size), crop_to_aspect_ratio=False, pad_to_aspect_ratio=True, **IMAGENET)
    return _models.BASNetImageSegmenter(backbone, preprocessor=_models.BASNetPreprocessor(converter))


def depth_anything(kind: str = "relative", size: int = 84, **options: Any) -> Any:
    keras.utils.set_random_seed(26)
    encoder = _models.DINOV2Backbone(14, 4, 16, 2, 32, 1.0, 0, image_shape=(size, size, 3), apply_layernorm=True)
    backbone = _models.DepthAnythingBackbone(
        image_encoder=encoder,
        reassemble_factors=[4, 2, 1, 0.5],
        neck_hidden_dims=[8, 8, 16, 16],
        fusion_hidden_dim=16,
        head_hidden_dim=8,
        head_in_index=-1,
        feature_keys=["stage1", "stage2", "stage3", "stage4"],
    )
    converter = _layers.DepthAnythingImageConverter(image_size=(size, size), interpolation="bicubic", **IMAGENET)
    preprocessor = _models.DepthAnythingDepthEstimatorPreprocessor(converter)
    return varied(_models.DepthAnythingDepthEstimator(backbone, kind, preprocessor=preprocessor, **options))


def plain(task: Any, output: str) -> Any:
    """The model of a KerasHub task as a Keras model that knows nothing of pictures or answers."""
    pixels = keras.Input(task.input.shape[1:], name="image")
    (answer,) = keras.tree.flatten(task(pixels))
    return keras.Model(pixels, keras.layers.Identity(name=output)(answer))


def image_embedder() -> Any:
    """A backbone whose last feature map has 16x16 places, and pictures of 32x32."""
    classifier = image_classifier()
    return ImageEmbedder(classifier.backbone, classifier.preprocessor)


def sam(crop: bool = True, size: int = 64, width: int = 16) -> Any:
    """At 64x64 the picture's embedding has 4x4 places of `width` numbers, and a mask 16x16."""
    keras.utils.set_random_seed(27)
    encoder = _models.ViTDetBackbone(
        hidden_size=16,
        num_layers=2,
        intermediate_dim=32,
        num_heads=2,
        global_attention_layer_indices=[1],
        patch_size=16,
        num_output_channels=width,
        window_size=2,
        image_shape=(size, size, 3),
    )
    places = size // 16
    prompts = _layers.SAMPromptEncoder(
        hidden_size=width, image_embedding_size=(places, places), input_image_size=(size, size), mask_in_channels=8
    )
    decoder = _layers.SAMMaskDecoder(
        num_layers=2,
        hidden_size=width,
        intermediate_dim=16,
        num_heads=2,
        embedding_dim=width,
        num_multimask_outputs=3,
        iou_head_depth=2,
        iou_head_hidden_dim=8,
    )
    fit = {} if crop else {"crop_to_aspect_ratio": False, "pad_to_aspect_ratio": True}
    converter = _layers.SAMImageConverter(image_size=(size, size), scale=1 / 255, **fit)
    model = _models.SAMImageSegmenter(
        _models.SAMBackbone(image_encoder=encoder, prompt_encoder=prompts, mask_decoder=decoder),
        preprocessor=_models.SAMImageSegmenterPreprocessor(converter),
    )
    for variable in varied(model).weights:  # loud enough for prompts and pictures to matter
        if len(variable.shape) >= 2:
            variable.assign(np.asarray(variable) * 2)
    return model


def _resnet(stages: int = 2, image_shape: tuple[int | None, int | None, int] = (None, None, 3)) -> Any:
    return _models.ResNetBackbone(
        input_conv_filters=[64],
        input_conv_kernel_sizes=[3],
        stackwise_num_filters=[64, *[16] * (stages - 1)],
        stackwise_num_blocks=[1] * stages,
        stackwise_num_strides=[1, *[2] * (stages - 1)],
        block_type="basic_block",
        image_shape=image_shape,
    )


def _scaled(model: Any, size: int) -> Any:
    """The last layers of the two heads brought to a spread that gives boxes of the size of the picture, and scores well apart."""
    picture = np.random.default_rng(1).normal(0, 1, (1, size, size, 3)).astype(np.float32)
    outputs = model(picture)
    for head, name, spread in ((model.box_head, "bbox_regression", 0.25), (model.classification_head, "cls_logits", 1.5)):
        for variable in head.prediction_layer.trainable_variables:
            variable.assign(np.asarray(variable) * spread / np.std(np.asarray(outputs[name])))
    return model
