"""What KerasHub's SentencePiece tokenizers give, called directly (the sentencepiece package): the Kotlin runtime must give the same.

Models of every algorithm and of unusual settings, trained here or edited, on adversarial strings, and on ids that no string has.
"""

import functools
import io
import pathlib
import random
import tempfile
import unittest.mock
from collections.abc import Callable, Iterator
from typing import Any

import alphabets
import keras_hub
import sentencepiece
from keras_hub.src.utils import tensor_utils
from sentencepiece import sentencepiece_model_pb2
from tokenizer_subject import Subject
from vectors.text import LETTERS, POOLS, WRITTEN

SEED = 5
STRINGS = {
    "unigram": 660,
    "byte_pair": 660,
    "characters": 3000,
    "words": 3000,
    "xlm_roberta": 3000,
    "metaclip2": 3000,
    "deberta_v3": 1500,
}
"""Random strings for each tokenizer of a family, beside the written ones; the names of tokenizers begin with their family's."""

CORPUS = """\
the quick brown fox jumps over the lazy dog near the bank of the river
the model was exported to a file and the app predicts the label of each text
she sold sea shells by the sea shore and the shells she sold were sea shells for sure
how much wood would a woodchuck chuck if a woodchuck could chuck wood
it was a great film, but the ending was bad and the music too loud!
numbers: 0 1 2 3 10 100 1000 3.14 2,718 42% $7.50 €9 № 5
don't you think that's what they're saying? I'm sure we've been there.
def main(args):    return [x for x in args if x.startswith("--")]
https://example.com/a/b?c=d&e=f#g and user.name@example.org
Der schnelle braune Fuchs springt über den faulen Hund; Straße, Größe, Übung
L'été dernier, nous avons mangé des crêpes à la plage près de l'hôtel
El niño comió piñatas en la montaña mañana por la mañana
Быстрая коричневая лиса прыгает через ленивую собаку у реки
Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί Σίσυφος
すばやい茶色の狐がのろまな犬を飛び越える。日本語のテキスト、カタカナとひらがな
敏捷的棕色狐狸跳过了懒狗。中文文本没有空格，所以很难切分
빠른 갈색 여우가 게으른 개를 뛰어넘는다 한국어 문장입니다
الثعلب البني السريع يقفز فوق الكلب الكسول
तेज़ भूरी लोमड़ी आलसी कुत्ते के ऊपर कूदती है
สุนัขจิ้งจอกสีน้ำตาลกระโดดข้ามสุนัขขี้เกียจ
😀 happy 👍🏽 thumbs 👩‍👩‍👧 family 🏳️‍🌈 flags ❤️ hearts 🎉🎉🎉
ﬁrst ﬂoor ½ cup ① ② ２０２４ ａｂｃ ﾊﾝｶｸ ㍿ ™ ﷺ
"""
SYMBOLS = tuple("<sep>|<start_of_turn>|<start>|\n\n|\u2581\u2581|\u2581\u2581\u2581\u2581|[MASK]|日本|aaa|é!|<x y>".split("|"))  # noqa: SIM905
MARKS = "<unk>|<s>|</s>|[CLS]|<pad>|<0x41>|<0xE2>|\u2581|\u2581\u2581|\u2581the| the | of |the|and|  |    |\n\n|\r\n|\t|\0".split("|")  # noqa: SIM905
WORDS = "sold|shells|wood|chuck|日本語|狐狸|лиса|über|e\u0301|が|👩\u200d👩\u200d👧|\u00a0|\u3000|\u200b|\ufeff|\ufffd".split("|")  # noqa: SIM905
PIECES = [*SYMBOLS, *MARKS, *WORDS]
WORDS_OF_CORPUS = CORPUS.split()

RULES = (
    ("ch", "q"),
    ("the", "\u00e9"),
    ("-", " - "),
    ("!!", "  "),
    ("\t", " "),
    ("é", "e"),
    ("日本", " 日 "),
    ("<s", "\u2581"),
    ("oo", "o"),
    ("ooo", "u"),
)
"""A charsmap of a model's own: ASCII strings that are replaced, and replacements with spaces at their ends."""

Proto = Any
"""A `ModelProto`; protocol buffers come without types."""


@functools.cache
def train(**options: Any) -> bytes:
    """A model trained on the corpus, as its trainer writes it."""
    if "normalization_rule_tsv" in options:
        with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
            file.write("".join(f"{code_points(old)}\t{code_points(new)}\n" for old, new in options["normalization_rule_tsv"]))
            file.flush()
            return trained(**(options | {"normalization_rule_tsv": file.name}))
    return trained(**options)


def code_points(text: str) -> str:
    """As rules are written."""
    return " ".join(f"{ord(character):X}" for character in text)


def trained(**options: Any) -> bytes:
    """What the trainer makes of the corpus."""
    model = io.BytesIO()
    settings: dict[str, Any] = {"vocab_size": 600, "hard_vocab_limit": False, "character_coverage": 0.995, "num_threads": 1}
    lines = [line for line in CORPUS.splitlines() for _ in range(3)]
    options = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}  # tuples can be cached
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_writer=model, minloglevel=2, **(settings | options))
    return model.getvalue()


def edit(model: bytes, change: Callable[[Proto], None]) -> bytes:
    """A model with changes that no trainer makes."""
    proto: Proto = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
    proto.ParseFromString(model)
    change(proto)
    return bytes(proto.SerializeToString())


def tokenizers() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Models of every algorithm, and the classes whose ids differ from their model's: a name, and a function that makes the tokenizer."""
    make = functools.partial
    generic = keras_hub.tokenizers.SentencePieceTokenizer
    text = {"normalization_rule_name": "nmt_nfkc"}
    folded = {"normalization_rule_name": "nmt_nfkc_cf"}
    plain = {"normalization_rule_name": "identity", "remove_extra_whitespaces": False, "byte_fallback": True}
    byte_pair = {"model_type": "bpe", "vocab_size": 900}
    suffix = {"treat_whitespace_as_suffix": True}
    yield "unigram", make(generic, train(**text), add_bos=True, add_eos=True)
    yield "unigram_folded", make(generic, train(**folded))
    yield "unigram_bytes", make(generic, train(**text, byte_fallback=True, user_defined_symbols=SYMBOLS, vocab_size=900), add_eos=True)
    yield "unigram_suffix", make(generic, train(**text, **suffix))
    yield "unigram_spaces", make(generic, edit(train(**(text | {"remove_extra_whitespaces": False})), unescape))
    yield "unigram_ties", make(generic, edit(train(**text, user_defined_symbols=SYMBOLS), tie_scores))
    yield "unigram_huge_scores", make(generic, edit(train(**text), multiply_scores))
    yield "unigram_rules", make(generic, train(normalization_rule_tsv=RULES, user_defined_symbols=SYMBOLS))
    yield "unigram_denormalized", make(generic, edit(edit(train(**text), some_unused), denormalize))
    yield "byte_pair", make(generic, train(**byte_pair, **text), add_bos=True)
    yield "byte_pair_plain", make(generic, train(**byte_pair, **plain, user_defined_symbols=SYMBOLS))
    yield "byte_pair_runs", make(generic, edit(train(**byte_pair, **plain), add_space_runs))
    yield "byte_pair_no_prefix", make(generic, train(**byte_pair, **text, add_dummy_prefix=False))
    yield "byte_pair_suffix", make(generic, train(**byte_pair, **text, **suffix))
    yield "byte_pair_unused", make(generic, edit(train(**byte_pair, **folded, user_defined_symbols=SYMBOLS), some_unused))
    yield "byte_pair_without_unknown", make(generic, edit(train(**byte_pair, **plain), forget_unknown))
    yield "characters", make(generic, edit(train(model_type="char", **text, user_defined_symbols=SYMBOLS), some_unused))
    yield "words", make(generic, train(model_type="word", **text))
    models = keras_hub.tokenizers
    yield "xlm_roberta", make(models.XLMRobertaTokenizer, train(**text, add_dummy_prefix=False))
    yield "metaclip2", make(models.MetaCLIP2Tokenizer, train(**text, byte_fallback=True, vocab_size=900))
    special = {"pad_id": 0, "bos_id": 1, "eos_id": 2, "unk_id": 3, "pad_piece": "[PAD]", "bos_piece": "[CLS]", "eos_piece": "[SEP]"}
    yield "deberta_v3", make(models.DebertaV3Tokenizer, train(**text, **special), add_bos=True)
    yield "deberta_v3_mask", make(models.DebertaV3Tokenizer, train(**text, **special, user_defined_symbols=("[MASK]",)))


def unescape(proto: Proto) -> None:
    """Spaces stay spaces."""
    proto.normalizer_spec.escape_whitespaces = False
    for piece in proto.pieces:
        piece.piece = piece.piece.replace("\u2581", " ")


def tie_scores(proto: Proto) -> None:
    """Few different scores: many ways to split a text are equally good, or differ by a rounding."""
    for piece in proto.pieces:
        piece.score = round(piece.score, 0) / 3


def multiply_scores(proto: Proto) -> None:
    """Sums leave the range in which float32 is precise, which sentencepiece prevents on the way."""
    tie_scores(proto)  # so that precision decides
    for piece in proto.pieces:
        piece.score *= 7001.3


def some_unused(proto: Proto) -> None:
    """Every fifth piece is in the vocabulary, but not to be used."""
    for piece in proto.pieces[9::5]:
        if piece.type == 1:
            piece.type = 5


def add_space_runs(proto: Proto) -> None:
    """Runs of spaces as normal pieces, as Llama has them."""
    known = {piece.piece for piece in proto.pieces}
    for length in (2, 4, 8, 3, 6):
        if "\u2581" * length not in known:
            proto.pieces.add(piece="\u2581" * length, score=-float(length))


def denormalize(proto: Proto) -> None:
    """Decoded text goes through the rules as well."""
    proto.denormalizer_spec.CopyFrom(proto.normalizer_spec)
    proto.denormalizer_spec.add_dummy_prefix = False
    proto.denormalizer_spec.escape_whitespaces = False


def forget_unknown(proto: Proto) -> None:
    """With a piece for every byte nothing is unknown."""
    for piece in proto.pieces:
        if piece.type == 2:
            piece.type = 3


def random_text(rng: random.Random) -> str:
    """Words of the corpus, pieces with a meaning, and characters of all kinds."""
    return alphabets.random_text(rng, [WORDS_OF_CORPUS, WORDS_OF_CORPUS, PIECES, PIECES, LETTERS, rng.choice(POOLS)])


def subjects(seed: int, strings: int, family: str) -> Iterator[Subject]:
    """The tokenizers of a family, with the written texts and so many random ones."""
    for number, (name, build) in enumerate(tokenizers()):
        rng = random.Random(seed * 1000 + number)
        if name.startswith(family):
            # The path through TensorFlow's graphs is built where tensorflow_text is installed, and cannot read some of these models.
            with unittest.mock.patch.object(tensor_utils, "tf_text", None):
                tokenizer = build()
            yield Subject(family, name, tokenizer, [*WRITTEN, *(random_text(rng) for _ in range(strings))])


def write(directory: pathlib.Path) -> None:
    """Writes a folder for each tokenizer, by its name."""
    for family, strings in STRINGS.items():
        for number, subject in enumerate(subjects(SEED, strings, family)):
            subject.write_cases(directory / subject.name, SEED + number)
            assert list(subject.tokenizer(subject.texts[-1])) == subject.ids()[-1], "a list of texts is tokenized like one text"
