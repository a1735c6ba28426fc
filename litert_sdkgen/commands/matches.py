"""`run` for a model of pictures and texts: how well each text fits the picture."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..bundle import Bundle


def lines(bundle: "Bundle", arguments: Namespace) -> list[str]:
    """The texts with their scores, the best first.

    Raises:
        UsageError: no picture's file, or no text behind it.
        PresetError: KerasHub's preprocessor cannot be found.
    """
    from ..answers.classification import ranked
    from ..answers.similarity import cosine
    from ..errors import UsageError
    from ..hub import running
    from ..litert import LiteRtFile

    if len(arguments.content) < 2:
        raise UsageError(f"run: expected the file of a picture, and one or more texts. Received: {', '.join(arguments.content) or 'none'}")
    picture, *texts = arguments.content
    post, (of_image, of_text) = bundle.manifest.postprocess, bundle.manifest.signatures
    assert post is not None and post.type == "similarity"  # the manifest's reader demands it of the task
    preprocessor = running.preprocessor_of(bundle, arguments.preset)
    with LiteRtFile(bundle.model_file) as file:
        image = file.run(of_image.key, running.prepare(bundle, preprocessor, Path(picture)))[post.image].ravel().tolist()
        embeddings = [file.run(of_text.key, running.prepare(bundle, preprocessor, (text,)))[post.text] for text in texts]
    logits = [post.scale * cosine(image, embedding.ravel().tolist()) + post.bias for embedding in embeddings]
    return [f"{score:.6f} {text}" for text, score in ranked(logits, post.activation, texts)[: arguments.top]]
