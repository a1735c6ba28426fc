"""SentencePiece: ALBERT, DeBERTa V3, Gemma, Llama, Mistral, PaliGemma, SigLIP, T5, XLM-RoBERTa and others."""

from typing import Any, Literal

import keras_hub

from ...errors import ExportError
from ...manifest.tokenizers import SentencePieceTokenizer
from .described import Described

KERAS_CLASS = keras_hub.tokenizers.SentencePieceTokenizer

MODEL_FILE = "vocabulary.spm"

IdShift = Literal["none", "xlm_roberta", "metaclip2", "deberta_v3"]
_SHIFTS: dict[type, IdShift] = {
    keras_hub.tokenizers.XLMRobertaTokenizer: "xlm_roberta",
    keras_hub.tokenizers.MetaCLIP2Tokenizer: "metaclip2",
    keras_hub.tokenizers.DebertaV3Tokenizer: "deberta_v3",
    KERAS_CLASS: "none",
}
_METHODS = ("tokenize", "detokenize", "_tokenize_spm", "_detokenize_spm")


def describe(tokenizer: Any) -> Described:
    """From live attributes; the model file goes along as it is."""
    if tokenizer.proto is None:
        raise ExportError("the tokenizer has no SentencePiece model. Give it one with proto=")
    if tokenizer.sequence_length is not None:
        raise ExportError("the tokenizer has a sequence_length of its own and pads before packing. Leave it to the preprocessor's packer")
    for option, piece_id in (("add_bos", "bos_id"), ("add_eos", "eos_id")):
        if getattr(tokenizer, option) and getattr(tokenizer._sentence_piece_spm, piece_id)() < 0:
            raise ExportError(f"the tokenizer has {option}=True, but its SentencePiece model has no control piece for it")
    described = SentencePieceTokenizer(
        vocabulary=MODEL_FILE,
        add_bos=bool(tokenizer.add_bos),
        add_eos=bool(tokenizer.add_eos),
        id_shift=_id_shift(type(tokenizer)),
    )
    return Described(described, {MODEL_FILE: bytes(tokenizer.proto)})


def _id_shift(tokenizer_class: type) -> IdShift:
    """How the ids of a class differ from its model's; a class that changes more than KerasHub's own do cannot be repeated."""
    known = next(base for base in _SHIFTS if issubclass(tokenizer_class, base))
    for method in _METHODS:
        if getattr(tokenizer_class, method) is not getattr(known, method):
            raise ExportError(
                f"{tokenizer_class.__name__} has a {method} of its own, which the device cannot repeat. "
                "Export the model with --task tensors, and feed it token ids of your own making"
            )
    return _SHIFTS[known]
