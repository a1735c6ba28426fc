"""Options refuse what no compiler would take, and say what they would take."""

import re
from typing import Any

import pytest

from litert_sdkgen.codegen import Options, default_class_name, default_package, generate, generate_tests
from litert_sdkgen.codegen.options import RESERVED_CLASS_NAMES
from litert_sdkgen.codegen.template_root import template_root
from litert_sdkgen.errors import ManifestError, UsageError

from .cases import CASES, GOLDEN, LANGUAGES, manifest_of, options_of


def options(**changes: Any) -> Options:
    return Options(**{"package": "com.example.app.litert", "class_name": "Sentiment", "bundle_path": "sentiment", **changes})


def test_defaults() -> None:
    given = options()
    assert (given.language, given.target, given.runner, given.emit_runtime, given.coroutines) == (
        "kotlin",
        "android",
        "compiled",
        True,
        True,
    )
    assert given.runtime == "com.example.app.litert.runtime"
    assert given.file == "com/example/app/litert/Sentiment.kt"
    assert options(language="java", runtime_package="shared.runtime").file == "com/example/app/litert/Sentiment.java"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"package": ""}, "package: expected a package such as com.example.app.litert. Received: ''"),
        ({"package": "com..app"}, "'' is not a name"),
        ({"package": "com.1app"}, "'1app' is not a name"),
        ({"package": "com.my-app"}, "'my-app' is not a name"),
        ({"package": "com.größe"}, "'größe' is not a name"),
        ({"package": "com.example.in"}, "'in' is a keyword of Kotlin or Java"),
        ({"package": "com.example.native"}, "'native' is a keyword of Kotlin or Java"),
        ({"package": "com.example\n"}, "is not a name"),
        ({"package": "java.models"}, "java is taken"),
        ({"package": "kotlin.models"}, "kotlin is taken"),
        ({"runtime_package": "fun"}, "runtime package: expected a package"),
        ({"runtime_package": ""}, "runtime package: expected a package"),
        ({"class_name": ""}, "class name: expected an upper-case ASCII letter"),
        ({"class_name": "sentiment"}, "such as DemoSentimentEn. Received: 'sentiment'"),
        ({"class_name": "My-Model"}, "Received: 'My-Model'"),
        ({"class_name": "A" * 129}, "class name: expected"),
        ({"class_name": "Größe"}, "class name: expected"),
        ({"class_name": "Classification"}, "'Classification' would hide a class"),
        ({"class_name": "Context"}, "Choose another, such as ContextModel"),
        ({"class_name": "Inputs"}, "would hide a class"),
        ({"class_name": "String"}, "would hide a class"),
        ({"class_name": "FLOAT32"}, "would hide a class"),
        ({"bundle_path": ""}, "bundle path: expected a folder below the assets"),
        ({"bundle_path": "../x"}, "Received: '../x'"),
        ({"bundle_path": "/x"}, "Received: '/x'"),
        ({"bundle_path": "a\\b"}, "bundle path"),
        ({"bundle_path": "a\nb"}, "bundle path"),
        ({"language": "scala"}, "language: expected one of kotlin, java. Received: 'scala'"),
        ({"target": "ios"}, "target: expected one of android, jvm. Received: 'ios'"),
        ({"runner": "gpu"}, "runner: expected one of compiled, interpreter. Received: 'gpu'"),
    ],
)
def test_refusals(change: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        options(**change)


def test_default_names() -> None:
    assert default_class_name("demo_sentiment_en") == "DemoSentimentEn"
    assert default_class_name("classification") == "ClassificationModel"
    assert default_package("com.example.app") == "com.example.app.litert"
    assert default_package(None) == "litert"


@pytest.mark.parametrize("name", sorted(RESERVED_CLASS_NAMES))
def test_a_model_called_like_a_reserved_class_gets_another(name: str) -> None:
    assert options(class_name=default_class_name(name)).class_name not in RESERVED_CLASS_NAMES


def test_all_names_that_wrappers_use_are_reserved() -> None:
    runtime = "\n".join(path.read_text(encoding="utf-8") for path in template_root().glob("runtime/*/*.kt"))
    public = set(re.findall(r"^public (?:\w+ )*(?:class|interface|object) (\w+)", runtime, re.MULTILINE))
    assert len(public) > 20
    imported = {
        re.split(r"[.;]", line.rstrip(";"))[-1]
        for case in CASES
        for path in (GOLDEN / case).rglob("*.*")
        if path.suffix in (".kt", ".java")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("import ") and line.rstrip(";").split(".")[-1][0].isupper()
    }
    used = {name for name in imported | public if re.search(rf"\b{name}\b", all_goldens())}
    assert used - RESERVED_CLASS_NAMES == set()


def all_goldens() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for case in CASES for path in (GOLDEN / case).rglob("*.*") if path.suffix != ".json")


def test_a_class_may_not_be_called_like_one_inside_of_it() -> None:
    with pytest.raises(UsageError, match=r"'DecodeInputs' is a class inside of it. Choose another, such as DecodeInputsModel"):
        generate(manifest_of("two_signatures_state"), options(class_name="DecodeInputs"))


def test_run_time_sizes_need_a_runner_that_resizes() -> None:
    with pytest.raises(ManifestError, match="batch is known at run time only. Export the model with fixed sizes"):
        generate(manifest_of("quantized_batch"), options())
    assert generate(manifest_of("quantized_batch"), options(target="jvm"))


def test_every_import_is_used() -> None:
    for case in CASES:
        for language in LANGUAGES:
            (text,) = generate(manifest_of(case), options_of(case, language)).values()
            imports = re.findall(r"^import (?:static )?([\w.]+);?$", text, re.MULTILINE)
            body = text.split("import ")[-1].split("\n", 1)[1]
            assert len(set(imports)) == len(imports) > 5
            assert [name for name in imports if not re.search(rf"\b{name.split('.')[-1]}\b", body)] == [], (case, language)


def test_tests_need_samples_and_an_android_module() -> None:
    with pytest.raises(UsageError, match="this bundle has none to replay. Export it again without --no-samples"):
        generate_tests(manifest_of("hostile"), options())
    with pytest.raises(UsageError, match="target: expected android"):
        generate_tests(manifest_of("plain_dense"), options(target="jvm"))
