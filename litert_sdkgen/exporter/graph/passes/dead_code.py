"""Operators whose results nobody reads go away. Those of operators with subgraphs stay: they may have state."""

from ..graph import Graph


def run(graph: Graph) -> int:
    live = {int(index) for index in graph.subgraph.outputs}
    kept = []
    for operator in reversed(graph.operators):
        if not len(operator.outputs) or any(int(index) in live for index in operator.outputs):
            kept.append(operator)
            live.update(int(index) for index in operator.inputs)
    removed = len(graph.operators) - len(kept)
    graph.replace(kept[::-1])
    return removed
