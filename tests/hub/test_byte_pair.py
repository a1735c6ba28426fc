"""Byte-level BPE from KerasHub's classes: what the device gets, and what is refused."""

import dataclasses
import json
import struct
from types import SimpleNamespace
from typing import Any, cast

import keras_hub
import pytest
from tokenizer_classes import BYTE_PAIR as CLASSES
from tokenizer_classes import BYTE_PAIR_MERGES as MERGES
from tokenizer_classes import byte_pair_vocabulary as vocabulary
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from litert_sdkgen.errors import ExportError
from litert_sdkgen.hub.tokenizers import describe
from litert_sdkgen.hub.tokenizers.byte_pair import merges_file
from litert_sdkgen.hub.tokenizers.patterns import compile_pattern
from litert_sdkgen.hub.tokenizers.pipeline import GPT2_PATTERN, Pipeline
from litert_sdkgen.manifest.model import Manifest
from litert_sdkgen.manifest.reader import asset_references
from litert_sdkgen.manifest.steps import MultiSegmentPacker, TextStep
from litert_sdkgen.manifest.tokenizers import BytePairTokenizer


def pipeline_of(described: Any) -> Any:
    return json.loads(described.assets["tokenizer.json"])


def test_these_are_all_classes() -> None:
    def below(base: type) -> set[str]:
        return {base.__name__}.union(*map(below, base.__subclasses__()))

    assert below(keras_hub.tokenizers.BytePairTokenizer) - {"BytePairTokenizer"} == set(CLASSES)
    assert len(CLASSES) == 21


@pytest.mark.parametrize("name", CLASSES)
def test_class(name: str) -> None:
    special, options = CLASSES[name]
    tokenizer = getattr(keras_hub.tokenizers, name)(vocabulary(*special), MERGES, **options)
    described = describe(tokenizer)
    assert described.tokenizer == BytePairTokenizer("tokenizer.json", "vocabulary.bin", "merges.bin")
    pipeline = pipeline_of(described)
    ids = tokenizer.vocabulary
    # Whisper's language tokens are in the vocabulary, but KerasHub does not look for them in texts.
    assert pipeline["added_tokens"] == {token: ids[token] for token in special}
    numbers = struct.unpack(f"<{len(described.assets['merges.bin']) // 4}i", described.assets["merges.bin"])
    clip = name in ("CLIPTokenizer", "SAM3Tokenizer")
    rules = [token for merge in MERGES for token in (*merge.split(" "), merge.replace(" ", ""))]
    assert numbers[256 * (1 + clip) :] == tuple(ids[token] for token in rules)
    assert numbers[0x20] == ids["Ġ"] and numbers[0x61] == ids["a"]
    assert pipeline.get("word_end") == ("</w>" if clip else None)
    assert pipeline.get("unknown") == (ids["<|endoftext|>"] if clip else None)
    assert pipeline.get("removed") == (["</w>", "<|startoftext|>", "<|endoftext|>"] if clip else None)
    assert [step["type"] for step in pipeline.get("normalizers", [])] == (["nfc", "replace", "lowercase"] if clip else [])
    steps = [step.get("regex", step.get("literal", step["type"])) for step in pipeline["splits"]]
    pattern = tokenizer._tokenizer.pre_tokenizer[0].__getstate__()
    assert steps[0] == options.get("split_pattern", steps[0]) and json.dumps(steps[0]).encode() in pattern
    assert ("literal" in pipeline["splits"][0]) == (not clip and name != "MistralTekkenTokenizer")
    assert steps[1:] == (["prefix_space"] if options.get("add_prefix_space") else []) + ([GPT2_PATTERN] if clip else [])


def test_a_manifest_refers_to_all_three_files() -> None:
    step = TextStep(BytePairTokenizer("a.json", "b.bin", "c.bin"), MultiSegmentPacker(8, (), (), (), 0), {})
    found = asset_references(cast(Manifest, SimpleNamespace(preprocess=(step,), postprocess=None, samples=None)))
    assert found == [(f"manifest.preprocess[0].tokenizer.{field}", file) for field, file in dataclasses.asdict(step.tokenizer).items()][:3]


def test_the_same_tokenizer_gives_the_same_files() -> None:
    special, _ = CLASSES["CLIPTokenizer"]
    first, second = (describe(keras_hub.tokenizers.CLIPTokenizer(vocabulary(*special), MERGES)).assets for _ in range(2))
    assert first == second


def test_tokens_are_decoded_to_bytes_and_ids_may_have_gaps() -> None:
    tokens = vocabulary() | {"日本": 262, "Ġé": 264, " x": 266, "<|endoftext|>": 600}
    content = describe(keras_hub.tokenizers.GPT2Tokenizer(tokens, MERGES)).assets["vocabulary.bin"]
    found, at = [], 0
    while at < len(content):
        found.append(content[at + 1 : at + 1 + content[at]])
        at += 1 + content[at]
    assert len(found) == 601
    assert [found[i] for i in (256, 257, 261, 262, 263, 264, 266, 600)] == [
        b"ab",
        b" a",
        b"",
        "日本".encode(),
        b"",
        b" \xe9",
        b" x",
        b"<|endoftext|>",
    ]


@pytest.mark.parametrize(
    ("tokens", "options", "message"),
    [
        (vocabulary("<|endoftext|>") | {"far": 2**24}, {}, "expected token ids from 0 to 16777215. Received: 16777216"),
        (vocabulary("<|endoftext|>"), {"sequence_length": 8}, "a sequence_length of its own"),
        (None, {}, "has no vocabulary"),
    ],
)
def test_vocabulary_that_the_device_cannot_have(tokens: Any, options: Any, message: str) -> None:
    tokenizer = keras_hub.tokenizers.GPT2Tokenizer(tokens, MERGES if tokens else None, **options)
    with pytest.raises(ExportError, match=message):
        describe(tokenizer)


def test_two_tokens_with_one_id() -> None:
    tokenizer = keras_hub.tokenizers.GPT2Tokenizer(vocabulary("<|endoftext|>"), MERGES)
    tokenizer.vocabulary["again"] = 7  # where TensorFlow is installed, KerasHub refuses it before
    with pytest.raises(ExportError, match=r"the tokens '\(' and 'again' of the vocabulary share the id 7"):
        describe(tokenizer)


def dump(**parts: Any) -> Any:
    """A dump of the tokenizers library, of a tokenizer with other `parts` than those of GPT-2."""
    tokenizer = Tokenizer(parts.pop("model", models.BPE({"a": 0, "b": 1, "ab": 2}, [("a", "b")])))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    for token in parts.pop("tokens", []):
        tokenizer.add_tokens([token])
    for name, part in parts.items():
        setattr(tokenizer, name, part)
    return json.loads(tokenizer.to_str())


ByteLevel = pre_tokenizers.ByteLevel


@pytest.mark.parametrize(
    ("parts", "refused"),
    [
        ({"model": models.WordPiece({"a": 0}, unk_token="a")}, 'model of this tokenizer: "WordPiece"'),
        ({"model": models.BPE({"a": 0}, [], dropout=0.5)}, "dropout of this tokenizer: 0.5"),
        ({"model": models.BPE({"a": 0}, [], byte_fallback=True)}, "byte_fallback of this tokenizer: true"),
        ({"model": models.BPE({"a": 0}, [], fuse_unk=True)}, "fuse_unk of this tokenizer: true"),
        ({"model": models.BPE({"a": 0}, [], ignore_merges=True)}, "ignore_merges of this tokenizer: true"),
        ({"model": models.BPE({"a": 0}, [], continuing_subword_prefix="#")}, 'continuing_subword_prefix of this tokenizer: "#"'),
        ({"model": models.BPE({"a": 0}, [], unk_token="b")}, "lacks the unknown token 'b'"),
        ({"model": models.BPE({"a": 0}, [], end_of_word_suffix="\u2581")}, 'end_of_word_suffix of this tokenizer: "\u2581"'),
        ({"normalizer": normalizers.NFKC()}, 'normalizer of this tokenizer: {"type": "NFKC"}'),
        ({"normalizer": normalizers.Sequence([normalizers.NFC(), normalizers.StripAccents()])}, "StripAccents"),
        ({"normalizer": normalizers.Replace("", "x")}, 'pattern of this tokenizer: {"String": ""}'),
        ({"pre_tokenizer": pre_tokenizers.Whitespace()}, 'pre_tokenizer of this tokenizer: ["Whitespace"]'),
        ({"pre_tokenizer": pre_tokenizers.Sequence([ByteLevel(), pre_tokenizers.Split("a", "isolated")])}, '["ByteLevel", "Split"]'),
        ({"pre_tokenizer": pre_tokenizers.Sequence([pre_tokenizers.Digits(), ByteLevel()])}, '["Digits", "ByteLevel"]'),
        ({"pre_tokenizer": pre_tokenizers.Sequence([pre_tokenizers.Split("a", "contiguous"), ByteLevel()])}, '"Contiguous"'),
        ({"decoder": decoders.BPEDecoder()}, 'decoder of this tokenizer: {"type": "BPEDecoder"'),
        ({"post_processor": processors.ByteLevel()}, "post_processor of this tokenizer"),
        ({"tokens": [AddedToken("x", normalized=True)]}, "normalized of the added token 'x' of this tokenizer: true"),
        ({"tokens": [AddedToken("x", normalized=False, lstrip=True)]}, "lstrip of the added token 'x'"),
        ({"tokens": [AddedToken("x", normalized=False, single_word=True)]}, "single_word of the added token 'x'"),
    ],
)
def test_what_the_device_does_not_know_is_refused_by_name(parts: dict[str, Any], refused: str) -> None:
    with pytest.raises(ExportError) as error:
        Pipeline(dump(**parts))
    assert refused in str(error.value)


def test_a_plain_dump_is_taken_with_every_kind_of_split() -> None:
    splits = [("isolated", False, "all"), ("isolated", True, "all"), ("removed", False, "gaps"), ("removed", True, "matches")]
    steps = [pre_tokenizers.Split("a", behavior, invert=invert) for behavior, invert, _ in splits]
    pipeline = Pipeline(dump(pre_tokenizer=pre_tokenizers.Sequence([*steps, ByteLevel(add_prefix_space=True, use_regex=True)])))
    form = json.loads(pipeline.json())
    assert form["splits"][:4] == [{"type": "split", "literal": "a", "keep": keep} for _, _, keep in splits]
    assert [step["type"] for step in form["splits"][4:]] == ["prefix_space", "split"]


def test_merges_that_do_not_fit_the_vocabulary() -> None:
    faulty = dump()
    faulty["model"]["merges"].append(["b", "b"])
    with pytest.raises(ExportError, match="the merge of 'b' and 'b' does not fit the vocabulary, which lacks 'bb'"):
        merges_file(faulty)
    faulty["model"]["merges"][-1] = ["", "a"]
    with pytest.raises(ExportError, match="which lacks ''"):
        merges_file(faulty)


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("a*", "matches the empty text"),
        ("a|(?:b|)", "matches the empty text"),
        ("(?=a)", "matches the empty text"),
        ("^a", "an anchor"),
        ("a$", "an anchor"),
        (r"\ba", "an escape"),
        (r"(a)\1", "an anchor, a group"),
        (r"a\1", "an escape"),
        ("a+?", "a lazy or repeated quantifier at '+?'"),
        ("a{2}+", "a lazy or repeated quantifier"),
        ("a++*", "a lazy or repeated quantifier"),
        ("a{3,2}", "a quantifier"),
        ("(?:ab)+", "a repeated group"),
        ("(?!ab)c", "a look ahead at more than one character"),
        ("(?=a|b)c", "a look ahead at more than one character"),
        ("(?<=a)b", "an anchor, a group"),
        ("(?i:[a-z])", "a class of characters while case is ignored"),
        ("(?i:ss)", "letters that ignoring case makes equal to a single one"),
        ("(?:a", "an open parenthesis"),
        ("a)", "a closing parenthesis"),
        ("[a", "an open bracket"),
        ("[]a]", "'[]', of which Oniguruma says: Oniguruma error: empty char-class, at 'a]'"),
    ],
)
def test_pattern_that_the_matcher_does_not_have(pattern: str, part: str) -> None:
    with pytest.raises(ExportError) as error:
        compile_pattern(pattern, lambda members: 0)
    assert part in str(error.value) and repr(pattern) in str(error.value)


def test_structure_of_a_pattern() -> None:
    sets: dict[str, int] = {}
    compiled = compile_pattern("a?+b{2,}c{1,3}(?i:'s)?|(?!d)[^a-]++|x", lambda members: sets.setdefault(members, len(sets)))
    assert compiled == [
        [
            {"set": 0, "min": 0, "max": 1, "possessive": True},
            {"set": 1, "min": 2},
            {"set": 2, "min": 1, "max": 3},
            {"choice": [[{"set": 3}, {"set": 4}], []]},
        ],
        [{"not_before": 5}, {"set": 6, "min": 1, "possessive": True}],
        [{"set": 7}],
    ]
    assert Regex("a?+b{2,}c{1,3}(?i:'s)?|(?!d)[^a-]++|x")
