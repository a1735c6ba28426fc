"""Arguments in any order."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any


class MixedOrderParser(ArgumentParser):
    """Takes options before, between and behind the arguments without a name, in a subcommand too, where argparse itself does not."""

    _is_inside = False

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> tuple[Namespace, list[str]]:  # type: ignore[override]
        """The intermixed form calls this method in turn."""
        if self._is_inside:
            return super().parse_known_args(args, namespace)
        self._is_inside = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_inside = False
