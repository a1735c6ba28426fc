"""The diff of `generate --check`."""

from pathlib import Path

from litert_sdkgen.codegen import diff

EXPECTED = {"a/One.kt": "first\nsecond\n", "Two.kt": "only\n"}


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())


def test_equal(tmp_path: Path) -> None:
    write(tmp_path, EXPECTED)
    assert diff(EXPECTED, tmp_path) == ""


def test_changed(tmp_path: Path) -> None:
    write(tmp_path, {**EXPECTED, "a/One.kt": "first\nedited\n"})
    assert diff(EXPECTED, tmp_path) == ("--- a/One.kt (on disk)\n+++ a/One.kt (generated)\n@@ -1,2 +1,2 @@\n first\n-edited\n+second\n")


def test_missing(tmp_path: Path) -> None:
    write(tmp_path, {"a/One.kt": EXPECTED["a/One.kt"]})
    assert diff(EXPECTED, tmp_path) == "--- Two.kt (missing)\n+++ Two.kt (generated)\n@@ -0,0 +1 @@\n+only\n"
    assert diff(EXPECTED, tmp_path / "nowhere").count("(missing)") == 2


def test_missing_end_of_line(tmp_path: Path) -> None:
    write(tmp_path, {**EXPECTED, "Two.kt": "only"})
    assert "-only\n\\ No newline at end of file\n+only\n" in diff(EXPECTED, tmp_path)


def test_line_ends_of_windows_and_files_of_others_do_not_count(tmp_path: Path) -> None:
    write(tmp_path, {**{path: text.replace("\n", "\r\n") for path, text in EXPECTED.items()}, "Others.kt": "x"})
    assert diff(EXPECTED, tmp_path) == ""


def test_rubbish_on_disk_is_a_difference_not_a_crash(tmp_path: Path) -> None:
    write(tmp_path, EXPECTED)
    (tmp_path / "Two.kt").write_bytes(b"\xff\xfe\x00")
    assert "Two.kt (on disk)" in diff(EXPECTED, tmp_path)
