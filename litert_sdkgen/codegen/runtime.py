"""The runtime files that a bundle needs, copied with nothing but the package rewritten."""

import re
from pathlib import Path

from ..manifest import Manifest
from ..version import VERSION
from .options import Options
from .runners import RUNNERS, runner_of
from .template_root import template_root

CANONICAL_PACKAGE = "dev.litert.sdkgen.runtime"
IMAGE_FILES = ("Bitmaps.kt", "CameraFrames.kt", "PictureReader.kt")
"""Where pictures come from on Android."""

STEP_TOPICS = {"text": "text", "image": "image", "log_mel": "audio"}
"""Type of a step -> the folder of what prepares a user's input. Sound that an encoder reads as it is has its task's folders."""

ANSWER_TOPICS = {
    "object_detector": ("boxes",),
    "image_segmenter": ("masks",),
    "promptable_segmenter": ("masks", "prompts"),
    "concept_segmenter": ("masks", "concepts"),
    "depth_estimator": ("depth",),
    "causal_lm": ("generation",),
    "seq2seq_lm": ("generation",),
    "audio_to_text": ("generation", "audio", "speech"),
    "image_to_text": ("generation", "reading"),
    "item_recommender": ("text", "generation", "recommending"),
    "audio_encoder": ("audio", "encoding"),
    "masked_lm": ("fillings",),
    "image_text": ("matching",),
}
"""Task -> the folders of what makes its answers, where that is not in `core`."""

SEEING_TOPICS = {"causal_lm": ("vision",), "seq2seq_lm": ("vision",)}
"""Task -> the folders of what else makes answers where a picture is read with a text."""

CONTAINED_TOPICS = {"causal_lm": "continuing", "text_embedder": "embedding"}
"""Task -> the folder of what else makes answers where the model's file is a container."""

_PACKAGE = re.compile(rf"\b{re.escape(CANONICAL_PACKAGE)}\b")
_HEADER = f"// Part of the runtime of litert-sdkgen {VERSION}, shared by all models of a module. Do not edit: generate again.\n"


def runtime_files(manifest: Manifest, options: Options) -> dict[str, str]:
    """Path below a source root -> text, for what the wrapper of `manifest` needs at run time."""
    steps = {step.type for step in manifest.preprocess}
    topics = ["core", *(topic for step, topic in STEP_TOPICS.items() if step in steps)]
    topics += (topic for topic in ANSWER_TOPICS.get(manifest.task, ()) if topic not in topics)
    post = manifest.postprocess
    if post is not None and post.type == "generation":
        topics += ["chat"] if post.chat is not None else []
        topics += SEEING_TOPICS.get(manifest.task, ()) if "image" in steps else ()
        topics += ["hearing"] if post.sounds is not None else []
    topics += [manifest.model.format, CONTAINED_TOPICS[manifest.task]] if manifest.model.format is not None else []
    files = [file for topic in topics for file in _topic(topic)]
    if options.target == "android":
        names = {*RUNNERS[runner_of(manifest, options)].files, "AssetBundle.kt", *(IMAGE_FILES if "image" in steps else ())}
        files += [file for file in _topic("android") if file.name in names]
    else:
        files += _topic("jvm")
    if options.coroutines and options.language == "kotlin":
        files += _topic("coroutines")
    return _emit(files, options)


def host_runner_files(options: Options) -> dict[str, str]:
    """The runner of a desktop JVM, which the tests of an Android module need."""
    return _emit(_topic("jvm"), options)


def _topic(name: str) -> list[Path]:
    folder = template_root() / "runtime" / name
    files = sorted(folder.glob("*.kt"))
    if not files:
        raise FileNotFoundError(f"no runtime files in {folder}: the installation is broken. Install litert-sdkgen again")
    return files


def _emit(files: list[Path], options: Options) -> dict[str, str]:
    folder = options.runtime.replace(".", "/")
    return {f"{folder}/{file.name}": _HEADER + _PACKAGE.sub(options.runtime, file.read_text(encoding="utf-8")) for file in files}
