"""Tokenizers as the manifest describes them: one dataclass for each kind."""

from dataclasses import dataclass, field
from typing import Literal

from .marks import ASSET


@dataclass(frozen=True)
class WordPieceTokenizer:
    """KerasHub's WordPiece tokenizers (BERT, DistilBERT, ...). `vocabulary` is an asset: UTF-8, one token per line, id = line number."""

    vocabulary: str = field(metadata=ASSET)
    oov_token: str
    lowercase: bool = False
    strip_accents: bool = False
    split: bool = True
    split_on_cjk: bool = True
    suffix_indicator: str = "##"
    special_tokens: tuple[str, ...] = ()
    special_tokens_in_strings: bool = False
    type: Literal["wordpiece"] = "wordpiece"


@dataclass(frozen=True)
class BytePairTokenizer:
    """Byte-level BPE (GPT-2, RoBERTa, CLIP, Llama 3, ...).

    Three assets: `pipeline` is JSON, the steps before pairs are merged; `vocabulary` holds each id's bytes; `merges` the rules by rank.
    """

    pipeline: str = field(metadata=ASSET)
    vocabulary: str = field(metadata=ASSET)
    merges: str = field(metadata=ASSET)
    type: Literal["byte_pair"] = "byte_pair"


@dataclass(frozen=True)
class SentencePieceTokenizer:
    """SentencePiece (ALBERT, T5, Gemma, XLM-RoBERTa, ...). `vocabulary` is an asset: the serialized ModelProto.

    `id_shift` names the KerasHub class whose ids differ from the model's own.
    """

    vocabulary: str = field(metadata=ASSET)
    add_bos: bool = False
    add_eos: bool = False
    id_shift: Literal["none", "xlm_roberta", "metaclip2", "deberta_v3"] = "none"
    type: Literal["sentence_piece"] = "sentence_piece"


@dataclass(frozen=True)
class RwkvTokenizer:
    """RWKV: at each place the longest token that fits. `vocabulary` is an asset with each id's bytes."""

    vocabulary: str = field(metadata=ASSET)
    type: Literal["rwkv"] = "rwkv"


@dataclass(frozen=True)
class ParSeqTokenizer:
    """PARSeq: id 0 ends a label, 1 is the first of `characters` (ASCII), and two ids for start and padding follow the last."""

    characters: str
    remove_whitespace: bool = True
    normalize: bool = True
    letter_case: Literal["lower", "upper", "both"] = "both"
    max_length: int = 25
    type: Literal["parseq"] = "parseq"


@dataclass(frozen=True)
class ContainedTokenizer:
    """One that lies in the model's file, whose runtime applies it: nothing else knows its tokens."""

    kind: Literal["sentence_piece", "hugging_face"]
    type: Literal["contained"] = "contained"


NormalizationForm = Literal["NFC", "NFD", "NFKC", "NFKD"]
DecodingErrors = Literal["replace", "ignore", "strict"]


@dataclass(frozen=True)
class ByteTokenizer:
    """Bytes of UTF-8. `replacement` is the code point that stands for invalid bytes where `errors` is `replace`."""

    lowercase: bool = True
    normalization: NormalizationForm | None = None
    errors: DecodingErrors = "replace"
    replacement: int = 0xFFFD
    type: Literal["byte"] = "byte"


@dataclass(frozen=True)
class CodepointTokenizer:
    """Unicode code points, those from `vocabulary_size` on as its last id. `errors` and `replacement` are for ids that are no character."""

    lowercase: bool = True
    normalization: NormalizationForm | None = None
    errors: DecodingErrors = "replace"
    replacement: int = 0xFFFD
    vocabulary_size: int | None = None
    type: Literal["codepoint"] = "codepoint"


Tokenizer = (
    WordPieceTokenizer
    | BytePairTokenizer
    | SentencePieceTokenizer
    | RwkvTokenizer
    | ParSeqTokenizer
    | ByteTokenizer
    | CodepointTokenizer
    | ContainedTokenizer
)
