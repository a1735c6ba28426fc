"""What becomes of each KerasHub task: the table that `litert-sdkgen tasks` prints. KerasHub is not loaded for it.

tests/hub/test_every_task.py exports a model of each class, and fails when KerasHub has a class that this table lacks.
"""

import pkgutil
from dataclasses import dataclass
from typing import Literal

from . import tasks

Status = Literal["typed", "tensors", "refused"]

_PICTURES = ("serving_default", "text")
_PICTURES_AND_SOUND = ("serving_default", "text_images", "text_audio", "text")
_FAMILIES = {
    "MoonshineAudioToText": "MoonshineAudioToText",
    "CausalLM": (
        "BLIP2CausalLM BloomCausalLM FalconCausalLM GPT2CausalLM GPTNeoXCausalLM Gemma3CausalLM Gemma3nCausalLM Gemma4AssistantCausalLM "
        "Gemma4CausalLM GemmaCausalLM GptOssCausalLM Llama3CausalLM LlamaCausalLM MistralCausalLM MixtralCausalLM OPTCausalLM "
        "PARSeqCausalLM PaliGemmaCausalLM Phi3CausalLM Qwen3CausalLM Qwen3MoeCausalLM Qwen3_5CausalLM Qwen3_5MoeCausalLM QwenCausalLM "
        "QwenMoeCausalLM RWKV7CausalLM SmolLM3CausalLM"
    ),
    "DepthEstimator": "DepthAnythingDepthEstimator",
    "ImageClassifier": (
        "CSPNetImageClassifier DeiTImageClassifier DenseNetImageClassifier EfficientNetImageClassifier HGNetV2ImageClassifier "
        "MiTImageClassifier MobileNetImageClassifier MobileNetV5ImageClassifier ResNetImageClassifier SwinTransformerImageClassifier "
        "VGGImageClassifier ViTImageClassifier XceptionImageClassifier"
    ),
    "ImageSegmenter": (
        "BASNetImageSegmenter DeepLabV3ImageSegmenter SAM3PromptableConceptImageSegmenter SAMImageSegmenter SegFormerImageSegmenter"
    ),
    "ImageToImage": "StableDiffusion3ImageToImage",
    "Inpaint": "StableDiffusion3Inpaint",
    "MaskedLM": (
        "AlbertMaskedLM BertMaskedLM DebertaV3MaskedLM DistilBertMaskedLM ESMMaskedPLM FNetMaskedLM RobertaMaskedLM RoformerV2MaskedLM "
        "XLMRobertaMaskedLM"
    ),
    "ObjectDetector": "DFineObjectDetector RetinaNetObjectDetector",
    "Seq2SeqLM": ("BLIP2Seq2SeqLM BartSeq2SeqLM EdRecSeq2SeqLM T5Gemma2Seq2SeqLM T5GemmaSeq2SeqLM T5Seq2SeqLM"),
    "TextClassifier": (
        "AlbertTextClassifier BertTextClassifier DebertaV3TextClassifier DistilBertTextClassifier ESMProteinClassifier FNetTextClassifier "
        "RobertaTextClassifier RoformerV2TextClassifier XLMRobertaTextClassifier"
    ),
    "TextEmbedder": "BertTextEmbedder Gemma3TextEmbedder Qwen3TextEmbedder XLMRobertaTextEmbedder",
    "TextToImage": "FluxTextToImage StableDiffusion3TextToImage",
}
_SIGNATURES = {
    "Gemma3CausalLM": _PICTURES,
    "Gemma3nCausalLM": _PICTURES_AND_SOUND,
    "Gemma4CausalLM": _PICTURES_AND_SOUND,
    "SAM3PromptableConceptImageSegmenter": ("serving_default", "text"),
    "SAMImageSegmenter": ("serving_default", "points", "boxes", "masks"),
    "T5Gemma2Seq2SeqLM": _PICTURES,
}
_REFUSED = {
    "Gemma4AssistantCausalLM": (
        "it has no forward pass of its own: its call() raises, and it only drafts tokens inside Gemma4CausalLM.generate(), from that "
        "model's cache. Export the Gemma4CausalLM"
    )
}

_NO_VIDEO = "it reads no videos; the pictures of a file have one size, chosen with --image-size, and others are stretched to it"
_LIMITS = {
    "Gemma4CausalLM": _NO_VIDEO,
    "Qwen3_5CausalLM": _NO_VIDEO,
    "Qwen3_5MoeCausalLM": _NO_VIDEO,
    "SAM3PromptableConceptImageSegmenter": (
        "it takes a phrase and no boxes: KerasHub takes the labels of boxes for their mask, and the mask for their labels, so a box beside "
        "the thing (label 0) counts as none, the padding label -10 fails, and what boxes mean will change when that is mended"
    ),
}
"""What a typed class does not do that KerasHub's does, and why."""
_TASKS = {
    "MoonshineAudioToText": "audio_to_text",
    "CausalLM": "causal_lm", "DepthEstimator": "depth_estimator", "ImageClassifier": "image_classifier",
    "ImageSegmenter": "image_segmenter", "ImageToImage": "image_to_image", "Inpaint": "inpaint", "MaskedLM": "masked_lm",
    "ObjectDetector": "object_detector", "Seq2SeqLM": "seq2seq_lm", "TextClassifier": "text_classifier",
    "TextEmbedder": "text_embedder", "TextToImage": "text_to_image",
}  # fmt: skip
"""The manifest's word for each family, and the module in `tasks/` that gives it a predict() of its own, where there is one."""


@dataclass(frozen=True)
class Support:
    """One KerasHub class.

    `family` is its base class, `signatures` are those of its file with `--task tensors`. `typed` classes get the predict() of their
    family, `tensors` named tensors only; `reason` says why not more, of typed ones too.
    """

    class_name: str
    family: str
    status: Status
    signatures: tuple[str, ...] = ("serving_default",)
    reason: str = ""


def table() -> tuple[Support, ...]:
    """A row for each concrete task class, by family and name."""
    typed = {module.name for module in pkgutil.iter_modules(tasks.__path__)}
    return tuple(_row(family, name, _TASKS[family] in typed) for family, names in _FAMILIES.items() for name in names.split())


def refusal(class_name: str) -> str | None:
    """Why a class cannot be exported, None where it can."""
    return _REFUSED.get(class_name)


def _row(family: str, name: str, typed: bool) -> Support:
    if name in _REFUSED:
        return Support(name, family, "refused", (), _REFUSED[name])
    reason = "" if typed else f"there is no predict() for a {family} yet"
    return Support(
        name, family, "tensors" if reason else "typed", _SIGNATURES.get(name, ("serving_default",)), reason or _LIMITS.get(name, "")
    )
