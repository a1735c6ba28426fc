"""What becomes of each KerasHub task: the table that `litert-sdkgen tasks` prints. KerasHub is not loaded for it.

tests/hub/test_every_task.py exports a model of each class, and fails when KerasHub has a class that this table lacks.
"""

from dataclasses import dataclass
from typing import Literal

Status = Literal["typed", "tensors", "refused"]

_PICTURES = ("serving_default", "text")
_PICTURES_AND_SOUND = ("serving_default", "text_images", "text_audio", "text")
_FAMILIES = {
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
    "Seq2SeqLM": (
        "BLIP2Seq2SeqLM BartSeq2SeqLM EdRecSeq2SeqLM MoonshineAudioToText T5Gemma2Seq2SeqLM T5GemmaSeq2SeqLM T5Seq2SeqLM"
    ),
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
    "SAMImageSegmenter": ("serving_default", "points", "boxes", "masks"),
    "T5Gemma2Seq2SeqLM": _PICTURES,
}
_REFUSED = {
    "Gemma4AssistantCausalLM": (
        "it has no forward pass of its own: its call() raises, and it only drafts tokens inside Gemma4CausalLM.generate(), from that "
        "model's cache. Export the Gemma4CausalLM"
    )
}


@dataclass(frozen=True)
class Support:
    """One KerasHub class: `family` is its base class, `signatures` are those of its file with `--task tensors`."""

    class_name: str
    family: str
    signatures: tuple[str, ...]
    status: Status
    reason: str = ""


def table(typed: frozenset[str]) -> tuple[Support, ...]:
    """A row for each concrete task class, by family and name. `typed`: families with a task of their own in this tool."""
    return tuple(_row(family, name, typed) for family, names in _FAMILIES.items() for name in names.split())


def refusal(class_name: str) -> str | None:
    """Why a class cannot be exported, None where it can."""
    return _REFUSED.get(class_name)


def _row(family: str, name: str, typed: frozenset[str]) -> Support:
    if name in _REFUSED:
        return Support(name, family, (), "refused", _REFUSED[name])
    return Support(name, family, _SIGNATURES.get(name, ("serving_default",)), "typed" if family in typed else "tensors")
