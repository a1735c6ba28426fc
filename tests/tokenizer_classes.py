"""The tokenizer classes of KerasHub's models, found by looking, each with a small vocabulary that has its special tokens."""

import inspect
import io
from typing import Any

import keras_hub
import sentencepiece
from keras_hub.src.tokenizers.byte_pair_tokenizer import bytes_to_unicode

_hub = keras_hub.tokenizers
GENERIC = (
    _hub.BytePairTokenizer,
    _hub.ByteTokenizer,
    _hub.SentencePieceTokenizer,
    _hub.Tokenizer,
    _hub.UnicodeCodepointTokenizer,
    _hub.WordPieceTokenizer,
)
"""Of no model in particular."""

_LETTERS = bytes_to_unicode()[1]
BYTE_PAIR_MERGES = ["a b", "Ġ a", "ab c", "Ġa b"]
_WHISPER = ["<|startoftranscript|>", "<|endoftext|>", "<|notimestamps|>", "<|translate|>", "<|transcribe|>"]
_PREFIXED = {"add_prefix_space": True}

BYTE_PAIR: dict[str, tuple[list[str], dict[str, Any]]] = {
    "BartTokenizer": (["<s>", "</s>", "<pad>"], {}),
    "BLIP2OPTTokenizer": (["</s>", "<pad>", "<image>"], {}),
    "BloomTokenizer": (["<s>", "</s>", "<pad>"], {}),
    "CLIPTokenizer": (["<|startoftext|>", "<|endoftext|>"], {}),
    "FalconTokenizer": (["<|endoftext|>"], {}),
    "GPT2Tokenizer": (["<|endoftext|>"], _PREFIXED),
    "GPTNeoXTokenizer": (["<|endoftext|>"], {}),
    "GptOssTokenizer": (["<|endoftext|>"], {}),
    "Llama3Tokenizer": (
        ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>"],
        {},
    ),
    "MistralTekkenTokenizer": (["<s>", "</s>"], {"split_pattern": r"\p{N}{1,3}|[^\r\n\p{L}]?[\p{L}\p{M}]+|\s+(?!\S)|\s+|."}),
    "OPTTokenizer": (["</s>", "<pad>"], {}),
    "QwenTokenizer": (["<|endoftext|>"], {}),
    "Qwen3Tokenizer": (["<|im_end|>", "<|endoftext|>"], {}),
    "Qwen3MoeTokenizer": (["<|im_end|>", "<|endoftext|>"], {}),
    "Qwen3_5Tokenizer": (["<|im_end|>", "<|endoftext|>", "<|im_start|>"], {"has_vision_tokens": False}),
    "Qwen3_5MoeTokenizer": (["<|im_end|>", "<|endoftext|>", "<|im_start|>"], {"has_vision_tokens": False}),
    "QwenMoeTokenizer": (["<|endoftext|>"], {}),
    "RobertaTokenizer": (["<s>", "</s>", "<pad>", "<mask>"], _PREFIXED),
    "SAM3Tokenizer": (["<|startoftext|>", "<|endoftext|>"], {}),
    "SmolLM3Tokenizer": (["<|end_of_text|>", "<|begin_of_text|>", "<think>", "</think>"], {}),
    "WhisperTokenizer": (
        _WHISPER,
        {"special_tokens": {token: 600 + i for i, token in enumerate(_WHISPER)}, "language_tokens": {"<|en|>": 700}},
    ),
}


def byte_pair_vocabulary(*more: str) -> dict[str, int]:
    """Bytes, what `BYTE_PAIR_MERGES` makes, and `more`."""
    merged = [merge.replace(" ", "") for merge in BYTE_PAIR_MERGES]
    return {token: i for i, token in enumerate([*_LETTERS, *merged, *more])}


SENTENCE_PIECE_SPECIAL = [
    *("[CLS]", "[SEP]", "[PAD]", "<bos>", "<eos>", "<pad>", "<|endoftext|>", "<img>", "<image_soft_token>", "<audio_soft_token>"),
    *("<start_of_image>", "<end_of_image>", "<start_of_audio>", "<end_of_audio>", "<start_of_turn>", "<end_of_turn>", "<mask>"),
    *("[multimodal]", "<|image>", "<|image|>", "<image|>", "<|audio>", "<|audio|>", "<audio|>", "<|video|>"),
]
WORD_PIECE = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]", "<unk>", "<cls>", "<eos>", "<pad>", "<mask>", "the", "##s", "un", "##able"]
WORD_PIECE += [prefix + letter for prefix in ("", "##") for letter in "abcdefghijklmnopqrstuvwxyzé中"]
RWKV = [f"{2 + byte} {bytes([byte])!r} 1\n" for byte in range(256)] + ["300 ' the' 4\n", "301 '\\n\\n' 2\n", "303 '中文' 6\n"]


def all_classes() -> list[type]:
    """In the order of their names."""
    found = {value for module in (_hub, keras_hub.models) for _, value in inspect.getmembers(module, inspect.isclass)}
    return sorted((each for each in found if issubclass(each, _hub.Tokenizer) and each not in GENERIC), key=lambda each: each.__name__)


def build(tokenizer_class: Any) -> Any:
    """A tokenizer of this class."""
    if issubclass(tokenizer_class, _hub.BytePairTokenizer):
        special, options = BYTE_PAIR[tokenizer_class.__name__]
        return tokenizer_class(byte_pair_vocabulary(*special), BYTE_PAIR_MERGES, **options)
    if issubclass(tokenizer_class, _hub.SentencePieceTokenizer):
        return tokenizer_class(sentence_piece(user_defined_symbols=["[MASK]"]))
    if issubclass(tokenizer_class, _hub.WordPieceTokenizer):
        return tokenizer_class(WORD_PIECE)
    return tokenizer_class(RWKV) if tokenizer_class is _hub.RWKVTokenizer else tokenizer_class()


def sentence_piece(**options: Any) -> bytes:
    """A small model with the special pieces of every class."""
    model = io.BytesIO()
    lines = ["the quick brown fox jumps over the lazy dog"] * 3
    settings: dict[str, Any] = {"vocab_size": 90, "hard_vocab_limit": False, "minloglevel": 2, "control_symbols": SENTENCE_PIECE_SPECIAL}
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_writer=model, **(settings | options))
    return model.getvalue()
