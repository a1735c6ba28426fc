"""Masked language models: masks where the user writes them, packed as KerasHub packs its own random ones."""

from pathlib import Path
from typing import Any

import keras_hub
import numpy as np
import pytest
import tiny_models
import tiny_text_models

from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.plan import ExportPlan, NamedSpec
from litert_sdkgen.hub import masking
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile

WORDS = ("the", "film", "was", "good", "the", "food", "is", "bad")
TEXTS = ("the [MASK] was good", "[MASK]", "[MASK][MASK] bad[MASK]!", "the\t[MASK]s [MASK] , Ünïcödé [mask] [CLS]", "\n [MASK]\u0301")


def plan(model: Any, **options: Any) -> ExportPlan:
    return plan_for(model, Request("m", **options))[0]


def inputs(model: Any, *text: str, masks: int = 4) -> dict[str, Any]:
    specs = [NamedSpec(name, name, "int32", (1, masks if name == masking.POSITIONS else 24)) for name in model.input]
    return masking.inputs(model.preprocessor, text, specs)


@pytest.mark.parametrize("family", ["Bert", "DistilBert", "ESM", "RoformerV2"])
def test_packed_as_keras_hub_packs_what_it_masks_itself(family: str) -> None:
    """Its preprocessor hides some of these words, each of one token; the user writes the mask at the same places."""
    model = tiny_text_models.masked_lm(family)
    random = type(model.preprocessor)(
        model.preprocessor.tokenizer, 24, mask_selection_rate=0.4, mask_selection_length=4, mask_token_rate=1.0, random_token_rate=0.0
    )
    word = masking.describe(random).token
    seen = set()
    for _ in range(12):
        packed, *_ = random([" ".join(WORDS)])
        places = [int(place) for place, weight in zip(packed["mask_positions"][0], _[1][0], strict=True) if weight]
        if not places:
            continue
        seen.add(len(places))
        text = " ".join(word if i + 1 in places else hidden for i, hidden in enumerate(WORDS))
        for name, values in inputs(model, text).items():
            np.testing.assert_array_equal(values, np.asarray(packed[name]).astype("int32"), name)
    assert len(seen) > 1


def test_tokens_are_those_of_a_tokenizer_that_knows_its_mask() -> None:
    knowing = keras_hub.tokenizers.BertTokenizer(tiny_models.VOCABULARY, lowercase=True, special_tokens_in_strings=True)
    model = tiny_text_models.masked_lm("Bert")
    mask = masking.describe(model.preprocessor)
    for text in TEXTS[:3] + TEXTS[4:]:
        assert masking.tokens(model.preprocessor.tokenizer, mask, text) == list(knowing(text)), text
    roberta = tiny_text_models.masked_lm("Roberta").preprocessor
    for text in ("the<mask> fox", "<mask>", "a<mask><mask>, an"):
        assert masking.tokens(roberta.tokenizer, masking.describe(roberta), text) == list(roberta.tokenizer(text)), text


def test_other_special_tokens_in_a_text_are_text() -> None:
    model = tiny_text_models.masked_lm("Bert")
    ids = masking.tokens(model.preprocessor.tokenizer, masking.describe(model.preprocessor), TEXTS[3])
    assert ids.count(4) == 2 and not {2, 3} & set(ids)


def test_the_exported_file_fills_as_keras(tmp_path: Path) -> None:
    model = tiny_text_models.masked_lm("XLMRoberta")
    bundle = routes.export(plan(model), tmp_path / "m")
    (step,), (signature,) = bundle.manifest.preprocess, bundle.manifest.signatures
    assert step.type == "text" and step.mask is not None and step.mask.token == "<mask>"
    assert [tensor.name for tensor in signature.inputs] == ["token_ids", "padding_mask", "mask_positions"]
    given = inputs(model, "the <mask> fox <mask>")
    with LiteRtFile(bundle.model_file) as file:
        np.testing.assert_allclose(file.run(signature.key, given)["logits"], np.asarray(model(given)), atol=1e-4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (("no gap",), r"expected a text with \[MASK\] in it. Received: none"),
        (("[MASK]" * 5,), r"expected up to 4 \[MASK\] in a text. Received: 5"),
        (("film " * 30 + "[MASK]",), r"expected each \[MASK\] among the 24 tokens that the model reads. Received: 1 behind their end"),
    ],
)
def test_texts_that_cannot_be_filled(text: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        inputs(tiny_text_models.masked_lm("Bert"), *text)


def test_what_a_tokenizer_takes_for_a_mask_is_refused() -> None:
    """ALBERT's SentencePiece model normalizes full-width letters before it looks for its mask."""
    with pytest.raises(UsageError, match=r"expected 1 masks. Received: 2 that the tokenizer reads. Write each as \[MASK\]"):
        inputs(tiny_text_models.masked_lm("Albert"), "[MASK] [ＭASK]")


def test_the_number_of_masks_is_the_preprocessors_or_as_pinned() -> None:
    model = tiny_text_models.masked_lm("Bert")
    assert shapes(plan(model))["mask_positions"] == (1, 4)
    pinned = plan(model, inputs={"mask_positions": ("int32", (1, 1))})
    assert shapes(pinned)["mask_positions"] == (1, 1) and [sample.text for sample in pinned.samples] == [
        ("a [MASK] film",),
        ("[MASK]",),
        ("Café — [MASK] 日本 😀",),
    ]
    model.preprocessor.mask_selection_length = 96
    assert shapes(plan(model, sequence_length=8))["mask_positions"] == (1, 8), "no more masks than tokens"


def test_a_tokenizer_that_marks_the_ends_of_each_piece_is_refused() -> None:
    model = tiny_text_models.masked_lm("Albert")
    model.preprocessor.tokenizer.add_bos = True
    with pytest.raises(ExportError, match=r"AlbertTokenizer adds start or end to each piece of text.*--task tensors"):
        plan(model)


def test_a_mask_has_no_labels() -> None:
    with pytest.raises(UsageError, match="--labels: a masked language model has none"):
        plan(tiny_text_models.masked_lm("Bert"), labels=("a", "b"))


def shapes(made: ExportPlan) -> dict[str, tuple[int, ...]]:
    return {spec.name: spec.shape for spec in made.signatures[0].inputs}
