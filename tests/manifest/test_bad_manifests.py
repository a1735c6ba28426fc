"""Bad manifests, a folder each: the whole text of the error is expected, since a user reads nothing else."""

import json
from pathlib import Path

import jsonschema
import pytest

from litert_sdkgen.errors import ManifestError
from litert_sdkgen.manifest import read
from litert_sdkgen.manifest.schema import schema

BAD = Path(__file__).resolve().parents[1] / "bad_manifests"
CASES = sorted(path.name for path in BAD.iterdir())
COMMAND = "pytest tests/manifest --update-golden"

# Faults that types cannot express; every other case must fail the JSON schema too.
BEYOND_TYPES = {
    "asset_absolute",
    "asset_backslash",
    "asset_is_the_manifest",
    "asset_missing",
    "asset_outside",
    "asset_twice",
    "contained_tokenizer_without_container",
    "container_of_other_task",
    "container_without_its_tokenizer",
    "contract_stale",
    "contract_wrong",
    "feed_of_unknown_source",
    "feed_to_unknown_input",
    "float16_for_callers",
    "ids_of_a_prompt_for_an_encoder",
    "input_twice",
    "input_without_name",
    "labels_not_an_asset",
    "list_index_not_a_permutation",
    "mask_missing",
    "mask_token_empty",
    "model_file_outside",
    "name_a_path",
    "name_not_snake_case",
    "newer_version",
    "no_signatures",
    "older_version",
    "pictures_in_a_source_without_marker",
    "pictures_of_unknown_output",
    "pictures_without_marker",
    "pictures_without_places",
    "pictures_without_prefill",
    "pictures_without_step",
    "position_not_a_permutation",
    "postprocess_of_unknown_output",
    "samples_not_an_asset",
    "signature_twice",
    "size_huge",
    "size_negative",
    "size_zero",
    "sounds_of_no_moments",
    "sounds_without_mask",
    "sounds_without_pictures",
    "source_before_its_picture",
    "source_of_other_packer",
    "source_of_other_tokens",
    "state_of_unknown_input",
    "state_of_unknown_output",
    "task_of_other_step",
    "task_without_postprocess",
    "task_without_step",
}
NOT_JSON = {"cut_off", "duplicate_key", "empty", "infinity", "nan", "nested_too_deep", "not_json", "overflowing_number"}


@pytest.mark.parametrize("case", CASES)
def test_error(case: str, pytestconfig: pytest.Config) -> None:
    assert {path.name for path in (BAD / case).iterdir()} <= {"manifest.json", "error.txt"}
    with pytest.raises(ManifestError) as caught:
        read((BAD / case / "manifest.json").read_text(encoding="utf-8"))
    text, expected = f"{caught.value}\n", BAD / case / "error.txt"
    if pytestconfig.getoption("--update-golden"):
        expected.write_text(text, encoding="utf-8")
    assert expected.is_file() and expected.read_text(encoding="utf-8") == text, (
        f"the error reads {text!r}. If that is intended, run: {COMMAND}"
    )


@pytest.mark.parametrize("case", [case for case in CASES if case not in BEYOND_TYPES | NOT_JSON])
def test_a_fault_of_types_fails_the_schema(case: str) -> None:
    form = json.loads((BAD / case / "manifest.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(form, json.loads(schema()))


@pytest.mark.parametrize("case", sorted(BEYOND_TYPES))
def test_other_faults_are_left_to_the_reader(case: str) -> None:
    jsonschema.validate(json.loads((BAD / case / "manifest.json").read_text(encoding="utf-8")), json.loads(schema()))
