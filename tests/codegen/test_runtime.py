"""Which runtime files a bundle gets, and what is done to them."""

import dataclasses
from typing import Any

import pytest

from litert_sdkgen.codegen import Options, generate, generate_tests, rules
from litert_sdkgen.codegen.runners import RUNNERS
from litert_sdkgen.codegen.runtime import CANONICAL_PACKAGE, IMAGE_FILES
from litert_sdkgen.codegen.template_root import template_root
from litert_sdkgen.manifest.steps import LogMelStep
from litert_sdkgen.version import VERSION

from .cases import manifest_of

RUNTIME = template_root() / "runtime"
TOPICS = {path.name: {file.name for file in path.glob("*.kt")} for path in RUNTIME.iterdir()}


def generated(case: str, **changes: Any) -> dict[str, str]:
    options = Options(**{"package": "com.example.litert", "class_name": "Model1", "bundle_path": "model", **changes})
    return generate(manifest_of(case), options)


def files(case: str, **changes: Any) -> set[str]:
    """Names of the emitted runtime files."""
    prefix = "com/example/litert/runtime/"
    return {path.removeprefix(prefix) for path in generated(case, **changes) if path.startswith(prefix)}


COMPILED = {"AssetBundle.kt", *RUNNERS["compiled"].files}


@pytest.mark.parametrize(
    ("case", "changes", "expected"),
    [
        ("demo_sentiment_en", {}, TOPICS["core"] | TOPICS["text"] | TOPICS["coroutines"] | COMPILED),
        ("tiny_image", {}, TOPICS["core"] | TOPICS["image"] | TOPICS["coroutines"] | COMPILED | set(IMAGE_FILES)),
        ("retina_net", {"target": "jvm", "coroutines": False}, TOPICS["core"] | TOPICS["image"] | TOPICS["boxes"] | TOPICS["jvm"]),
        ("seg_former", {"coroutines": False}, TOPICS["core"] | TOPICS["image"] | TOPICS["masks"] | COMPILED | set(IMAGE_FILES)),
        (
            "sam",
            {"target": "jvm", "coroutines": False},
            TOPICS["core"] | TOPICS["image"] | TOPICS["masks"] | TOPICS["prompts"] | TOPICS["jvm"],
        ),
        ("depth_anything", {"coroutines": False}, TOPICS["core"] | TOPICS["image"] | TOPICS["depth"] | COMPILED | set(IMAGE_FILES)),
        ("tiny_causal_lm", {"coroutines": False}, TOPICS["core"] | TOPICS["text"] | TOPICS["generation"] | COMPILED),
        (
            "tiny_chat",
            {"coroutines": False},
            TOPICS["core"] | TOPICS["text"] | TOPICS["generation"] | TOPICS["chat"] | COMPILED,
        ),
        (
            "tiny_litertlm",
            {"coroutines": False, "runner": "interpreter"},
            TOPICS["core"]
            | TOPICS["text"]
            | TOPICS["generation"]
            | TOPICS["litertlm"]
            | TOPICS["continuing"]
            | {"AssetBundle.kt", *RUNNERS["litertlm"].files},
        ),
        (
            "litertlm_embedder",
            {"coroutines": False},
            TOPICS["core"]
            | TOPICS["text"]
            | TOPICS["litertlm"]
            | TOPICS["embedding"]
            | {"AssetBundle.kt", *RUNNERS["litertlm_embedding"].files},
        ),
        ("embedder_bert", {"coroutines": False}, TOPICS["core"] | TOPICS["text"] | COMPILED),
        ("masked_esm", {"coroutines": False}, TOPICS["core"] | TOPICS["text"] | TOPICS["fillings"] | COMPILED),
        (
            "clip",
            {"coroutines": False},
            TOPICS["core"] | TOPICS["image"] | TOPICS["text"] | TOPICS["matching"] | COMPILED | set(IMAGE_FILES),
        ),
        ("plain_dense", {}, TOPICS["core"] | TOPICS["coroutines"] | COMPILED),
        ("plain_dense", {"coroutines": False}, TOPICS["core"] | COMPILED),
        ("plain_dense", {"language": "java"}, TOPICS["core"] | COMPILED),
        (
            "plain_dense",
            {"runner": "interpreter"},
            TOPICS["core"] | TOPICS["coroutines"] | {"AssetBundle.kt", *RUNNERS["interpreter"].files},
        ),
        ("plain_dense", {"target": "jvm"}, TOPICS["core"] | TOPICS["coroutines"] | TOPICS["jvm"]),
        ("tiny_image", {"target": "jvm", "coroutines": False}, TOPICS["core"] | TOPICS["image"] | TOPICS["jvm"]),
        ("plain_dense", {"emit_runtime": False}, set()),
    ],
)
def test_files(case: str, changes: dict[str, Any], expected: set[str]) -> None:
    assert files(case, **changes) == expected


def test_sound_that_becomes_log_mel_bands() -> None:
    manifest = manifest_of("plain_dense")
    (name, *_) = (tensor.name for tensor in manifest.signatures[0].inputs)
    step = LogMelStep(16000, 16000, 100, 400, 160, 400, "f.json", "none", "power", 1.0, "added", "e", {"features": name})
    options = Options(package="com.example.litert", class_name="Model1", bundle_path="model", target="jvm", coroutines=False)
    found = {path.rsplit("/", 1)[1] for path in generate(dataclasses.replace(manifest, preprocess=(step,)), options)}
    assert found == {"Model1.kt"} | TOPICS["core"] | TOPICS["audio"] | TOPICS["jvm"]


def test_every_runtime_file_is_emitted_for_some_model() -> None:
    models = (
        "demo_sentiment_en",
        "tiny_image",
        "retina_net",
        "seg_former",
        "sam",
        "sam3",
        "depth_anything",
        "tiny_chat",
        "tiny_moonshine",
        "tiny_parseq",
        "tiny_edrec",
        "audio_encoder",
        "embedder_bert",
        "masked_esm",
        "clip",
        "tiny_gemma3",
        "tiny_gemma3n",
        "tiny_litertlm",
        "litertlm_embedder",
    )
    emitted = set().union(*map(files, models)) | files("plain_dense", runner="interpreter") | files("plain_dense", target="jvm")
    assert emitted == set().union(*TOPICS.values())
    assert sum(map(len, TOPICS.values())) == len(emitted), "two files of one name would overwrite each other: all go into one package"


def test_only_the_package_is_rewritten() -> None:
    sources = generated("demo_sentiment_en")
    text = sources["com/example/litert/runtime/ModelSession.kt"]
    header, body = text.split("\n", 1)
    assert header == f"// Part of the runtime of litert-sdkgen {VERSION}, shared by all models of a module. Do not edit: generate again."
    assert body.replace("com.example.litert.runtime", CANONICAL_PACKAGE) == (RUNTIME / "core" / "ModelSession.kt").read_text(
        encoding="utf-8"
    )
    assert not any(CANONICAL_PACKAGE in text for text in sources.values())


def test_the_runtime_is_shared_by_the_models_of_a_module() -> None:
    one, other = generated("demo_sentiment_en"), generated("tiny_image", class_name="Model2")
    assert all(one[path] == other[path] for path in one.keys() & other.keys())
    assert len(one.keys() & other.keys()) >= len(TOPICS["core"])


def test_generation_is_deterministic_and_starts_with_the_wrapper() -> None:
    assert list(generated("demo_sentiment_en").items()) == list(generated("demo_sentiment_en").items())
    assert next(iter(generated("demo_sentiment_en"))) == "com/example/litert/Model1.kt"


def test_tests_bring_the_host_runner() -> None:
    options = Options(package="com.example.litert", class_name="Model1", bundle_path="model")
    sources = generate_tests(manifest_of("demo_sentiment_en"), options)
    assert set(sources) == {"com/example/litert/Model1SelfTest.kt", *(f"com/example/litert/runtime/{name}" for name in TOPICS["jvm"])}
    assert not set(sources) & set(generate(manifest_of("demo_sentiment_en"), options)), "the runner stays out of the app"


def test_rules_hold_no_global_option() -> None:
    """AGP 9 refuses global options, and in full mode R8 drops constructors that no rule names."""
    lines = [line for line in rules().splitlines() if line.startswith("-")]
    assert lines and all(
        line.split()[0] in ("-keep", "-keepclassmembers", "-keepclasseswithmembernames,includedescriptorclasses", "-dontwarn")
        for line in lines
    )
    for name in ("LiteRtException", "TensorType", "TensorType$Layout", "TensorBufferRequirements"):
        assert f"-keep class com.google.ai.edge.litert.{name} {{ <init>(...); }}" in lines
