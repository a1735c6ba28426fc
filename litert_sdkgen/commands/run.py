"""Run a bundle on LiteRT here: on a text, a picture, a prompt, or named tensors."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import argument_types, conversation, embeddings, encodings, fillings, matches, phrase, picture_prompt, prompt, recommendation

if TYPE_CHECKING:
    import numpy as np

    from ..bundle import Bundle

    Arrays = dict[str, np.ndarray[Any, Any]]

_TOP = 5
_OWN = {
    "text_embedder": embeddings.lines,
    "image_embedder": embeddings.lines,
    "audio_encoder": encodings.lines,
    "masked_lm": fillings.lines,
    "image_text": matches.lines,
}
"""Tasks whose answer is made from more than one run's outputs."""
_ENCODED = {"promptable_segmenter": picture_prompt.answer, "concept_segmenter": phrase.answer}
"""Tasks whose answer is that of a second signature, to what the first made of the picture."""
_GENERATED = {"item_recommender": recommendation.answer}
"""Tasks that generate something else than text."""


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, help="the folder with manifest.json")
    parser.add_argument(
        "content",
        nargs="*",
        metavar="TEXT|IMAGE",
        help="a text, with masks where the model fills them, or a pair; texts to compare the first with; a prompt; the ids of items; the "
        "file of a picture, and texts to compare it with, or a phrase to look for",
    )
    parser.add_argument(
        "--input",
        type=argument_types.given_tensor,
        action="append",
        default=[],
        metavar="NAME=VALUES",
        help="an input tensor: numbers with commas between them, row by row, or a .npy file; repeatable",
    )
    parser.add_argument("--preset", help="where KerasHub's preprocessor is, for a bundle made from a local directory")
    parser.add_argument("--top", type=argument_types.positive, default=_TOP, metavar="K", help="answers to show (default: %(default)s)")
    parser.add_argument("--save", type=Path, metavar="FILE.png", help="draw the answer: boxes, classes or depths of a picture")
    picture_prompt.configure(parser)
    prompt.configure(parser)
    conversation.configure(parser)


def execute(arguments: Namespace) -> int:
    from ..bundle import Bundle
    from .native_log import quiet

    bundle = Bundle.read(arguments.bundle)
    _check_save(bundle, arguments)
    picture_prompt.check(bundle, arguments)
    if conversation.is_wanted(bundle, arguments):
        with quiet(arguments.debug):
            conversation.hold(bundle, arguments)
        return 0
    post = bundle.manifest.postprocess
    if post is not None and post.type == "generation" and not arguments.input:
        with quiet(arguments.debug):
            for piece in _GENERATED.get(bundle.manifest.task, prompt.answer)(bundle, arguments):
                print(piece, end="", flush=True)
        print()
        return 0
    with quiet(arguments.debug):
        lines = _lines(bundle, arguments)
    for line in lines:
        print(line)
    return 0


def _lines(bundle: "Bundle", arguments: Namespace) -> list[str]:
    from ..litert import LiteRtFile

    own = _OWN.get(bundle.manifest.task)
    if own is not None and not arguments.input:
        return own(bundle, arguments)
    picture = _picture(bundle, arguments)
    inputs = _inputs(bundle, arguments, picture)
    with LiteRtFile(bundle.model_file) as file:
        outputs = file.run(bundle.manifest.signatures[0].key, inputs)
        if bundle.manifest.task in _ENCODED:
            outputs = _ENCODED[bundle.manifest.task](bundle, file, outputs, arguments, picture)
    return _answer(bundle, outputs, arguments, picture)


def _picture(bundle: "Bundle", arguments: Namespace) -> "np.ndarray[Any, Any] | None":
    """What the model looks at, float32[height, width, 3], read once; None where it is given texts or tensors."""
    from ..errors import UsageError

    task, content = bundle.manifest.task, arguments.content
    if arguments.input or task in ("tensors", "text_classifier"):
        return None
    if task == "concept_segmenter":
        phrase.check(content)
    elif len(content) != 1 or not Path(content[0]).is_file():
        raise UsageError(f"run: expected the file of one picture. Received: {', '.join(map(repr, content)) or 'none'}")
    from ..hub import pictures

    picture: np.ndarray[Any, Any] = pictures.read(Path(content[0]))
    return picture


def _check_save(bundle: "Bundle", arguments: Namespace) -> None:
    from ..answers.picture_answer import is_drawable
    from ..errors import UsageError

    if arguments.save is None:
        return
    if not is_drawable(bundle) or not arguments.content:
        raise UsageError(f"--save: expected a picture, and a model whose answer can be drawn. Received: a {bundle.manifest.task}")
    if arguments.save.suffix.lower() != ".png":
        raise UsageError(f"--save: expected the name of a .png file. Received: {str(arguments.save)!r}")


def _inputs(bundle: "Bundle", arguments: Namespace, picture: "np.ndarray[Any, Any] | None") -> "Arrays":
    """What KerasHub's own preprocessor makes of what was given: there is no second implementation in Python that could be wrong."""
    from ..errors import UsageError
    from .tensor_values import tensors_of

    task, content = bundle.manifest.task, arguments.content
    if arguments.input and content:
        raise UsageError("run: expected either a text or picture, or --input. Received: both")
    if arguments.input or task == "tensors":
        if content:
            raise UsageError(f"run: {bundle.manifest.name} takes tensors: name them with --input NAME=VALUES. Received: {content[0]!r}")
        return tensors_of(bundle.manifest.signatures[0], arguments.input)
    if task == "text_classifier" and len(content) not in (1, 2):
        raise UsageError(f"run: expected one text, or two for a model of pairs. Received: {len(content)}")
    from ..hub.running import inputs_for

    return inputs_for(bundle, tuple(content) if picture is None else picture, arguments.preset)


def _answer(bundle: "Bundle", outputs: "Arrays", arguments: Namespace, picture: "np.ndarray[Any, Any] | None") -> list[str]:
    from ..answers.classification import ranked
    from ..answers.labels import labels_of
    from ..answers.picture_answer import is_drawable
    from .tensor_values import shown

    post = bundle.manifest.postprocess
    if post is not None and post.type == "classification":
        values = [float(value) for value in outputs[post.output].ravel()]
        return [f"{label} {score:.6f}" for label, score in ranked(values, post.activation, labels_of(bundle))[: arguments.top]]
    if is_drawable(bundle):
        return _picture_answer(bundle, outputs, arguments, picture)
    return [shown(tensor.name, outputs[tensor.name]) for tensor in bundle.manifest.signatures[0].outputs]


def _picture_answer(bundle: "Bundle", outputs: "Arrays", arguments: Namespace, picture: "np.ndarray[Any, Any] | None") -> list[str]:
    """In the pixels of the picture, or of the model's input where tensors were given."""
    from ..answers.picture_answer import answer_of
    from ..errors import UsageError

    if picture is None:
        return answer_of(bundle, outputs, None).lines(arguments.top)
    from ..hub import pictures

    image = pictures.as_image(picture)
    answer = answer_of(bundle, outputs, image.size)
    if arguments.save is not None:
        try:
            answer.drawn(image).save(arguments.save)
        except OSError as error:
            raise UsageError(f"--save: {arguments.save} cannot be written: {error}") from None
    return answer.lines(arguments.top)
