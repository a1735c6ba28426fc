"""Every SentencePiece tokenizer class of KerasHub, and those that the device cannot repeat."""

import unittest.mock
from collections.abc import Iterator
from typing import Any

import keras_hub
import pytest
import sentencepiece
from keras_hub.src.utils import tensor_utils
from tokenizer_classes import SENTENCE_PIECE_SPECIAL, all_classes, sentence_piece

from litert_sdkgen.errors import ExportError
from litert_sdkgen.hub import tokenizers

GENERIC = keras_hub.tokenizers.SentencePieceTokenizer
CLASSES = [tokenizer_class for tokenizer_class in all_classes() if issubclass(tokenizer_class, GENERIC)]
SHIFTS = {"XLMRobertaTokenizer": "xlm_roberta", "MetaCLIP2Tokenizer": "metaclip2", "DebertaV3Tokenizer": "deberta_v3"}
TEXT = "the quick fox  <s> ☃ [MASK] <start_of_turn> jumps"


@pytest.fixture(scope="module", autouse=True)
def without_graphs() -> Iterator[None]:
    """The path through TensorFlow's graphs is built where tensorflow_text is installed; it is slow, and not what the device repeats."""
    with unittest.mock.patch.object(tensor_utils, "tf_text", None):
        yield


@pytest.fixture(scope="module")
def models() -> list[bytes]:
    return [
        sentence_piece(user_defined_symbols=["[MASK]"]),
        sentence_piece(model_type="bpe", control_symbols=[*SENTENCE_PIECE_SPECIAL, "[MASK]"]),
    ]


def test_these_are_all() -> None:
    assert len(CLASSES) == 21 and set(SHIFTS) < {value.__name__ for value in CLASSES}


@pytest.mark.parametrize("tokenizer_class", CLASSES, ids=lambda value: value.__name__)
@pytest.mark.parametrize(("add_bos", "add_eos"), [(False, False), (True, True)])
def test_a_class_is_described(tokenizer_class: Any, models: list[bytes], add_bos: bool, add_eos: bool) -> None:
    for model in models:
        tokenizer = tokenizer_class(model, add_bos=add_bos, add_eos=add_eos)
        described = tokenizers.describe(tokenizer)
        form: Any = described.tokenizer
        assert (form.type, form.vocabulary, form.add_bos, form.add_eos) == ("sentence_piece", "vocabulary.spm", add_bos, add_eos)
        assert form.id_shift == SHIFTS.get(tokenizer_class.__name__, "none")
        assert described.assets == {"vocabulary.spm": model}
        plain = sentencepiece.SentencePieceProcessor(model_proto=described.assets[form.vocabulary])
        ids = plain.encode(TEXT, add_bos=form.add_bos, add_eos=form.add_eos)
        assert list(tokenizer(TEXT)) == [shifted(form.id_shift, piece) for piece in ids]
        whole = list(range(tokenizer.vocabulary_size()))
        assert tokenizer.detokenize(whole) == plain.decode(pieces(form.id_shift, whole, plain))


def shifted(shift: str, piece: int) -> int:
    """What a class calls a piece of its model."""
    if shift not in ("xlm_roberta", "metaclip2"):
        return piece
    return 3 if piece == 0 else piece + 1


def pieces(shift: str, ids: list[int], model: Any) -> list[int]:
    """The pieces of ids that have a text."""
    size = model.vocab_size()
    if shift == "deberta_v3":
        mask = model.piece_to_id("[MASK]")
        return [token for token in ids if token != mask]
    if shift == "none":
        return ids
    special = {0: 1, 2: 2, 3: 0}
    found = [special.get(token, token - 1) for token in ids if token != size + 1]
    return found if shift == "xlm_roberta" else [piece for piece in found if piece not in (0, 1)]


def test_a_mask_beyond_the_model() -> None:
    tokenizer = keras_hub.tokenizers.DebertaV3Tokenizer(sentence_piece())
    form: Any = tokenizers.describe(tokenizer).tokenizer
    assert form.id_shift == "deberta_v3" and tokenizer.mask_token_id == tokenizer.vocabulary_size() - 1


def test_a_subclass_of_an_app_is_described_like_its_base(models: list[bytes]) -> None:
    class Named(keras_hub.tokenizers.XLMRobertaTokenizer):  # type: ignore[misc]
        pass

    form: Any = tokenizers.describe(Named(models[0])).tokenizer
    assert form.id_shift == "xlm_roberta"


def test_what_the_device_cannot_repeat_is_refused(models: list[bytes]) -> None:
    class Shouting(keras_hub.tokenizers.SentencePieceTokenizer):  # type: ignore[misc]
        def tokenize(self, inputs: Any) -> Any:
            return super().tokenize(inputs.upper())

    with pytest.raises(ExportError, match="Shouting has a tokenize of its own, which the device cannot repeat"):
        tokenizers.describe(Shouting(models[0]))
    with pytest.raises(ExportError, match="sequence_length of its own"):
        tokenizers.describe(GENERIC(models[0], sequence_length=8))
    with pytest.raises(ExportError, match="no SentencePiece model"):
        tokenizers.describe(GENERIC(None))
    with pytest.raises(ExportError, match="add_bos=True, but its SentencePiece model has no control piece for it"):
        tokenizers.describe(GENERIC(sentence_piece(bos_id=-1), add_bos=True))
