"""The bundles and test vectors that both pytest and the Maven build use, made once a session below `build/test-bundles/`."""

import dataclasses
import importlib
import shutil
from pathlib import Path
from typing import Any

import conversations
import numpy as np
import tiny_concepts
import tiny_encoder_decoders
import tiny_image_texts
import tiny_language_models
import tiny_models
import tiny_picture_readers
import tiny_text_models
import tiny_vision
import tiny_vision_language_models
from ai_edge_litert.tools import flatbuffer_utils
from vectors import contrast

from litert_sdkgen import manifest as manifests
from litert_sdkgen.bundle import Bundle, sha256_of
from litert_sdkgen.exporter import routes
from litert_sdkgen.hub.image_options import ImageOptions
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile

ROOT = Path(__file__).resolve().parent.parent
DIRECTORY = ROOT / "build" / "test-bundles"
VISION = {
    "retina_net": tiny_vision.retina_net,
    "d_fine": tiny_vision.d_fine,
    "seg_former": tiny_vision.seg_former,
    "deep_lab": tiny_vision.deep_lab,
    "bas_net": tiny_vision.bas_net,
    "image_embedder": tiny_vision.image_embedder,
    "sam": tiny_vision.sam,
    "sam3": tiny_concepts.sam3,
    "depth_anything": tiny_vision.depth_anything,
    **tiny_image_texts.MODELS,
}
PLAIN = {
    "seg_former": ("image_segmenter", "scores", "resize=crop", {}),
    "bas_net": ("image_segmenter", "foreground", "resize=pad", {"activation": "none"}),
    "depth_anything": ("depth_estimator", "depths", "size=84 interpolation=bicubic", {"depth": "relative"}),
    "image_embedder": ("image_embedder", "embedding", "size=32", {}),
}
"""Models of `VISION` without KerasHub: task, output, what `--image` says of pictures, and further options."""
CLASSIFIER_FAMILIES = ("Albert", "DebertaV3", "ESM", "FNet", "Roberta", "RoformerV2", "XLMRoberta")
CHAT_CONTEXT = 256
PLAIN_IMAGE = "scale=1/58.4,1/57.1,1/57.4 offset=-1.8,-2,-2.1 resize=pad color=bgr"
LABELS = ("a cat", 'a "dog" $dog', "a */ bird\n", "ein Fisch 🐟 </script>")


def write_all(directory: Path) -> None:
    """Writes every bundle and all vectors, replacing what is there."""
    shutil.rmtree(directory, ignore_errors=True)
    bundle("demo_sentiment_en", "demo_sentiment_en", directory)
    bundle("tiny_image", tiny_models.image_classifier(), directory, labels=LABELS)
    bundle("plain_image", tiny_models.plain_image(), directory, LABELS, task="image_classifier", image=ImageOptions.of(PLAIN_IMAGE))
    bundle("plain_dense", tiny_models.plain_dense(), directory)
    bundle("text_pairs", tiny_models.distil_bert_classifier(), directory)
    for family in CLASSIFIER_FAMILIES:
        bundle(f"text_{family.lower()}", tiny_text_models.classifier(family), directory)
    for family in tiny_text_models.EMBEDDERS:
        bundle(f"embedder_{family.lower()}", tiny_text_models.embedder(family), directory)
    bundle("litertlm_embedder", tiny_text_models.embedder("Gemma3"), directory, format="litertlm", sequence_length=48)
    for family in tiny_text_models.CLASSIFIERS:
        bundle(f"masked_{family.lower()}", tiny_text_models.masked_lm(family), directory)
    for name, build in VISION.items():
        bundle(name, build(), directory)
    for name, (task, output, fit, options) in PLAIN.items():
        shades = {key: tuple(values) for key, values in tiny_vision.IMAGENET.items()}
        image = dataclasses.replace(ImageOptions.of(fit), **shades)
        bundle(f"plain_{name}", tiny_vision.plain(VISION[name](), output), directory, task=task, image=image, **options)
    bundle("tiny_causal_lm", tiny_language_models.llama3(sampler="top_k"), directory)
    bundle("tiny_gpt2", tiny_language_models.gpt2(), directory)
    bundle("tiny_gemma", tiny_language_models.gemma(), directory)
    bundle("tiny_litertlm", tiny_language_models.gemma(), directory, format="litertlm")
    bundle("tiny_gpt_neo_x", tiny_language_models.gpt_neo_x(), directory)
    bundle("tiny_qwen3_5", tiny_language_models.qwen3_5(), directory)
    bundle("tiny_half_cache", tiny_language_models.llama3(), directory, cache_dtype="float16")
    for name in contrast.MODELS:
        bundle(name, contrast.model(name), directory)
    bundle("tiny_qwen3_moe", tiny_language_models.qwen3_moe(), directory)
    bundle("tiny_rwkv7", tiny_language_models.rwkv7(), directory)
    chat = tiny_language_models.llama3(context=CHAT_CONTEXT)
    bundle("tiny_chat", chat, directory, chat_template=conversations.TEMPLATES["llama3"])
    bundle("tiny_pali_gemma", tiny_vision_language_models.pali_gemma(), directory)
    bundle("tiny_gemma3", tiny_vision_language_models.gemma3(), directory, chat_template=conversations.TEMPLATES["gemma"])
    bundle("tiny_gemma3n", tiny_vision_language_models.gemma3n(), directory)
    bundle("tiny_gemma4", tiny_vision_language_models.gemma4(), directory)
    bundle("tiny_hearing_gemma4", tiny_vision_language_models.hearing_gemma4(), directory)
    seeing = tiny_vision_language_models.qwen3_5()
    bundle("tiny_seeing_qwen3_5", seeing, directory, image_size=tiny_vision_language_models.QWEN_SIZE)
    for name, build in tiny_encoder_decoders.MODELS.items():
        bundle(name, build(), directory)
    bundle("tiny_moonshine", tiny_encoder_decoders.moonshine(), directory, sequence_length=3000)
    bundle("tiny_parseq", tiny_picture_readers.parseq(), directory)
    bundle("tiny_edrec", tiny_encoder_decoders.edrec(), directory, **tiny_encoder_decoders.ITEM_LENGTHS)
    bundle("audio_encoder", tiny_encoder_decoders.audio_encoder(), directory)
    bundle("audio_encoder_in_graph", tiny_encoder_decoders.audio_encoder(), directory, audio_in_graph=True)
    bundle("tiny_blip2_t5", tiny_picture_readers.blip2_t5(), directory)
    bundle("tiny_blip2_opt", tiny_picture_readers.blip2_opt(), directory)
    bundle("tiny_marked_t5gemma2", tiny_encoder_decoders.t5gemma2_with_pictures(), directory)
    for name in ("plain_dense", "demo_sentiment_en"):
        permute(Bundle.read(directory / name), directory / f"{name}_permuted")
    for topic in sorted(path.stem for path in (ROOT / "tests" / "vectors").glob("*.py")):
        target = directory / "vectors" / topic
        target.mkdir(parents=True)
        importlib.import_module(f"vectors.{topic}").write(target)


def bundle(
    name: str, model: object, directory: Path, labels: tuple[str, ...] | None = None, task: str | None = None, **options: Any
) -> Bundle:
    """The bundle alone, without an Android module around it; `options` are those of `Request`."""
    plan, _ = plan_for(model, Request(name, labels=labels, **options), task)
    return routes.export(plan, directory / name)


def permute(original: Bundle, directory: Path) -> Bundle:
    """A copy whose file has its inputs in reverse, in the list and among the positions; the manifest still declares the old order."""
    shutil.copytree(original.directory, directory)
    path = directory / original.manifest.model.file
    model = flatbuffer_utils.read_model(str(path))
    model.subgraphs[0].inputs = np.array(model.subgraphs[0].inputs[::-1], np.int32)
    model.signatureDefs[0].inputs.reverse()
    flatbuffer_utils.write_model(model, str(path))
    with LiteRtFile(path) as file:
        found = {tensor.name: tensor for tensor in file.signatures()[0].inputs}
    (signature,) = original.manifest.signatures
    inputs = tuple(dataclasses.replace(t, list_index=found[t.name].list_index, position=found[t.name].position) for t in signature.inputs)
    manifest = dataclasses.replace(
        original.manifest,
        signatures=(dataclasses.replace(signature, inputs=inputs),),
        model=dataclasses.replace(original.manifest.model, sha256=sha256_of(path), bytes=path.stat().st_size),
    )
    (directory / "manifest.json").write_text(manifests.write(manifest), encoding="utf-8")
    return Bundle.read(directory)
