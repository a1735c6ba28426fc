"""Caches in half precision: what the file keeps, that it generates what Keras generates, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
import tiny_encoder_decoders
import tiny_language_models
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.tools import flatbuffer_utils

from litert_sdkgen.codegen import Options, generate
from litert_sdkgen.errors import UsageError, VerificationError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.plan import Continuation, ExportPlan
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request


def plan(model: Any, **options: Any) -> ExportPlan:
    return plan_for(model, Request("m", cache_dtype="float16", **options))[0]


@pytest.mark.parametrize("build", [tiny_language_models.gpt2, tiny_language_models.gemma, tiny_encoder_decoders.MODELS["tiny_bart"]])
def test_half_the_memory_and_the_tokens_of_keras(build: Any, tmp_path: Path) -> None:
    planned = plan(build())
    bundle = routes.export(planned, tmp_path / "m")
    state = {pair.input for pair in bundle.manifest.state} - {"cross_mask"}
    tensors = [t for signature in bundle.manifest.signatures for t in (*signature.inputs, *signature.outputs)]
    assert {tensor.name for tensor in tensors if tensor.dtype == "float16"} == state
    assert bundle.manifest.verification.tolerance == 5e-3
    recorded = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    counts = []
    for item, expected in zip(recorded, planned.continuations, strict=True):
        length = len(item["tokens"])
        assert length > 0 and tuple(item["tokens"]) == expected.tokens[:length]
        if not is_begun(expected):  # the one answer that goes on from a decoder's prompt meets a close call of its own
            counts.append((length, len(expected.tokens)))
    same, all_tokens = map(sum, zip(*counts, strict=True))
    assert len(counts) >= 5 and same > 0.9 * all_tokens, "two tokens are rarely as close as rounding is coarse"
    assert updated_types(bundle.model_file) == {schema.TensorType.FLOAT16}, "what a cache holds is never written again as a whole"


def is_begun(asked: Continuation) -> bool:
    """Whether an encoder-decoder's answer has more in front than the tokens that each begins with."""
    return asked.source is not None and len(asked.prompt) > 2


def updated_types(path: Path) -> set[int]:
    """The types of the tensors in which a few places are replaced."""
    model = flatbuffer_utils.read_model(str(path))
    updates = {i for i, code in enumerate(model.operatorCodes) if code.builtinCode == schema.BuiltinOperator.DYNAMIC_UPDATE_SLICE}
    return {sub.tensors[op.inputs[0]].type for sub in model.subgraphs for op in sub.operators if op.opcodeIndex in updates}


def test_a_model_of_halves_keeps_them(tmp_path: Path) -> None:
    import keras

    former = keras.config.dtype_policy()
    keras.config.set_dtype_policy("bfloat16")
    try:
        model = tiny_language_models.llama3(context=24)
    finally:
        keras.config.set_dtype_policy(former)
    assert routes.export(plan(model), tmp_path / "m").manifest.signatures[0].inputs[-1].dtype == "float16"


def test_eight_bit_weights_over_a_cache_of_halves(tmp_path: Path) -> None:
    bundle = routes.export(plan(tiny_language_models.llama3()), tmp_path / "m", Quantization("dynamic_int8"))
    assert bundle.manifest.signatures[0].inputs[-1].dtype == "float16" and (bundle.manifest.verification.min_cosine or 0) > 0.98


def test_keys_beyond_the_range_of_halves_are_seen(tmp_path: Path) -> None:
    model = tiny_language_models.gpt2(context=24)
    bias = next(variable for variable in model.backbone.weights if variable.path.endswith("transformer_layer_0/self_attention/key/bias"))
    bias.assign(bias * 0 + 1e5)
    with pytest.raises(VerificationError, match="Keras generates .* the file prefers|NaN"):
        routes.export(plan(model), tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_what_cannot_keep_halves_is_refused(tmp_path: Path) -> None:
    for build in (tiny_language_models.rwkv7, tiny_language_models.qwen3_5):
        with pytest.raises(UsageError, match="--cache-dtype: .* adds every token to one state.*expected float32. Received: float16"):
            plan(build(context=24))
    with pytest.raises(UsageError, match="--cache-dtype: for language models; this is a text_classifier"):
        plan_for("demo_sentiment_en", Request("m", cache_dtype="float16"))
    bundle = routes.export(plan(tiny_language_models.gpt2(context=24)), tmp_path / "m")
    generate(bundle.manifest, Options("a.b", "Halves", "m"))
    with pytest.raises(UsageError, match="the classic Interpreter has no float16.*--cache-dtype float32"):
        generate(bundle.manifest, Options("a.b", "Halves", "m", runner="interpreter"))
