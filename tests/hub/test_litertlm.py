"""Files of LiteRT-LM: what is in them, that its runtime answers as Keras does, and what is refused."""

import importlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import keras_hub
import pytest
import tiny_backbones
import tiny_language_models
import tiny_vision_language_models

from litert_sdkgen.cli import main
from litert_sdkgen.errors import ExportError, MissingDependencyError, SdkgenError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.hub.generation import litertlm
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.litertlm import container, libraries
from litert_sdkgen.litertlm.contents import Contents, StateBuffer, TokenizerFile
from litert_sdkgen.litertlm.engine import TextEngine
from litert_sdkgen.manifest.generation import Sampler

GREEDY = Sampler("greedy")


def plan(model: Any, **options: Any) -> ExportPlan:
    return plan_for(model, Request("m", format="litertlm", **options))[0]


@pytest.fixture(scope="module")
def planned() -> ExportPlan:
    """Gemma's plan. Most of an export's time here is Keras', which generates what the file is compared with."""
    return plan(tiny_language_models.gemma())


@pytest.fixture(scope="module")
def gemma(planned: ExportPlan, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return routes.export(planned, tmp_path_factory.mktemp("gemma") / "m")


@pytest.mark.parametrize("family", ["gpt2", "llama3", "gpt_neo_x"])
def test_it_answers_as_keras(family: str, tmp_path: Path) -> None:
    """Export compares; here is what it compared: prompts shorter than the calls, about as long, and longer."""
    bundle = routes.export(plan(getattr(tiny_language_models, family)()), tmp_path / "m")
    check_bundle(bundle)
    answers = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert len(answers) >= 4 and {len(answer["prompt"]) > 16 for answer in answers} == {True, False}
    assert sum(len(answer["answer"]) for answer in answers) > 40


def check_bundle(bundle: Any) -> None:
    assert sorted(path.name for path in bundle.directory.iterdir()) == ["manifest.json", "model.litertlm", "samples.json"]
    assert bundle.manifest.model.format == "litertlm"
    assert [signature.key for signature in bundle.manifest.signatures] == ["prefill_4", "prefill_16", "decode"]
    with container.tflites_of(bundle.model_file) as (model,), LiteRtFile(model) as file:
        assert file.keys == ["prefill_4", "prefill_16", "decode"]


def test_gemma_has_its_tokenizer_inside(gemma: Any) -> None:
    check_bundle(gemma)
    assert gemma.manifest.preprocess[0].tokenizer.kind == "sentence_piece" and gemma.manifest.assets[0].file == "samples.json"


def test_8_bit_weights(planned: ExportPlan, gemma: Any, tmp_path: Path) -> None:
    """They give other tokens than Keras, and LiteRT-LM those of the .tflite file inside."""
    bundle = routes.export(planned, tmp_path / "m", Quantization.of("dynamic_int8", None))
    check_bundle(bundle)
    assert bundle.manifest.model.bytes < gemma.manifest.model.bytes


def test_equal_contents_give_equal_files(gemma: Any, tmp_path: Path) -> None:
    tokenizer = TokenizerFile("sentence_piece", tiny_language_models.pieces())
    contents = Contents(tokenizer, (2,), (1,), 64, (StateBuffer("kv_cache_k_0", "key", 1),), "{{ messages }}")
    with container.tflites_of(gemma.model_file) as (model,):
        for name in ("one", "other"):
            container.write(contents, model, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_the_prompt_may_fill_the_context(gemma: Any) -> None:
    """No call of a prompt is too large for what is left of it."""
    tokenizer = keras_hub.tokenizers.GemmaTokenizer(tiny_language_models.pieces())
    with TextEngine(gemma.model_file) as engine:
        for count in (61, 62):
            text = str(tokenizer.detokenize(tokenizer(" ".join(tiny_language_models.CORPUS))[:count]))
            assert list(engine.pieces(text, GREEDY, 0))
        with pytest.raises(SdkgenError, match="too long"):
            engine.answer("one two three " * 40, 4)


def test_an_answer_that_is_left_early_ends(gemma: Any) -> None:
    with TextEngine(gemma.model_file) as engine:
        whole = list(engine.pieces("The quick", GREEDY, 0))
        pieces = engine.pieces("The quick", GREEDY, 0)
        assert next(pieces) == whole[0]
        pieces.close()
        assert list(engine.pieces("The quick", GREEDY, 0)) == whole


def test_the_same_seed_draws_the_same(gemma: Any) -> None:
    with TextEngine(gemma.model_file) as engine:
        drawn = ["".join(engine.pieces("The quick", Sampler("random"), seed, 20)) for seed in (1, 1, 2)]
        assert drawn[0] == drawn[1] != drawn[2]
        assert "".join(engine.pieces("The quick", Sampler("top_k", k=1), 3, 20)) == engine.answer("The quick", 20)
        with pytest.raises(SdkgenError, match="greedy, top_k, top_p, random alone. Received: beam"):
            next(engine.pieces("The quick", Sampler("beam", beams=2), 0))


def test_tokens_beyond_the_tokenizer_are_not_compared(planned: ExportPlan, gemma: Any) -> None:
    """A model may have more tokens than its tokenizer, to round their number up. LiteRT-LM fails at those."""
    assert isinstance(planned.container, litertlm.LiteRtLmFile)
    beyond = [replace(given, tokens=(*given.tokens[:3], 10_000)) for given in planned.continuations]
    answered = planned.container.answered(gemma.model_file, beyond)
    assert [given.tokens for given in answered] == [given.tokens[:3] for given in beyond if given.text is not None]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (lambda contents: {"start_tokens": (7,)}, "LiteRT-LM continues"),
        (lambda contents: {"state": tuple(replace(state, sequence_axis=3) for state in contents.state)}, "LiteRT-LM"),
        (lambda contents: {"tokenizer": TokenizerFile("sentence_piece", tiny_language_models.pieces(360))}, "LiteRT-LM"),
    ],
)
def test_a_file_that_answers_otherwise_is_not_written(fault: Any, message: str, planned: ExportPlan, tmp_path: Path) -> None:
    """The model is right, and what stands beside it is not."""
    assert isinstance(planned.container, litertlm.LiteRtLmFile)
    contents = planned.container.contents
    faulty = replace(planned.container, contents=replace(contents, **fault(contents)))
    with pytest.raises(SdkgenError, match=message):
        routes.export(replace(planned, container=faulty), tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_recurrent_models_are_refused() -> None:
    for model in (tiny_language_models.qwen3_5(), tiny_language_models.qwen3_5_moe(), tiny_language_models.rwkv7()):
        with pytest.raises(ExportError, match="LiteRT-LM does not run a .* recurrent state"):
            plan(model)


def test_unknown_classes_are_refused() -> None:
    model = tiny_language_models.gemma()
    with pytest.raises(ExportError, match="nobody has compared"):
        litertlm.check(type("NewCausalLM", (), {})())
    with pytest.raises(ExportError, match="beam"):
        model.compile(sampler="beam")
        plan(model)


def test_a_context_that_calls_do_not_divide() -> None:
    with pytest.raises(UsageError, match="LiteRT-LM reads a prompt in calls of 16 tokens.* multiple of 16, such as 32 or 48. Received: 40"):
        plan(tiny_language_models.gemma(), context_length=40)


@pytest.mark.parametrize("missing", ["litert_lm", "litert_lm_builder"])
def test_the_extra_is_named(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, name)
    found = importlib.import_module
    monkeypatch.setattr(importlib, "import_module", lambda name: found("absent" if name.split(".")[0] == missing else name))
    with pytest.raises(MissingDependencyError, match=r'--format litertlm needs .*pip install "litert-sdkgen\[litertlm\]"'):
        libraries.require("--format litertlm")


def test_other_tasks_are_refused(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["export", "--preset", "demo_sentiment_en", "--format", "litertlm", "--out", str(tmp_path / "app")]) == 2
    assert "--format: for language models and text embedders; this is a text_classifier" in capfd.readouterr().err
    assert not (tmp_path / "app").exists()


def test_commands(gemma: Any, capfd: pytest.CaptureFixture[str]) -> None:
    directory = str(gemma.directory)
    assert main(["verify", directory]) == 0
    assert "LiteRT-LM's answer to a prompt of 10 is that of Keras" in capfd.readouterr().out
    assert main(["inspect", directory]) == 0
    shown = capfd.readouterr().out
    assert "model.litertlm (litertlm, with the tokenizer)" in shown and "FULLY_CONNECTED" in shown
    assert main(["inspect", str(gemma.model_file)]) == 0
    assert "signature 'prefill_4'" in capfd.readouterr().out
    assert main(["run", directory, "The quick brown fox", "--greedy", "--max-tokens", "8"]) == 0
    with TextEngine(gemma.model_file) as engine:
        assert capfd.readouterr().out == engine.answer("The quick brown fox", 8) + "\n"
    assert main(["bench", directory, "--runs", "3", "--threads", "1"]) == 0
    assert "tokens/s" in capfd.readouterr().out


def test_a_bundle_that_answers_otherwise_fails_verify(gemma: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import hashlib
    import shutil

    from litert_sdkgen.bundle import Bundle
    from litert_sdkgen.manifest import write
    from litert_sdkgen.manifest.model import Asset

    copy = tmp_path / "m"
    shutil.copytree(gemma.directory, copy)
    form = json.loads((copy / "samples.json").read_text())
    form["continuations"][0]["answer"] += "x"
    content = json.dumps(form).encode()
    (copy / "samples.json").write_bytes(content)
    manifest = replace(gemma.manifest, assets=(Asset("samples.json", hashlib.sha256(content).hexdigest(), len(content)),))
    (copy / "manifest.json").write_text(write(manifest))
    assert Bundle.read(copy).manifest == manifest
    assert main(["verify", str(copy)]) == 1
    assert "is not that of Keras" in capfd.readouterr().out


def test_a_damaged_container(gemma: Any, tmp_path: Path) -> None:
    content = gemma.model_file.read_bytes()
    for damaged in (content[:40], content[: len(content) // 2], content[:32] + bytes(4000) + content[4032:]):
        path = tmp_path / "m.litertlm"
        path.write_bytes(damaged)
        with pytest.raises(ExportError), container.tflites_of(path):
            pass


@pytest.mark.parametrize(
    ("answer", "expected", "agree"),
    [
        ("a😀é\x1b", "a\ufffd\uffff\U0001fffe\ufdd0😀\0é\x1b", True),
        ("abc", "ab\ufffdd", True),
        ("abc", "abd", False),
        ("ab", "abc\ufffd", False),
        ("abc", "ab", False),
        ("", "\ufffd", True),
    ],
)
def test_bytes_that_are_no_characters_may_get_lost(answer: str, expected: str, agree: bool) -> None:
    assert litertlm._agree(answer, expected) is agree


@pytest.mark.full
@pytest.mark.parametrize("family", [*tiny_backbones.FAMILIES])
def test_every_family(family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backbones of tiny_backbones.py behind Gemma's tokenizer, at a context that calls divide."""
    tokenizer = keras_hub.tokenizers.GemmaTokenizer(tiny_language_models.pieces())
    monkeypatch.setitem(tiny_backbones._SIZES, "vocabulary_size", tokenizer.vocabulary_size())
    monkeypatch.setattr(tiny_backbones, "CONTEXT", 32)
    keras.utils.set_random_seed(1)
    preprocessor = keras_hub.models.GemmaCausalLMPreprocessor(tokenizer, sequence_length=32)
    model = getattr(keras_hub.models, f"{family}CausalLM")(backbone=tiny_backbones.FAMILIES[family](), preprocessor=preprocessor)
    tiny_language_models.scattered(model).compile(sampler="greedy")
    bundle = routes.export(plan(model), tmp_path / "m")
    answers = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert len(answers) >= 4 and sum(len(answer["answer"]) for answer in answers) > 20


@pytest.mark.full
@pytest.mark.parametrize("family", ["gemma3", "gemma3n", "gemma4"])
def test_the_text_of_models_that_see(family: str, tmp_path: Path) -> None:
    bundle = routes.export(plan(getattr(tiny_vision_language_models, family)()), tmp_path / "m")
    answers = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert len(answers) >= 4 and sum(len(answer["answer"]) for answer in answers) > 20


def test_the_table_has_every_class() -> None:
    classes = {cls.__name__ for name, cls in vars(keras_hub.models).items() if name.endswith("CausalLM")} - {"CausalLM"}
    assert {f"{family}CausalLM" for family in litertlm._FAMILIES} == classes - {"Gemma4AssistantCausalLM"}  # which is refused for itself
