"""A tiny text model of every family, with a tokenizer of its own kind and the preprocessor that KerasHub puts before it."""

import io
import unittest.mock
from collections.abc import Callable
from typing import Any

import keras
import keras_hub
import sentencepiece
import tiny_language_models
import tiny_models
from keras_hub.src.utils import tensor_utils

_models = keras_hub.models
_LINES = ["the quick brown fox jumps over the lazy dog", "the food was cold, the film was good.", "naïve café in München"]
_LENGTH = 24
_SIZES = {"num_layers": 2, "hidden_dim": 16, "intermediate_dim": 32}


def sentence_piece(**options: Any) -> bytes:
    """A trained model with the special pieces of the families below."""
    model = io.BytesIO()
    settings: dict[str, Any] = {"vocab_size": 80, "hard_vocab_limit": False, "minloglevel": 2} | options
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(_LINES), model_writer=model, **settings)
    return model.getvalue()


def byte_pair() -> tuple[dict[str, int], list[str]]:
    """Every byte, a few merges, and RoBERTa's special tokens."""
    letters = [chr(code) for code in (*range(33, 127), *range(161, 173), *range(174, 256), *range(256, 324))]  # of all bytes
    merges = ["t h", "th e", "Ġ t", "Ġt h", "Ġth e", "f o", "fo x", "a n"]
    tokens = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *letters, *(merge.replace(" ", "") for merge in merges)]
    return {token: i for i, token in enumerate(dict.fromkeys(tokens))}, merges


def _bert_like(tokens: list[str]) -> list[str]:
    return [*tokens, *(token for token in tiny_models.VOCABULARY if not token.startswith("["))]


_TOKENIZERS: dict[str, Callable[[], Any]] = {
    "Albert": lambda: _models.AlbertTokenizer(sentence_piece(control_symbols=["[CLS]", "[SEP]", "<pad>"], user_defined_symbols=["[MASK]"])),
    "Bert": lambda: _models.BertTokenizer(tiny_models.VOCABULARY, lowercase=True),
    "DebertaV3": lambda: _models.DebertaV3Tokenizer(sentence_piece(control_symbols=["[PAD]", "[CLS]", "[SEP]"], model_type="bpe")),
    "DistilBert": lambda: _models.DistilBertTokenizer(tiny_models.VOCABULARY),
    "ESM": lambda: _models.ESMTokenizer(_bert_like(["<cls>", "<pad>", "<eos>", "<unk>", "<mask>"])),
    "FNet": lambda: _models.FNetTokenizer(sentence_piece(control_symbols=["[CLS]", "[SEP]", "<pad>"], user_defined_symbols=["[MASK]"])),
    "Gemma3": lambda: _models.Gemma3Tokenizer(tiny_language_models.pieces(), has_vision_tokens=False),
    "Qwen3": lambda: _models.Qwen3Tokenizer(*tiny_language_models.byte_pairs(("<|endoftext|>", "<|im_end|>"))),
    "Roberta": lambda: _models.RobertaTokenizer(*byte_pair()),
    "RoformerV2": lambda: _models.RoformerV2Tokenizer(tiny_models.VOCABULARY),
    "XLMRoberta": lambda: _models.XLMRobertaTokenizer(sentence_piece(normalization_rule_name="nmt_nfkc_cf")),
}
_BACKBONES: dict[str, dict[str, Any]] = {
    "Albert": {"num_heads": 2, "embedding_dim": 8, "max_sequence_length": 32},
    "Bert": {"num_heads": 2, "max_sequence_length": 32},
    "DebertaV3": {"num_heads": 2, "max_sequence_length": 32, "bucket_size": 4},
    "DistilBert": {"num_heads": 2, "max_sequence_length": 32},
    "ESM": {"num_heads": 2},
    "FNet": {"max_sequence_length": 32},
    "Gemma3": {"image_size": 16, "num_query_heads": 2, "num_key_value_heads": 1, "head_dim": 4},
    "Qwen3": {"num_query_heads": 4, "num_key_value_heads": 2, "head_dim": 4},
    "Roberta": {"num_heads": 2, "max_sequence_length": 32},
    "RoformerV2": {"num_heads": 2, "head_size": 8},
    "XLMRoberta": {"num_heads": 2, "max_sequence_length": 32},
}
CLASSIFIERS = ("Albert", "Bert", "DebertaV3", "DistilBert", "ESM", "FNet", "Roberta", "RoformerV2", "XLMRoberta")
EMBEDDERS = ("Bert", "Gemma3", "Qwen3", "XLMRoberta")


def class_name(family: str, head: str) -> str:
    """ESM reads proteins."""
    return family + (head.replace("Text", "Protein").replace("LM", "PLM") if family == "ESM" else head)


def classifier(family: str) -> Any:
    """`<family>TextClassifier` with three classes."""
    return _task(family, "TextClassifier", num_classes=3)


def embedder(family: str) -> Any:
    """`<family>TextEmbedder`."""
    return _task(family, "TextEmbedder")


def classifier_preprocessor(family: str, **options: Any) -> Any:
    """`<family>TextClassifierPreprocessor` alone, with a tokenizer."""
    with unittest.mock.patch.object(tensor_utils, "tf_text", None):
        return getattr(_models, f"{class_name(family, 'TextClassifier')}Preprocessor")(_TOKENIZERS[family](), **options)


def masked_lm(family: str) -> Any:
    """`<family>MaskedLM` for up to four masks, with an answer of its own for each."""
    return tiny_language_models.scattered(_task(family, "MaskedLM", {"mask_selection_length": 4}))


def _task(family: str, head: str, preprocessing: dict[str, Any] | None = None, **options: Any) -> Any:
    keras.utils.set_random_seed(41)
    name = class_name(family, head)
    # The path through TensorFlow's graphs refuses some small vocabularies, and is not what the device repeats.
    with unittest.mock.patch.object(tensor_utils, "tf_text", None):
        tokenizer = _TOKENIZERS[family]()
        preprocessor = getattr(_models, f"{name}Preprocessor")(tokenizer, sequence_length=_LENGTH, **preprocessing or {})
        backbone = getattr(_models, f"{family}Backbone")(vocabulary_size=tokenizer.vocabulary_size(), **_SIZES, **_BACKBONES[family])
        return tiny_models.varied(getattr(_models, name)(backbone=backbone, preprocessor=preprocessor, **options))
