"""A dump of the tokenizers library as the device's `tokenizer.json`: what a text goes through before pairs are merged.

The dump is read strictly: whatever is not known here would be ignored on the device, so it is refused by its name.
"""

import json
from typing import Any, NoReturn

from ...errors import ExportError
from . import normalizers
from .patterns import compile_pattern

Dump = dict[str, Any]

GPT2_PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
"""What `ByteLevel(use_regex=True)` splits by; the library has it built in."""

_NEUTRAL = {"dropout": None, "continuing_subword_prefix": "", "fuse_unk": False, "byte_fallback": False, "ignore_merges": False}


class Pipeline:
    """Collects the steps, and the sets of code points that their patterns share."""

    def __init__(self, dump: Dump, removed: tuple[str, ...] = ()) -> None:
        """Args:
            dump: what `tokenizers.Tokenizer.to_str()` gives, as JSON values.
            removed: what is cut out of decoded text, one after the other.

        Raises:
            ExportError: the dump has a part that the device does not know.
        """
        self._sets: dict[str, int] = {}
        for part in ("post_processor", "truncation", "padding"):
            if dump.get(part) is not None:
                _refuse(part, dump[part])
        model = dump["model"]
        self._check_model(model)
        self.form = {
            "added_tokens": {token["content"]: token["id"] for token in map(_added, dump["added_tokens"])},
            "normalizers": [self._normalizer(step) for step in _steps(dump["normalizer"], "normalizers")],
            "splits": self._splits(_steps(dump["pre_tokenizer"], "pretokenizers")),
            "word_end": model.get("end_of_word_suffix") or "",
            "unknown": None if model.get("unk_token") is None else model["vocab"][model["unk_token"]],
            "removed": list(removed),
            "sets": list(self._sets),
        }
        if (dump["decoder"] or {}).get("type") != "ByteLevel":
            _refuse("decoder", dump["decoder"])

    def json(self) -> bytes:
        """The file; the same for the same dump."""
        form = {key: value for key, value in self.form.items() if value not in ("", None, [], {})}
        return (json.dumps(form, ensure_ascii=False, indent=1) + "\n").encode()

    def _check_model(self, model: Dump) -> None:
        if model.get("type") != "BPE":
            _refuse("model", model.get("type"))
        for option, neutral in _NEUTRAL.items():
            if model.get(option) not in (None, neutral):
                _refuse(option, model[option])
        suffix = model.get("end_of_word_suffix") or ""
        if not all("!" <= character <= "~" for character in suffix):  # else a token with it is not all of byte letters
            _refuse("end_of_word_suffix", suffix)
        if model.get("unk_token") is not None and model["unk_token"] not in model["vocab"]:
            raise ExportError(f"the vocabulary lacks the unknown token {model['unk_token']!r}")

    def _normalizer(self, step: Dump) -> Dump:
        match step["type"]:
            case "NFC":
                return {"type": "nfc", "ordinary": normalizers.unknown_to_nfc()}
            case "Lowercase":
                return {"type": "lowercase", "map": normalizers.lowercase()}
            case "Replace":
                return {"type": "replace", **self._pattern(step["pattern"]), "with": step["content"]}
        _refuse("normalizer", step)

    def _splits(self, steps: list[Dump]) -> list[Dump]:
        """Splits, and `prefix_space` at its place among them. The library's ByteLevel step does both, and spells bytes as letters."""
        if not steps or [step["type"] for step in steps] != ["Split"] * (len(steps) - 1) + ["ByteLevel"]:
            _refuse("pre_tokenizer", [step["type"] for step in steps])
        *splits, byte_level = steps
        form = [self._split(step) for step in splits]
        if byte_level["add_prefix_space"]:
            form.append({"type": "prefix_space"})
        if byte_level["use_regex"]:
            form.append({"type": "split", **self._pattern({"Regex": GPT2_PATTERN}), "keep": "all"})
        return form

    def _split(self, step: Dump) -> Dump:
        kept = {("Isolated", False): "all", ("Isolated", True): "all", ("Removed", False): "gaps", ("Removed", True): "matches"}
        keep = kept.get((step["behavior"], step["invert"]))
        if keep is None:
            _refuse("behavior of a split", step["behavior"])
        return {"type": "split", **self._pattern(step["pattern"]), "keep": keep}

    def _pattern(self, pattern: Dump) -> Dump:
        ((kind, text),) = pattern.items()
        if not text:
            _refuse("pattern", pattern)
        if kind == "String":
            return {"literal": text}
        return {"regex": text, "alternatives": compile_pattern(text, lambda members: self._sets.setdefault(members, len(self._sets)))}


def _steps(step: Dump | None, key: str) -> list[Dump]:
    if step is None:
        return []
    return [inner for member in step[key] for inner in _steps(member, key)] if step["type"] == "Sequence" else [step]


def _added(token: Dump) -> Dump:
    for option in ("normalized", "lstrip", "rstrip", "single_word"):
        if token[option]:
            _refuse(f"{option} of the added token {token['content']!r}", True)
    return token


def _refuse(what: str, value: Any) -> NoReturn:
    shown = json.dumps(value, ensure_ascii=False)
    raise ExportError(
        f"the device cannot repeat the {what} of this tokenizer: {shown if len(shown) <= 120 else shown[:117] + '...'}. "
        "Export the model with --task tensors, and feed it token ids of your own making"
    )
