"""The use cases that speak with a Prometheus: each returns what it found and prints nothing."""

from __future__ import annotations

from collections.abc import Mapping

from observability.compile import live
from observability.io.prometheus import Access, Prometheus
from observability.model.slo import SLO

__all__ = ["numbers"]


def numbers(access: Access, slos: tuple[SLO, ...]) -> Mapping[str, live.Live]:
    """Return what the Prometheus at *access* knows of *slos* now, by their ids.

    Raises:
        AccessError: If it can not be asked.
        ToolError: If it does not answer.
    """
    server = Prometheus(access)
    answers = {name: server.ask(query) for name, query in live.questions(slos).items()}
    return live.lives(slos, answers)
