"""What a wrapper imports: exactly what its text names."""

from .options import Options
from .runners import RunnerCode
from .signatures import SignatureCode
from .tasks import TaskCode

_ALWAYS = (
    "DirectoryBundle",
    "LiteRtModel",
    "ModelBundle",
    "ModelException",
    "ModelMismatchException",
    "ModelSession",
    "RunnerFactory",
)


def imports_of(options: Options, signatures: tuple[SignatureCode, ...], task: TaskCode, runner: RunnerCode) -> set[str]:
    """Full names of the classes and functions, without Java's static imports."""
    is_kotlin = options.language == "kotlin"
    runtime = {*_ALWAYS, *task.imports, *(("SignatureCall",) if signatures else ())}
    names = {"java.io.File"} | task.language_imports[options.language]
    if any(code.sizes for code in signatures):
        runtime.add("SizedCalls")
        names |= set() if is_kotlin else {"java.util.HashMap", "java.util.Map"}
    if options.target == "jvm":
        runtime.add("LiteRtHostRunner")
    else:
        runtime |= {"AssetBundle", str(runner.name)} | task.android_imports[options.language]
        names |= {"android.content.Context"} | task.platform_imports | runner.platform_imports
    if is_kotlin:
        runtime |= {f"ElementType.Companion.{name}" for name in element_types_of(signatures)}
    else:
        names.add("org.jetbrains.annotations.NotNull")
        runtime |= {"Tensor"} if any(code.inputs or code.outputs for code in signatures) else set()
    return names | {f"{options.runtime}.{name}" for name in runtime}


def element_types_of(signatures: tuple[SignatureCode, ...]) -> list[str]:
    """The constants of the runtime's ElementType."""
    return sorted({tensor.carrier.element_type for code in signatures for tensor in (*code.inputs, *code.outputs)})
