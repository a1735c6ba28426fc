"""`run` for an embedder: the embedding of a text, or how alike the first of several texts is to each of the others."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..bundle import Bundle


def lines(bundle: "Bundle", arguments: Namespace) -> list[str]:
    """The embedding of one text; of several the cosine between the first and each other one, the most alike first.

    Raises:
        UsageError: no text.
        PresetError: KerasHub's preprocessor cannot be found.
    """
    from ..answers.similarity import cosine
    from ..errors import UsageError
    from ..hub import running
    from ..litert import LiteRtFile
    from .tensor_values import shown

    texts, post = arguments.content, bundle.manifest.postprocess
    if not texts:
        raise UsageError("run: expected a text, or several to compare the first with. Received: 0")
    assert post is not None and post.type == "embedding"  # the manifest's reader demands it of the task
    preprocessor = running.preprocessor_of(bundle, arguments.preset)
    key = bundle.manifest.signatures[0].key
    with LiteRtFile(bundle.model_file) as file:
        embeddings = [file.run(key, running.prepare(bundle, preprocessor, (text,)))[post.output] for text in texts]
    if len(texts) == 1:
        return [shown(post.output, embeddings[0])]
    first, *others = (embedding.ravel().tolist() for embedding in embeddings)
    similar = sorted(((cosine(first, other), text) for other, text in zip(others, texts[1:], strict=True)), key=lambda pair: -pair[0])
    return [f"{similarity:.6f} {text}" for similarity, text in similar[: arguments.top]]
