"""Small models with an encoder and a decoder: random weights, no zero biases, and answers that do not repeat one token."""

import functools
import io
from typing import Any

import keras
import keras_hub
import numpy as np
from tiny_language_models import CORPUS, byte_pairs, pieces, scattered

from litert_sdkgen.hub.audio_encoder import AudioEncoder

ENCODER_LENGTH, CONTEXT = 24, 32
ITEM_LENGTHS = {"sequence_length": 24, "context_length": 16}
"""Those that `edrec` is exported with; the model has none of its own."""
_MODELS = keras_hub.models
_LENGTHS = {"encoder_sequence_length": ENCODER_LENGTH, "decoder_sequence_length": CONTEXT}


@functools.cache
def unigrams(size: int = 300) -> bytes:
    """A SentencePiece model as T5 has them: unigrams, text normalized, no token for a start."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS * 4), model_writer=model, vocab_size=size, hard_vocab_limit=False, minloglevel=2,
        pad_id=0, eos_id=1, unk_id=2, bos_id=-1, pad_piece="<pad>", eos_piece="</s>", unk_piece="<unk>",
    )  # fmt: skip
    return model.getvalue()


def bart(sampler: Any = "greedy") -> Any:
    """Learned positions, biases, a byte-level BPE; an answer begins with two tokens."""
    keras.utils.set_random_seed(41)
    tokenizer = _MODELS.BartTokenizer(*byte_pairs(("<s>", "<pad>", "</s>", "<mask>")))
    backbone = _MODELS.BartBackbone(tokenizer.vocabulary_size(), 2, 4, 32, 48, max_sequence_length=CONTEXT)
    model = _task(_MODELS.BartSeq2SeqLM(backbone, _MODELS.BartSeq2SeqLMPreprocessor(tokenizer, **_LENGTHS)), sampler, 0.8)
    for variable in model.weights:  # else the last bias decides which token is the likeliest, wherever it stands
        variable.assign(variable * (0.3 if "beta" in variable.path else 3.0 if "position" in variable.path else 1.0))
    return model


def t5(sampler: Any = "greedy") -> Any:
    """Relative positions, gated activations, heads of a size of their own; an answer begins with the padding token."""
    keras.backend.clear_session()  # its layers have numbers for names, by which weights are made up: the same for each model
    keras.utils.set_random_seed(42)
    tokenizer = _MODELS.T5Tokenizer(unigrams())
    backbone = _MODELS.T5Backbone(tokenizer.vocabulary_size(), 2, 4, 32, 48, key_value_dim=12, activation="gelu")
    return _task(_MODELS.T5Seq2SeqLM(backbone, _MODELS.T5Seq2SeqLMPreprocessor(tokenizer, **_LENGTHS)), sampler, 0.5)


def two_sided(**sizes: Any) -> dict[str, Any]:
    """Options of the T5Gemma backbones: the same `sizes` on both sides."""
    return {f"{side}_{name}": size for side in ("encoder", "decoder") for name, size in sizes.items()}


_GEMMA = two_sided(
    hidden_dim=32, intermediate_dim=48, num_layers=2, num_attention_heads=4, num_key_value_heads=2, head_dim=8,
    layer_types=["sliding_attention", "full_attention"],
)  # fmt: skip


def t5gemma(sampler: Any = "greedy") -> Any:
    """Rotary positions, grouped queries, a sliding window, soft caps; the source ends without a token for it."""
    keras.utils.set_random_seed(43)
    tokenizer = _MODELS.T5GemmaTokenizer(pieces())
    backbone = _MODELS.T5GemmaBackbone(
        tokenizer.vocabulary_size(), **_GEMMA, sliding_window=6, final_logit_softcapping=30.0, attn_logit_softcapping=50.0,
        query_pre_attn_scalar=8.0,
    )  # fmt: skip
    return _task(_MODELS.T5GemmaSeq2SeqLM(backbone, _MODELS.T5GemmaSeq2SeqLMPreprocessor(tokenizer, **_LENGTHS)), sampler, 0.12)


def t5gemma2(sampler: Any = "greedy", proto: bytes | None = None, **options: Any) -> Any:
    """Self- and cross-attention in one, normalized queries and keys. `options` are further ones of the backbone."""
    keras.utils.set_random_seed(44)
    tokenizer = _MODELS.T5Gemma2Tokenizer(proto or pieces())
    backbone = _MODELS.T5Gemma2Backbone(
        tokenizer.vocabulary_size(), **_GEMMA, cross_attention_hidden_size=32, sliding_window=6, query_pre_attn_scalar=8.0, **options
    )
    return _task(_MODELS.T5Gemma2Seq2SeqLM(backbone, _MODELS.T5Gemma2Seq2SeqLMPreprocessor(tokenizer, **_LENGTHS)), sampler, 0.1)


def t5gemma2_with_pictures(sampler: Any = "greedy") -> Any:
    """As the published models are: a text can have a picture, of four places, and the token behind it has an embedding of its own."""
    from keras_hub.src.models.gemma3.gemma3_vision_encoder import Gemma3VisionEncoder

    symbols = ("<start_of_image>", "<image_soft_token>", "<end_of_image>", "\n\n")
    vision = Gemma3VisionEncoder(
        image_size=16, patch_size=4, pool_size=2, hidden_dim=8, num_layers=1, num_heads=2, intermediate_dim=16, output_dim=32
    )
    model = t5gemma2(sampler, pieces(420, symbols), vision_encoder=vision, eoi_token_index=6)
    converter = keras_hub.layers.T5Gemma2ImageConverter(image_size=(16, 16), scale=1 / 127.5, offset=-1.0)
    model.preprocessor = _MODELS.T5Gemma2Seq2SeqLMPreprocessor(
        model.preprocessor.tokenizer, **_LENGTHS, image_converter=converter, image_size=16, num_vision_tokens_per_image=4
    )
    return model


@functools.cache
def spoken_pieces(size: int = 300) -> bytes:
    """A SentencePiece model as Llama and Moonshine have them: pairs, and no token for padding."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS * 4), model_writer=model, vocab_size=size, hard_vocab_limit=False, minloglevel=2, model_type="bpe",
        unk_id=0, bos_id=1, eos_id=2, pad_id=-1,
    )  # fmt: skip
    return model.getvalue()


def moonshine(sampler: Any = "greedy", **options: Any) -> Any:
    """Sound in; an answer begins with the start token twice. `options` are those of the audio converter."""
    keras.utils.clear_session()  # Keras counts the names of its layers, from which the weights are made
    keras.utils.set_random_seed(45)
    tokenizer = _MODELS.MoonshineTokenizer(spoken_pieces())
    backbone = _MODELS.MoonshineBackbone(tokenizer.vocabulary_size(), 32, 2, 2, 32, 48, 4, 4, max_position_embeddings=64)
    converter = keras_hub.layers.MoonshineAudioConverter(**options)
    preprocessor = _MODELS.MoonshineAudioToTextPreprocessor(converter, tokenizer, decoder_sequence_length=CONTEXT)
    return _task(_MODELS.MoonshineAudioToText(backbone, preprocessor), sampler, 0.4)


def edrec(sampler: Any = "greedy") -> Any:
    """Ids of items in, ids of items out: no preprocessor, no positions. It often recommends 0, which KerasHub takes for padding."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(47)
    backbone = _MODELS.EdRecBackbone(50, num_layers_enc=2, num_layers_dec=2, hidden_dim=32, intermediate_dim=48, num_heads=4)
    model = _task(_MODELS.EdRecSeq2SeqLM(backbone), sampler, 0.1)
    often = 41
    model.lm_head.kernel.assign(np.roll(keras.ops.convert_to_numpy(model.lm_head.kernel), -often, axis=1))
    return model


def recommended(model: Any, history: list[int], length: int = 24, context: int = 16) -> list[int]:
    """What KerasHub's `generate` adds to a `history`, to the end of a context."""
    row = np.zeros((1, length), "int32")
    row[0, : len(history)] = history
    inputs = {
        "encoder_token_ids": row,
        "encoder_padding_mask": np.arange(length)[None] < len(history),
        "decoder_token_ids": np.zeros((1, context), "int32"),
        "decoder_padding_mask": np.arange(context)[None] < 1,
    }
    return [int(token) for token in model.generate(inputs, stop_token_ids=None)["decoder_token_ids"][0, 1:]]


def whisper() -> Any:
    """A backbone, which reads one second of sound."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(46)
    return scattered(_MODELS.WhisperBackbone(30, 1, 2, 16, 32, max_encoder_sequence_length=100, max_decoder_sequence_length=6), 0.1)


def audio_encoder(audio_seconds: int = 1) -> Any:
    """The encoder of `whisper`, with the converter that a preset would have."""
    return AudioEncoder(whisper(), keras_hub.layers.WhisperAudioConverter(max_audio_length=audio_seconds))


def _task(model: Any, sampler: Any, scale: float) -> Any:
    scattered(model, scale).compile(sampler=sampler)
    return model


MODELS = {"tiny_bart": bart, "tiny_t5": t5, "tiny_t5gemma": t5gemma, "tiny_t5gemma2": t5gemma2}
"""By the name of the bundle that the JVM tests use."""
