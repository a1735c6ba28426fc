"""What predict() of a picture of 12 megapixels needs besides the picture: `python benchmarks/memory.py`.

All that the call allocates on a JVM's heap, its answer included, through generated classes on the real LiteRT library; a bound for what it
holds at once. The models are the small ones of the tests (`pytest tests/test_jvm_inputs.py` exports them), so that what belongs to the
picture shows. Target: 60 MB.
"""

from pathlib import Path

import demo_app
import kotlin_toolchain

from litert_sdkgen import manifest
from litert_sdkgen.codegen import Options, default_class_name, generate

BUNDLES = kotlin_toolchain.ROOT / "build" / "test-bundles"
CASES = ("tiny_image", "image_embedder", "retina_net", "deep_lab", "bas_net", "depth_anything", "sam")


def main() -> None:
    runtime = kotlin_toolchain.ROOT / "templates" / "runtime"
    topics = [runtime / topic for topic in ("core", "image", "boxes", "masks", "depth", "prompts", "jvm")]
    classes = demo_app.OUT / "memory"
    kotlin_toolchain.compile_kotlin([*topics, *map(generated, CASES), demo_app.HERE / "Memory.kt"], classes)
    print(f"{'predict(4000x3000)':<20}{'MB':>8}")
    for line in kotlin_toolchain.run_kotlin(classes, "MemoryKt", [str(BUNDLES)], ["-Xmx1g"]).splitlines():
        name, allocated = line.split("\t")
        print(f"{name:<20}{int(allocated) / 1e6:8.1f}")


def generated(case: str) -> Path:
    """The folder with the class of a bundle, for a JVM."""
    options = Options(
        package=f"golden.{case}",
        class_name=default_class_name(case),
        bundle_path=case,
        target="jvm",
        coroutines=False,
        runtime_package="dev.litert.sdkgen.runtime",
        emit_runtime=False,
    )
    folder = demo_app.OUT / "memory-sources" / case
    for path, text in generate(manifest.read((BUNDLES / case / "manifest.json").read_text(encoding="utf-8")), options).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


if __name__ == "__main__":
    main()
