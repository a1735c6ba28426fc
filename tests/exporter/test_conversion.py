"""Pins what `conversion` uses of TensorFlow's internals, and reads converter logs."""

import inspect

from tensorflow.lite.python import convert, lite

from litert_sdkgen.exporter.conversion import explain


def test_the_internals_are_still_there() -> None:
    assert {"input_data", "input_tensors", "output_tensors"} <= set(inspect.signature(convert.convert_graphdef).parameters)
    parameters = list(inspect.signature(lite.QuantizationMode.__init__).parameters)
    assert parameters[1:5] == ["optimizations", "target_spec", "representative_dataset", "graph_def"]
    assert "experimental_new_dynamic_range_quantizer" in parameters
    assert hasattr(lite.TFLiteConverterBase, "_get_base_converter_args")


def test_a_log_without_a_cause_is_passed_on() -> None:
    assert explain("something else broke") == "the converter failed: something else broke"


def test_operations_are_named_with_the_layers_that_use_them() -> None:
    log = "Some ops are not supported\nTF Select ops: FFT2D, Erfc\nCustom ops: Mine\nDetails:"
    text = explain(log, [("FFT2D", "model/spectrum/FFT2D"), ("MatMul", "model/dense/MatMul")])
    assert "for Erfc; FFT2D in model/spectrum; Mine." in text
