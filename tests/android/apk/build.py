"""`make apk`: the sample app as a signed APK, built without Gradle and Google's repository, and verified.

    python tests/android/apk/build.py [APK]

The sources are those of android_sample/ with `runner=interpreter`: the classic runtime is on Maven Central, with the native libraries.
ProGuard stands in for R8 and takes the same rules, dx for D8.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from android import sample  # noqa: E402
from android.apk import android_sdk, verify  # noqa: E402

WORK = sample.OUT / "apk"
MIN_SDK = 24
KOTLIN = sample.APP / "app" / "src"


def main(apk: Path) -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    android_sdk.install_debian_tools()
    sample.export_bundles()
    wrappers = sample.generate("interpreter")
    resources = link_resources()
    classes = compile_sources([KOTLIN / "main" / "kotlin", KOTLIN / "interpreter" / "kotlin", wrappers], WORK / "r")
    dex = to_dex(shrink(classes))
    unaligned = pack(resources, dex)
    apk.parent.mkdir(parents=True, exist_ok=True)
    align_and_sign(unaligned, apk)
    print("\n".join(verify.verify(apk)))


def link_resources() -> Path:
    """app.ap_: manifest, resources and assets. aapt2 also says which classes these name."""
    command = ["sh", HERE.parent / "resources.sh", android_sdk.aapt2(), android_sdk.android_jar(), KOTLIN / "main", WORK]
    run([*command, "--proguard", WORK / "named-in-resources.pro"])
    return WORK / "app.ap_"


def compile_sources(kotlin: Sequence[Path], java: Path) -> Path:
    """Java 8 bytecode without invokedynamic for lambdas: dx knows no newer."""
    classes = WORK / "classes"
    path = os.pathsep.join(map(str, [android_sdk.android_jar(), *android_sdk.app_libraries()]))
    options = ["-no-stdlib", "-no-reflect", "-jvm-target", "1.8", "-Xlambdas=class", "-Xsam-conversions=class", "-nowarn"]
    run([*android_sdk.java("org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"), *options, "-cp", path, "-d", classes, *kotlin, java])
    run(["javac", "--release", "8", "-Xlint:-options", "-d", classes, *java.rglob("*.java")])
    return classes


def shrink(classes: Path) -> Path:
    """Removes and renames as a release build does, by the rules that users get: ours, and those that libraries bring."""
    out = WORK / "shrunk.jar"
    rules = [
        sample.ROOT / "templates" / "litert-sdkgen.pro",
        HERE / "app.pro",
        WORK / "named-in-resources.pro",
        *android_sdk.library_rules(),
    ]
    configuration = WORK / "shrink.pro"
    lines = [f"-injars '{classes}'", *(f"-injars '{jar}'(!META-INF/**,!**.kotlin_builtins)" for jar in android_sdk.app_libraries())]
    lines += [f"-outjars '{out}'", f"-libraryjars '{android_sdk.android_jar()}'", f"-printmapping '{WORK / 'mapping.txt'}'"]
    lines += ["-libraryjars <java.home>/jmods/java.base.jmod(!**.jar;!module-info.class)"]  # java.*, which the jar of Android lacks
    configuration.write_text("\n".join(lines + [f"-include '{rule}'" for rule in rules]) + "\n")
    run([*android_sdk.java("proguard.ProGuard"), f"@{configuration}"], quiet=True)
    return out


def to_dex(jar: Path) -> Path:
    dex = WORK / "classes.dex"
    run([*android_sdk.java("com.android.dx.command.Main"), "--dex", f"--min-sdk-version={MIN_SDK}", f"--output={dex}", jar])
    return dex


def pack(resources: Path, dex: Path) -> Path:
    """Native libraries are stored as they are, so that Android maps them where they lie in the APK."""
    unaligned = WORK / "unaligned.apk"
    shutil.copyfile(resources, unaligned)
    with zipfile.ZipFile(unaligned, "a") as target, zipfile.ZipFile(android_sdk.aar("tensorflow-lite-2")) as runtime:
        target.write(dex, "classes.dex", zipfile.ZIP_DEFLATED)
        for abi in verify.ABIS:
            target.writestr(f"lib/{abi}/{verify.LIBRARY}", runtime.read(f"jni/{abi}/{verify.LIBRARY}"), zipfile.ZIP_STORED)
    return unaligned


def align_and_sign(unaligned: Path, apk: Path) -> None:
    """With a key of this build's own: good for trying the app, not for a store."""
    aligned, keys = WORK / "aligned.apk", WORK / "keys.p12"
    run(["zipalign", "-f", "-p", "4", unaligned, aligned])
    store = ["-keystore", keys, "-storetype", "PKCS12", "-storepass", "android", "-alias", "sample"]
    key = ["-keyalg", "RSA", "-keysize", "2048", "-validity", "10000", "-dname", "CN=litert-sdkgen sample"]
    if not keys.is_file():
        run(["keytool", "-genkeypair", *store, *key], quiet=True)
    run(["apksigner", "sign", "--ks", keys, "--ks-pass", "pass:android", "--min-sdk-version", str(MIN_SDK), "--out", apk, aligned])


def run(command: Sequence[object], quiet: bool = False) -> None:
    """Shows what a tool says only when it fails, if `quiet`."""
    result = subprocess.run([str(part) for part in command], capture_output=quiet, text=True)
    if result.returncode:
        raise SystemExit(f"{command[0]} failed with {result.returncode}\n{result.stdout or ''}{result.stderr or ''}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else sample.ROOT / "build" / "sample.apk")
