"""What the dashboards ask: every query of every panel, filled in as Grafana does."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from observability.compile.plan import Plan
from observability.model.slo import SLO
from tests.grafana_boards import bodies, expressions, ready

__all__ = ["QUIET", "Question", "questions"]

_ALL = ".+"  # what Grafana fills in for "All"
QUIET = {
    "alerts over time": "nothing has fired",
    "budget burndown": "a point every full five minutes, and none has passed",
    "budget spent in": "nothing burns",
    "neither synced nor healthy": "every application is both",
    "open alerts": "nothing fires",
    "slos by budget left": "nothing burns",
    "steps of the error budget policy": "no step is reached",
    "targets down": "every target answers",
}
"""What may be empty while all is well, by the end of the title, and why; not once all fails."""
_OTHER_PERIODS = "budget left, other periods"  # few SLOs have any


@attrs.frozen
class Question:
    """One query of a panel."""

    dashboard: str
    title: str
    expr: str

    @property
    def is_quiet(self) -> bool:
        """Whether it may be empty while all is well."""
        return self.title.lower().endswith(tuple(QUIET))

    @property
    def needs_range(self) -> bool:
        """Whether it looks at the graph's own beginning."""
        return "@ start()" in self.expr

    def __str__(self) -> str:
        return f"{self.dashboard}: {self.title}: {self.expr}"


def questions(plan: Plan) -> tuple[Question, ...]:
    """Return each query once; those of the page about one SLO for each SLO."""
    every = (
        Question(uid, title, filled)
        for uid, body in bodies(plan).items()
        for title, expr in expressions(body)
        for filled in _filled(title, expr, plan.catalog.slos)
    )
    return tuple(dict.fromkeys(every))


def _filled(title: str, expr: str, slos: tuple[SLO, ...]) -> Iterator[str]:
    if '"$service"' not in expr and '"$slo"' not in expr:
        yield ready(expr)
    elif '=~"$service"' in expr or '=~"$slo"' in expr:
        yield ready(expr, _ALL, _ALL)
    else:
        for one in slos:
            if one.also or title.lower() != _OTHER_PERIODS:
                yield ready(expr, one.service.name, one.name)
