"""What predict() of a picture of 12 megapixels needs besides the picture: `python benchmarks/memory.py`.

All that the call allocates on a JVM's heap, its answer included, through generated classes on the real LiteRT library. It holds less at
once: the heap of this JVM has room for the picture and 60 MB, the program itself among them, and a model that needs more ends it. There
are no direct buffers: what is outside of the heap is LiteRT's own, as part of the model. Inputs and outputs have the sizes of KerasHub's
presets (full_size_models.py); the layers between are few. Target: 60 MB.
"""

import shutil
from pathlib import Path

import demo_app
import full_size_models
import kotlin_toolchain

from litert_sdkgen.bundle import Bundle
from litert_sdkgen.codegen import Options, default_class_name, generate
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.tolerance import Tolerance
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request

BUNDLES = demo_app.OUT / "memory-bundles"
HEAP = ["-Xmx103m", "-Xmn6m"]
"""48 MB and 60 MB are 103 MiB; as little of them as possible for young objects, since large arrays are old ones from the start."""


def main() -> None:
    runtime = kotlin_toolchain.ROOT / "templates" / "runtime"
    topics = [folder for folder in runtime.iterdir() if folder.name not in ("android", "coroutines", "litertlm")]
    classes = demo_app.OUT / "memory"
    sources = [generated(exported(name)) for name in full_size_models.MODELS]
    kotlin_toolchain.compile_kotlin([*topics, *sources, demo_app.HERE / "Memory.kt"], classes)
    print(f"{'a picture of 4000x3000':<24}{'predict() MB':>14}{'with a mask':>14}")
    for line in kotlin_toolchain.run_kotlin(classes, "MemoryKt", [str(BUNDLES)], HEAP).splitlines():
        name, *allocated = line.split("\t")
        print(f"{name:<24}" + "".join(f"{int(count) / 1e6:14.1f}" for count in allocated))


def exported(name: str) -> Bundle:
    plan, _ = plan_for(full_size_models.MODELS[name](), Request(name))
    shutil.rmtree(BUNDLES / name, ignore_errors=True)
    # Of 300 random places for boxes that a D-FINE chooses, some are as good as others.
    return routes.export(plan, BUNDLES / name, tolerance=Tolerance(relative=2.0))


def generated(bundle: Bundle) -> Path:
    """The folder with the class of a bundle, for a JVM."""
    case = bundle.manifest.name
    options = Options(
        package=f"full.{case}",
        class_name=default_class_name(case),
        bundle_path=case,
        target="jvm",
        coroutines=False,
        runtime_package="dev.litert.sdkgen.runtime",
        emit_runtime=False,
    )
    folder = demo_app.OUT / "memory-sources" / case
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in generate(bundle.manifest, options).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


if __name__ == "__main__":
    main()
