"""Every concrete task class of KerasHub: a tiny model of it is exported, runs on CompiledModel and equals Keras, as the table says."""

from pathlib import Path
from typing import Any

import keras_hub
import pytest

from litert_sdkgen.errors import ExportError
from litert_sdkgen.exporter import routes, trials
from litert_sdkgen.hub import support
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import OWN_CLASSES, Request, exporter_of, exporters

from . import tiny_tasks

ROWS = {row.class_name: row for row in support.table()}


def plan(model: Any, name: str, task: str | None = "tensors") -> Any:
    tiny = tiny_tasks.TASKS[name]
    return plan_for(model, Request("m", tiny.sequence_length, tiny.image_size, inputs=tiny.inputs or None), task)[0]


def concrete_classes() -> dict[str, type]:
    """What KerasHub exports below Task, without aliases and without the base classes of families."""
    found = {value.__name__: value for value in vars(keras_hub.models).values() if isinstance(value, type)}
    tasks = {name: value for name, value in found.items() if issubclass(value, keras_hub.models.Task)}
    return {name: value for name, value in tasks.items() if getattr(value, "backbone_cls", None) is not None}


def test_the_table_has_every_class() -> None:
    assert set(ROWS) == set(concrete_classes()), "KerasHub's classes have changed: hub/support.py wants a row, and tiny_tasks a model"
    assert set(ROWS) == set(tiny_tasks.TASKS) and len(ROWS) == 81


def test_the_table_has_every_family() -> None:
    for name, cls in concrete_classes().items():
        base = getattr(keras_hub.models, ROWS[name].family)
        assert issubclass(cls, base), name
        narrower = [
            other for other in base.__subclasses__() if issubclass(cls, other) and other.__name__ in {r.family for r in ROWS.values()}
        ]
        assert not narrower, f"{name} belongs to {narrower}"


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.status != "refused"])
def test_exports_and_equals_keras(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_STREAMED", 256)  # tiny models have hardly any large variables
    monkeypatch.setattr(trials, "_SEEDS", (1,))  # three samples and each mask once: Keras takes most of the time
    model = tiny_tasks.build(name)
    if ROWS[name].family == "ImageClassifier":
        manifest = routes.export(plan(with_converter(model), name, None), tmp_path / "m").manifest
        assert (manifest.task, plan(model, name).task) == ("image_classifier", "tensors")
    else:
        manifest = routes.export(plan(model, name), tmp_path / "m").manifest
    assert manifest.model.route == "streaming", manifest.model.refused_routes
    assert tuple(signature.key for signature in manifest.signatures) == ROWS[name].signatures
    assert manifest.verification.samples >= 3 and not [text for text in manifest.verification.left_out if "full mask" in text]
    typed = exporter_of(with_preprocessor(model)).task != "tensors"
    assert typed == (ROWS[name].status == "typed"), "hub/support.py says otherwise"


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.status == "refused"])
def test_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(ExportError, match=r"Gemma4AssistantCausalLM cannot be exported: .*no forward pass.*Export the Gemma4CausalLM"):
        plan(tiny_tasks.build(name), name)


def test_typed_families_are_those_with_an_exporter() -> None:
    typed = {row.family for row in ROWS.values() if row.status == "typed"}
    classes = {exporter.keras_class for exporter in exporters().values()} - {"Model", *OWN_CLASSES}
    assert typed == {ROWS[name].family if name in ROWS else name for name in classes}


def with_converter(model: Any) -> Any:
    """An image classifier with the preprocessor of its family, for pictures of the model's own size."""
    converter = model.preprocessor_cls.image_converter_cls(image_size=(32, 32), scale=1 / 127.5, offset=-1.0)
    model.preprocessor = model.preprocessor_cls(converter)
    return model


def with_preprocessor(model: Any) -> Any:
    """Exporters of texts ask whether there is a preprocessor before they ask which."""
    model.preprocessor = model.preprocessor or keras_hub.models.Preprocessor()
    return model
