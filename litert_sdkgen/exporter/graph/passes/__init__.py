"""Rewrites of the graph, each exact up to rounding, in the order in which they run."""

from ..graph import Graph
from . import (
    compaction,
    dead_code,
    folded_weights,
    fused_batch_norm,
    fused_bias,
    fused_scale,
    matmul_to_fully_connected,
    transposed_keys,
)

PASSES = (
    folded_weights,
    matmul_to_fully_connected,
    fused_bias,
    fused_scale,
    fused_batch_norm,
    transposed_keys,
    dead_code,
)


def run(graph: Graph) -> dict[str, int]:
    """Runs every pass; how many rewrites each made."""
    return {rewrite.__name__.rpartition(".")[2]: rewrite.run(graph) for rewrite in PASSES}


__all__ = ["PASSES", "compaction", "run"]
