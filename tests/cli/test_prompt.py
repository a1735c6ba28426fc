"""A language model from end to end: a preset is exported, and run answers as KerasHub's generate does."""

import contextlib
import io
import json
import random
import shutil
import wave
from pathlib import Path
from typing import Any

import conversations
import keras_hub
import numpy as np
import pytest
import tiny_encoder_decoders
import tiny_language_models
import tiny_picture_readers
import tiny_vision_language_models

from litert_sdkgen.cli import main
from litert_sdkgen.exporter import routes
from litert_sdkgen.generation import StopStrings
from litert_sdkgen.hub import pictures
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.resampling import resample

from .conftest import Cli


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny_language_models.gemma()


@pytest.fixture(scope="module")
def preset(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory made by save_to_preset."""
    directory = tmp_path_factory.mktemp("presets") / "TinyGemma"
    model.save_to_preset(str(directory))
    return directory


@pytest.fixture(scope="module")
def bundle(preset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exported once: no test changes it."""
    app = tmp_path_factory.mktemp("apps") / "app"
    with contextlib.redirect_stdout(io.StringIO()) as told:
        assert main(["export", "--preset", str(preset), "--out", str(app), "--context-length", "48"]) == 0
    assert "Sources: litert.TinyGemma in " in told.getvalue()
    return app / "src/main/assets/tiny_gemma"


def test_run_continues_a_prompt(cli: Cli, model: Any, preset: Path, bundle: Path) -> None:
    for prompt in ("The quick brown fox", "Naïve café: “日本語” 😀", ""):
        outcome = cli("run", bundle, prompt, "--preset", preset, "--greedy")
        assert outcome.code == 0, outcome.err
        assert outcome.out == model.generate(prompt, max_length=48, strip_prompt=True) + "\n"
    drawn = {cli("run", bundle, "The", "--preset", preset, "--seed", "3", "--max-tokens", "12").out for _ in range(2)}
    assert len(drawn) == 1
    wrapper = next((bundle.parents[1]).rglob("TinyGemma.kt")).read_text()
    assert "fun generate(prompt: String, options: GenerationOptions" in wrapper and "kv_cache" not in wrapper


def test_options_of_an_answer(cli: Cli, model: Any, preset: Path, bundle: Path) -> None:
    def run(*options: str) -> str:
        outcome = cli("run", bundle, "The quick brown fox", "--preset", preset, *options)
        assert outcome.code == 0, outcome.err
        return outcome.out[:-1]

    whole = run("--greedy")
    stop = whole[9:13]
    assert run("--greedy", "--stop", "never", "--stop", stop) == whole[: whole.index(stop)]
    assert run("--top-k", "1") == run("--top-p", "0", "--temperature", "2") == whole
    drawn = run("--temperature", "2", "--seed", "4")
    assert drawn != whole and drawn == run("--temperature", "2", "--seed", "4")
    assert run("--beams", "1") == whole
    sampler, model.sampler = model.sampler, keras_hub.samplers.BeamSampler(num_beams=4)
    model.compile(sampler=model.sampler)
    assert run("--beams", "4") == model.generate("The quick brown fox", max_length=48, strip_prompt=True) != whole
    model.compile(sampler=sampler)
    assert len(run("--greedy", "--context-end", "slide", "--max-tokens", "80")) > len(whole)
    refused = cli("run", bundle, "The", "--preset", preset, "--decoder-prompt", "A")
    assert refused.code == 2 and "--decoder-prompt: for models that turn a text into another. Received: a causal_lm" in refused.error
    ended = cli("run", bundle, "The quick brown fox", "--preset", preset, "--greedy", "--context-end", "error")
    assert ended.code == 1 and ended.out == whole.rstrip("\ufffd") and "the answer fills the model's context of 48 tokens" in ended.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--greedy", "--top-k", "3"], "--top-k: --greedy takes the likeliest token"),
        (["--beams", "3", "--top-p", "0.5"], "--beams: a beam search draws no tokens"),
        (["--beams", "3", "--context-end", "slide"], "a beam search cannot slide"),
        (["--top-p", "1.5"], "argument --top-p: expected a number from 0 to 1, such as 0.9. Received: '1.5'"),
        (["--stop", ""], "argument --stop: expected a text of at least one character. Received: ''"),
    ],
)
def test_options_that_cannot_be(cli: Cli, preset: Path, bundle: Path, options: list[str], message: str) -> None:
    outcome = cli("run", bundle, "The", "--preset", preset, *options)
    assert (outcome.code, outcome.out) == (2, "") and message in outcome.err


def test_stop_strings_end_a_text_however_it_is_cut() -> None:
    generator = random.Random(5)
    for _ in range(3000):
        text = "".join(generator.choices("ab", k=10))
        strings = ["".join(generator.choices("ab", k=generator.randint(1, 4))) for _ in range(generator.randint(0, 3))]
        ends = [(text.index(string) + len(string), -len(string)) for string in strings if string in text]
        stops, shown, at = StopStrings(strings), "", 0
        while at < len(text):
            size = generator.randint(1, 4)
            shown, at = shown + stops.add(text[at : at + size]), at + size
        assert shown + stops.end() == (text[: sum(min(ends))] if ends else text) and stops.is_found == bool(ends)


def test_verify_generates_again(cli: Cli, bundle: Path) -> None:
    outcome = cli("verify", bundle)
    assert outcome.code == 0, outcome.err
    assert "of 47 tokens after a prompt of 1 are those of Keras" in outcome.out
    manifest = json.loads((bundle / "manifest.json").read_text())
    assert manifest["task"] == "causal_lm" and manifest["postprocess"]["context_length"] == 48


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "run: expected one prompt. Received: 0"),
        (["a", "b"], "run: expected one prompt. Received: 2"),
        (["The quick brown fox " * 40], "the prompt has"),
    ],
)
def test_prompts_that_cannot_be(cli: Cli, preset: Path, bundle: Path, arguments: list[str], message: str) -> None:
    outcome = cli("run", bundle, *arguments, "--preset", preset)
    assert (outcome.code, outcome.out) == (2, "") and outcome.error.startswith(message)


def test_a_context_is_for_language_models(cli: Cli, tmp_path: Path) -> None:
    outcome = cli("export", "--preset", "demo_sentiment_en", "--out", tmp_path / "app", "--context-length", "48")
    assert outcome.code == 2 and "--context-length: for language models; this is a text_classifier" in outcome.error


def test_a_chat_template_gives_conversations(cli: Cli, preset: Path, tmp_path: Path) -> None:
    template = tmp_path / "chat.jinja"
    template.write_text("{% for m in messages %}{{ m.role | frobnicate }}{% endfor %}")
    command = ("export", "--preset", preset, "--out", tmp_path / "app", "--context-length", "48")
    refused = cli(*command, "--chat-template", template)
    assert refused.code == 2 and "--chat-template: line 1: the filter frobnicate is not known on a device" in refused.error
    template.write_text("{{ raise_exception('no chats') }}")
    assert "--chat-template: no chats" in cli(*command, "--chat-template", template).error
    assert "cannot be read" in cli(*command, "--chat-template", tmp_path / "none.jinja").error
    assert not (tmp_path / "app").exists()
    template.write_text(conversations.TEMPLATES["gemma"])
    outcome = cli(*command, "--chat-template", template)
    assert outcome.code == 0, outcome.err
    assert "fun conversation(system: String?" in next((tmp_path / "app").rglob("TinyGemma.kt")).read_text()
    chat = json.loads(next((tmp_path / "app").rglob("manifest.json")).read_text())["postprocess"]["chat"]
    assert chat == {"template": "chat_template.json", "start_token": "<bos>", "end_token": "<eos>", "end_token_id": 1}
    assert cli("verify", next((tmp_path / "app").rglob("manifest.json")).parent).code == 0


def test_a_preset_has_its_own_chat_template(cli: Cli, preset: Path, tmp_path: Path) -> None:
    own = tmp_path / "TinyGemma"
    shutil.copytree(preset, own)
    (own / "tokenizer_config.json").write_text(json.dumps({"chat_template": conversations.TEMPLATES["smollm"]}))
    outcome = cli("export", "--preset", own, "--out", tmp_path / "app", "--context-length", "48")
    assert outcome.code == 0, outcome.err
    assert "fun conversation" in next((tmp_path / "app").rglob("TinyGemma.kt")).read_text()
    (own / "chat_template.jinja").write_text("{% macro x() %}{% endmacro %}")
    outcome = cli("export", "--preset", own, "--out", tmp_path / "other", "--context-length", "48")
    assert (
        outcome.code == 0
        and "the preset's chat template is left out, so there is no conversation(): line 1: the statement macro" in outcome.err
    )
    assert "fun conversation" not in next((tmp_path / "other").rglob("TinyGemma.kt")).read_text()


def test_run_turns_a_text_into_another(cli: Cli, tmp_path: Path) -> None:
    model = tiny_encoder_decoders.bart()
    model.save_to_preset(str(tmp_path / "tiny_bart"))
    lengths = ("--sequence-length", "24", "--context-length", "32")  # a preset does not keep them
    outcome = cli("export", "--preset", tmp_path / "tiny_bart", "--task", "seq2seq_lm", "--out", tmp_path / "app", *lengths)
    assert outcome.code == 0, outcome.err
    bundle = tmp_path / "app/src/main/assets/tiny_bart"
    for text in ("The quick brown fox", "One two three four five six seven eight nine ten. " * 9):
        outcome = cli("run", bundle, text, "--preset", tmp_path / "tiny_bart", "--greedy")
        assert (outcome.code, outcome.out) == (0, model.generate(text) + "\n"), outcome.err
    begun = {"encoder_text": text, "decoder_text": "One two"}
    outcome = cli("run", bundle, text, "--preset", tmp_path / "tiny_bart", "--greedy", "--decoder-prompt", begun["decoder_text"])
    answer = outcome.out.removesuffix("\n")
    assert (outcome.code, begun["decoder_text"] + answer) == (0, model.generate(begun)), outcome.err
    outcome = cli("verify", bundle)
    assert outcome.code == 0 and "30 of 30 tokens" in outcome.out, outcome.err


def test_run_recommends_items(cli: Cli, tmp_path: Path) -> None:
    model = tiny_encoder_decoders.edrec()
    model.save_to_preset(str(tmp_path / "tiny_edrec"))
    lengths = ("--sequence-length", "24", "--context-length", "16")
    outcome = cli("export", "--preset", tmp_path / "tiny_edrec", "--out", tmp_path / "app", *lengths)
    assert outcome.code == 0, outcome.err
    bundle = tmp_path / "app/src/main/assets/tiny_edrec"
    ids = " ".join(map(str, tiny_encoder_decoders.recommended(model, [12, 7, 9])))
    outcome = cli("run", bundle, "12 7 9", "--greedy")
    assert (outcome.code, outcome.out) == (0, ids + "\n"), outcome.err
    outcome = cli("run", bundle, "12", "7", "9", "--greedy", "--max-tokens", "2")
    assert outcome.out == " ".join(ids.split()[:2]) + "\n"
    for words, message in (
        (("12 -7",), "expected 1 to 24 ids of the latest items, the oldest first, such as '12 7 93'. Received: '-7'"),
        (("1 " * 25,), "expected 1 to 24 ids of the latest items, the oldest first, such as '12 7 93'. Received: 25 ids"),
        ((), "Received: 0 ids"),
        (("3 50",), "expected ids from 0 to 49, which the model knows. Received: 50"),
        (("3", "--stop", "7"), "--stop: for models of texts; tiny_edrec reads ids. Received: ['7']"),
    ):
        outcome = cli("run", bundle, *words)
        assert outcome.code == 2 and message in outcome.error, outcome.err
    outcome = cli("verify", bundle)
    assert outcome.code == 0 and "15 of 15 tokens" in outcome.out, outcome.err


def test_run_writes_down_speech(cli: Cli, tmp_path: Path) -> None:
    model = tiny_encoder_decoders.moonshine()
    model.save_to_preset(str(tmp_path / "tiny_moonshine"))
    file = tmp_path / "tiny_moonshine/config.json"
    config = json.loads(file.read_text())
    del config["config"]["dtype"]  # KerasHub writes one that it cannot read
    file.write_text(json.dumps(config))
    lengths = ("--sequence-length", "3000", "--context-length", "32")
    outcome = cli("export", "--preset", tmp_path / "tiny_moonshine", "--out", tmp_path / "app", *lengths)
    assert outcome.code == 0, outcome.err
    bundle = tmp_path / "app/src/main/assets/tiny_moonshine"
    samples = np.random.default_rng(8).integers(-9000, 9000, 2500).astype("<i2")
    for name, channels in (("mono", 1), ("stereo", 2)):
        with wave.open(str(tmp_path / f"{name}.wav"), "wb") as file:
            file.setparams((channels, 2, 16000 * channels, 0, "NONE", ""))
            file.writeframes(np.repeat(samples, channels).tobytes())
    outcome = cli("run", bundle, tmp_path / "mono.wav", "--preset", tmp_path / "tiny_moonshine", "--greedy")
    expected = model.generate({"audio": samples[None].astype("float32") / 32768})[0]
    assert (outcome.code, outcome.out) == (0, expected + "\n"), outcome.err
    outcome = cli("run", bundle, tmp_path / "stereo.wav", "--preset", tmp_path / "tiny_moonshine", "--greedy")
    expected = model.generate({"audio": resample(samples.astype("float32") / 32768, 32000, 16000)[None]})[0]
    assert (outcome.code, outcome.out) == (0, expected + "\n"), outcome.err
    (tmp_path / "mono.wav").write_bytes((tmp_path / "mono.wav").read_bytes()[:-1])
    outcome = cli("run", bundle, tmp_path / "mono.wav", "--preset", tmp_path / "tiny_moonshine")
    assert outcome.code == 2 and "it is cut off: 5000 bytes of sound announced, 4999 there" in outcome.error
    assert cli("verify", bundle).code == 0


def test_run_reads_the_text_in_a_picture(cli: Cli, tmp_path: Path) -> None:
    model = tiny_picture_readers.parseq()
    model.save_to_preset(str(tmp_path / "tiny_parseq"))
    outcome = cli("export", "--preset", tmp_path / "tiny_parseq", "--out", tmp_path / "app", "--context-length", "20")
    assert outcome.code == 0, outcome.err
    bundle = tmp_path / "app/src/main/assets/tiny_parseq"
    png = pictures.synthetic(1, 40, 90)
    (tmp_path / "sign.png").write_bytes(png)
    outcome = cli("run", bundle, tmp_path / "sign.png", "--preset", tmp_path / "tiny_parseq")
    assert (outcome.code, outcome.out) == (0, "".join(model.generate(pictures.decode(png)[None])[0]) + "\n"), outcome.err
    (tmp_path / "sign.png").write_text("no picture")
    outcome = cli("run", bundle, tmp_path / "sign.png", "--preset", tmp_path / "tiny_parseq")
    assert outcome.code == 2 and "expected a picture" in outcome.error
    outcome = cli("verify", bundle)
    assert outcome.code == 0 and "19 of 19 tokens" in outcome.out, outcome.err


def test_run_continues_a_prompt_with_pictures(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As KerasHub's `generate` does, from pictures' files on."""
    seeing = tiny_vision_language_models.gemma3()
    seeing.save_to_preset(str(tmp_path / "seeing"))
    template = Path(conversations.__file__).parent / "chat_templates/gemma.jinja"
    outcome = cli("export", "--preset", tmp_path / "seeing", "--out", tmp_path / "app", "--no-sources", "--chat-template", template)
    assert outcome.code == 0, outcome.err
    bundle = tmp_path / "app/src/main/assets/seeing"
    files = [tmp_path / f"{i}.png" for i in range(2)]
    for i, file in enumerate(files):
        file.write_bytes(pictures.synthetic(7 + i, 40, 50))
    for count, prompt in enumerate(("The cat", "<start_of_image> The", "A <start_of_image> and <start_of_image>")):
        given: dict[str, Any] = {"prompts": prompt}
        if count:
            images = [pictures.read(file) for file in files[:count]]
            given["images"] = images if count > 1 else images[0]
        expected = str(np.ravel(seeing.generate(given, strip_prompt=True))[0])
        shown = [option for file in files[:count] for option in ("--image", file)]
        outcome = cli("run", bundle, prompt, *shown, "--preset", tmp_path / "seeing", "--greedy")
        assert (outcome.code, outcome.out) == (0, expected + "\n"), outcome.err
    outcome = cli("run", bundle, "The cat", "--image", files[0], "--preset", tmp_path / "seeing")
    assert outcome.code != 0 and "'<start_of_image>' in the prompt once for each of 1 pictures" in outcome.err
    monkeypatch.setattr("sys.stdin", io.StringIO("<start_of_image> What is this?\n"))
    outcome = cli("run", "--chat", bundle, "--preset", tmp_path / "seeing")
    assert "a conversation has no pictures and no sounds; ask about them with run BUNDLE PROMPT --image FILE" in outcome.err


def test_run_continues_a_prompt_with_a_sound_and_a_picture(cli: Cli, tmp_path: Path) -> None:
    """As KerasHub's `generate` does, from files on."""
    model = tiny_vision_language_models.gemma3n()
    model.save_to_preset(str(tmp_path / "hearing"))
    outcome = cli("export", "--preset", tmp_path / "hearing", "--out", tmp_path / "app", "--no-sources", "--context-length", "48")
    assert outcome.code == 0, outcome.err
    bundle = tmp_path / "app/src/main/assets/hearing"
    (tmp_path / "cat.png").write_bytes(pictures.synthetic(7, 40, 50))
    samples = _saved_sound(tmp_path / "cat.wav", 5000)
    prompt, run = "<start_of_audio> and <start_of_image>", ("--preset", tmp_path / "hearing", "--greedy", "--sound", tmp_path / "cat.wav")
    given = {"prompts": [prompt], "images": [[pictures.read(tmp_path / "cat.png")]], "audios": [[samples]]}
    (expected,) = model.generate(given, max_length=48, strip_prompt=True)
    outcome = cli("run", bundle, prompt, "--image", tmp_path / "cat.png", *run)
    assert (outcome.code, outcome.out) == (0, expected + "\n"), outcome.err
    outcome = cli("run", bundle, "The cat", *run)
    assert outcome.code != 0 and "'<start_of_audio>' in the prompt once for each of 1 sounds" in outcome.err
    _saved_sound(tmp_path / "cat.wav", 300)
    outcome = cli("run", bundle, prompt, "--image", tmp_path / "cat.png", *run)
    assert outcome.code == 2 and "expected a sound that fills a moment of 512 samples. Received: 300 samples" in outcome.error


def test_run_gives_a_sound_as_many_places_as_it_is_long(cli: Cli, tmp_path: Path) -> None:
    model = tiny_vision_language_models.hearing_gemma4()
    model.save_to_preset(str(tmp_path / "hearing"))
    # The model itself is exported: KerasHub's preset does not keep how many places a picture has.
    bundle = routes.export(plan_for(model, Request("m", context_length=48))[0], tmp_path / "m").directory
    for count in (800, 14000):
        samples, prompt = _saved_sound(tmp_path / "cat.wav", count), "<|audio|> and"
        expected = model.generate({"prompts": prompt, "audio": samples}, max_length=48, strip_prompt=True)
        run = ("--preset", tmp_path / "hearing", "--greedy", "--sound", tmp_path / "cat.wav")
        outcome = cli("run", bundle, prompt, *run)
        assert (outcome.code, outcome.out) == (0, f"{expected}\n"), outcome.err


def _saved_sound(path: Path, count: int) -> Any:
    """float32[count] that a WAV file at `path` holds then."""
    samples = np.random.default_rng(3).integers(-9000, 9000, count).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(16000)
        file.writeframes(samples.tobytes())
    return samples.astype("float32") / 32768


def test_pictures_are_for_models_that_see(cli: Cli, preset: Path, bundle: Path) -> None:
    outcome = cli("run", bundle, "The cat", "--image", "cat.png", "--preset", preset)
    assert outcome.code != 0 and "--image: for language models that see; tiny_gemma reads no pictures" in outcome.err
    outcome = cli("run", bundle, "The cat", "--sound", "cat.wav", "--preset", preset)
    assert outcome.code != 0 and "--sound: for language models that hear; tiny_gemma hears nothing" in outcome.err


def test_run_makes_text_of_a_picture_and_a_text(cli: Cli, tmp_path: Path) -> None:
    model = tiny_picture_readers.blip2_t5()
    model.save_to_preset(str(tmp_path / "tiny_blip2"))
    lengths = ("--sequence-length", "24", "--context-length", "32")  # a preset does not keep them
    outcome = cli("export", "--preset", tmp_path / "tiny_blip2", "--out", tmp_path / "app", *lengths)
    assert outcome.code == 0, outcome.err
    bundle = tmp_path / "app/src/main/assets/tiny_blip2"
    png = pictures.synthetic(1, 40, 90)
    (tmp_path / "cat.png").write_bytes(png)
    run = ("run", bundle, "The quick brown fox", "--preset", tmp_path / "tiny_blip2", "--greedy")
    outcome = cli(*run, "--image", tmp_path / "cat.png")
    (expected,) = model.generate({"images": pictures.decode(png)[None], "encoder_text": ["The quick brown fox"]})
    assert (outcome.code, outcome.out) == (0, expected + "\n"), outcome.err
    outcome = cli(*run)
    assert outcome.code == 2 and "expected one picture, which the model reads first. Received: 0" in outcome.error


def test_run_makes_text_of_a_text_that_has_a_picture(cli: Cli, tmp_path: Path) -> None:
    model = tiny_encoder_decoders.t5gemma2_with_pictures()
    model.save_to_preset(str(tmp_path / "marked"))
    lengths = ("--sequence-length", "24", "--context-length", "32")
    outcome = cli("export", "--preset", tmp_path / "marked", "--out", tmp_path / "app", *lengths)
    assert outcome.code == 0, outcome.err
    bundle = tmp_path / "app/src/main/assets/marked"
    png = pictures.synthetic(1, 40, 90)
    (tmp_path / "cat.png").write_bytes(png)
    for prompt, shown in (("The <start_of_image> fox", ("--image", tmp_path / "cat.png")), ("The quick brown fox", ())):
        outcome = cli("run", bundle, prompt, "--preset", tmp_path / "marked", "--greedy", *shown)
        given = {"images": pictures.decode(png)[None]} if shown else {}
        (expected,) = model.generate({"encoder_text": [prompt], "decoder_text": [""], **given})
        assert (outcome.code, outcome.out) == (0, expected + "\n"), outcome.err


def test_run_sees_pictures_whose_places_follow_from_their_size(cli: Cli, tmp_path: Path) -> None:
    model = tiny_vision_language_models.qwen3_5(context=32)
    model.save_to_preset(str(tmp_path / "qwen"))
    sizes = ("--image-size", "16x24", "--context-length", "32")
    outcome = cli("export", "--preset", tmp_path / "qwen", "--out", tmp_path / "app", *sizes)
    assert outcome.code == 0, outcome.err
    assert "behind a picture generate() counts positions by its places" in outcome.err
    png = pictures.synthetic(1, 48, 72)
    (tmp_path / "cat.png").write_bytes(png)
    prompt = f"{tiny_vision_language_models.QWEN_MARKER}What is this?"
    bundle = tmp_path / "app/src/main/assets/qwen"
    outcome = cli("run", bundle, prompt, "--preset", tmp_path / "qwen", "--greedy", "--image", tmp_path / "cat.png")
    tokens = tiny_vision_language_models.qwen_answer(model, prompt, [pictures.decode(png)])
    special = model.preprocessor.tokenizer.special_token_ids
    expected = model.preprocessor.tokenizer.detokenize([token for token in tokens if token not in special])
    assert (outcome.code, outcome.out) == (0, f"{expected}\n"), outcome.err
