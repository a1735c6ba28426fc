"""What the generated predict() costs beside LiteRT's own call, on the JVM: `python benchmarks/predict.py`.

Both run the demo on the real LiteRT library, in blocks that take turns. predict() also tokenizes, packs, copies the inputs,
copies the outputs, applies softmax and finds the label. Target: at most 5 % or 50 us more.
"""

import sys

import demo_app
import kotlin_toolchain

WORDS = (3, 15, 60)


def main(preset: str = demo_app.NAME) -> None:
    bundle = demo_app.bundle(preset)
    given = demo_app.OUT / "texts"
    given.write_text("\0".join(demo_app.texts(words, 1)[0] for words in WORDS), encoding="utf-8")
    output = kotlin_toolchain.run_kotlin(demo_app.classes("Predict.kt"), "PredictKt", [str(bundle), str(given)])
    print(f"\n{'words':>5}{'predict us':>12}{'invoke us':>11}{'overhead us':>13}{'overhead':>10}{'bytes':>8}{'of invoke':>11}")
    for words, line in zip(WORDS, output.splitlines(), strict=True):
        predict, invoke, overhead, allocated, of_invoke = map(int, line.split("\t"))
        times = f"{predict / 1000:12.1f}{invoke / 1000:11.1f}{overhead / 1000:13.1f}{overhead / invoke:10.1%}"
        print(f"{words:5}{times}{allocated:8}{of_invoke:11}")


if __name__ == "__main__":
    main(*sys.argv[1:])
