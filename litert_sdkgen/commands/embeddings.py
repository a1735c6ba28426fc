"""`run` for an embedder: the embedding of a text or picture, or how alike the first of several is to each of the others."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from ..bundle import Bundle


def lines(bundle: "Bundle", arguments: Namespace) -> list[str]:
    """The embedding of one text or picture; of several the cosine between the first and each other one, the most alike first.

    Raises:
        UsageError: no text, or something that is no picture's file.
        PresetError: KerasHub's preprocessor cannot be found.
    """
    from ..answers.similarity import cosine
    from ..errors import UsageError
    from .tensor_values import shown

    contents, post = arguments.content, bundle.manifest.postprocess
    what = "a text" if bundle.manifest.task == "text_embedder" else "the file of a picture"
    if not contents:
        raise UsageError(f"run: expected {what}, or several to compare the first with. Received: 0")
    assert post is not None and post.type == "embedding"  # the manifest's reader demands it of the task
    embeddings = _contained(bundle, contents) if bundle.manifest.model.format is not None else _run(bundle, post.output, arguments)
    if len(contents) == 1:
        return [shown(post.output, embeddings[0])]
    first, *others = (embedding.ravel().tolist() for embedding in embeddings)
    similar = sorted(
        ((cosine(first, other), content) for other, content in zip(others, contents[1:], strict=True)), key=lambda pair: -pair[0]
    )
    return [f"{similarity:.6f} {content}" for similarity, content in similar[: arguments.top]]


def _run(bundle: "Bundle", output: str, arguments: Namespace) -> "list[np.ndarray[Any, Any]]":
    from ..hub import running
    from ..litert import LiteRtFile

    preprocessor = running.preprocessor_of(bundle, arguments.preset)
    key = bundle.manifest.signatures[0].key
    with LiteRtFile(bundle.model_file) as file:
        return [file.run(key, running.prepare(bundle, preprocessor, _given(bundle, content)))[output] for content in arguments.content]


def _contained(bundle: "Bundle", texts: list[str]) -> "list[np.ndarray[Any, Any]]":
    """As `_run`, by the runtime of a container."""
    import numpy as np

    from ..litertlm.embedding import EmbeddingEngine

    with EmbeddingEngine(bundle.model_file) as engine:
        return [np.array([engine.embedding(text)], np.float32) for text in texts]


def _given(bundle: "Bundle", content: str) -> tuple[str] | Path:
    return (content,) if bundle.manifest.task == "text_embedder" else Path(content)
