"""`litert_kwargs`: options of TensorFlow's converter, followed or refused with a reason."""

from typing import Any

import pytest
import tensorflow as tf

from litert_sdkgen.converter_options import quantization_of
from litert_sdkgen.errors import MissingDependencyError


def dataset() -> list[Any]:
    return []


INT16 = "EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8"


@pytest.mark.parametrize(
    ("options", "mode"),
    [
        ({}, "none"),
        ({"optimizations": [tf.lite.Optimize.DEFAULT]}, "dynamic_int8"),
        ({"optimizations": ["DEFAULT"]}, "dynamic_int8"),
        ({"optimizations": {"DEFAULT"}, "target_spec": {"supported_types": ["int8"]}}, "dynamic_int8"),
        ({"optimizations": "DEFAULT", "target_spec": {"supported_types": [tf.float16]}}, "float16"),
        ({"target_spec": {"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS]}}, "none"),
        ({"optimizations": ["DEFAULT"], "representative_dataset": dataset}, "int8"),
        ({"optimizations": ["DEFAULT"], "representative_dataset": tf.lite.RepresentativeDataset(dataset)}, "int8"),
        (
            {"optimizations": ["DEFAULT"], "representative_dataset": dataset, "target_spec": {"supported_ops": ["TFLITE_BUILTINS_INT8"]}},
            "int8",
        ),
        (
            {"optimizations": ["DEFAULT"], "representative_dataset": dataset, "target_spec": {"supported_ops": [tf.lite.OpsSet[INT16]]}},
            "int16x8",
        ),
        ({"inference_input_type": tf.float32, "allow_custom_ops": False, "aot_compile_targets": []}, "none"),
    ],
)
def test_options_that_are_followed(options: dict[str, Any], mode: str) -> None:
    quantization = quantization_of(options)
    assert quantization.mode == mode
    assert (quantization.examples is not None) == ("representative_dataset" in options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"optimisations": []}, "no option 'optimisations'. Did you mean 'optimizations'"),
        ({"enable_select_tf_ops": True}, "no option 'enable_select_tf_ops'. Known: optimizations"),
        ({"optimizations": ["FASTER"]}, "expected tf.lite.Optimize.DEFAULT. Received: FASTER"),
        ({"optimizations": 3}, "optimizations: expected a list. Received: 3"),
        ({"target_spec": {"supported_ops": [tf.lite.OpsSet.SELECT_TF_OPS]}}, "expected TFLITE_BUILTINS or .* Received: SELECT_TF_OPS"),
        ({"target_spec": {"supported_op": []}}, "target_spec: there is no option 'supported_op'. Did you mean 'supported_ops'"),
        ({"optimizations": ["DEFAULT"], "target_spec": {"supported_types": ["bfloat16"]}}, "expected float16 or int8"),
        ({"target_spec": {"supported_ops": ["TFLITE_BUILTINS_INT8"]}}, "TFLITE_BUILTINS_INT8 needs a representative_dataset"),
        ({"representative_dataset": dataset}, "no effect without optimizations"),
        ({"optimizations": ["DEFAULT"], "representative_dataset": [1]}, "expected a generator function. Received: list"),
        ({"inference_input_type": tf.int8}, "expected float32"),
        ({"allow_custom_ops": True}, "do not run on a phone"),
        ({"aot_compile_targets": ["qualcom:SM8750"]}, "no vendor 'qualcom'. Did you mean 'qualcomm'"),
        ({"aot_compile_targets": [8750]}, "expected targets of ai_edge_litert.aot. Received: 8750"),
    ],
)
def test_options_that_do_not_exist_or_do_not_help(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        quantization_of(options)


def test_compiling_for_a_chip_names_the_compiler_that_is_missing() -> None:
    from ai_edge_litert.aot.vendors.mediatek import target

    message = "Compiling ahead of time for {} needs ai_edge_litert_sdk_{}, .*pip install ai-edge-litert-sdk-{}"
    for chip, name in (("qualcomm:SM8750", "qualcomm"), (target.Target(target.SocModel.MT6991), "mediatek")):
        with pytest.raises(MissingDependencyError, match=message.format(name, name, name)):
            quantization_of({"aot_compile_targets": [chip]})


def test_a_compiler_that_is_there_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    with pytest.raises(ValueError, match=r"pass the file to ai_edge_litert.aot.aot_compile"):
        quantization_of({"aot_compile_targets": ["qualcomm"]})
