"""The demo's data: balanced, varied, and split so that the held-out part is unseen. Needs no Keras."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from litert_sdkgen import demo
from litert_sdkgen.demo import sentences, vocabulary

ALL = sentences.read()
TRAINING, HELD_OUT = sentences.training(ALL), sentences.held_out(ALL)


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w']+", text.lower()))


def test_names_resolve_to_directories_of_the_package() -> None:
    assert set(demo.PRESETS) == {"demo_sentiment_en"}
    directory = demo.preset_directory("demo_sentiment_en")
    assert directory is not None and (directory / "config.json").is_file()
    assert demo.preset_directory("bert_base_en") is None


def test_resolving_names_imports_nothing_heavy() -> None:
    code = "import sys, litert_sdkgen.demo; print(*({'keras', 'keras_hub', 'tensorflow', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_both_parts_are_balanced_and_together_are_everything() -> None:
    assert len(ALL) >= 600
    assert sorted(TRAINING + HELD_OUT) == sorted(ALL)
    for part in (TRAINING, HELD_OUT):
        assert sum(sentence.label for sentence in part) * 2 == len(part)
    assert HELD_OUT[:4] == [*ALL[8:10], *ALL[18:20]], "the documented rule: every fifth pair of lines"


def test_pairs_hold_a_positive_and_a_negative_sentence() -> None:
    assert [sentence.label for sentence in ALL] == [1, 0] * (len(ALL) // 2)


def test_no_held_out_sentence_was_trained_on() -> None:
    learned = [words(sentence.text) for sentence in TRAINING]
    for sentence in HELD_OUT:
        own = words(sentence.text)
        closest = max(len(own & other) / len(own | other) for other in learned)
        assert closest < 0.75, f"{sentence.text!r} is nearly a training sentence"


def test_no_two_sentences_of_a_label_are_nearly_the_same() -> None:
    for label in (0, 1):
        found = [words(sentence.text) for sentence in ALL if sentence.label == label]
        for number, own in enumerate(found):
            assert all(len(own & other) / len(own | other) < 0.8 for other in found[:number]), own


def test_the_vocabulary_comes_from_the_training_part_alone() -> None:
    directory = demo.PRESETS["demo_sentiment_en"]
    shipped = (directory / "assets/tokenizer/vocabulary.txt").read_text(encoding="utf-8").splitlines()
    assert vocabulary.build(sentence.text for sentence in TRAINING) == shipped


@pytest.mark.parametrize("line", ["good\tx", "positive", "positive\t", "positive\tx\ty", ""])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "data.tsv"
    file.write_text(f"positive\tfine\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"data\.tsv, line 2: expected one of negative, positive, a tab and a sentence, but was"):
        sentences.read(file)
