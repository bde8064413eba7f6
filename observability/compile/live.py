"""What to ask a Prometheus about SLOs, and what its answers say of each of them.

The questions are those of the dashboards' panels, asked for all SLOs at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import Matcher
from observability.compile.answer import Answer, Sample, by_slo, instance_of, own_labels
from observability.model.slo import SLO
from observability.panels.query import alerts
from observability.panels.slo_query import NOW, RECENT, Slos
from observability.panels.slo_scope import scope_of
from observability.promql.expr import Expr
from observability.promql.printer import text
from observability.slo.windows import PAGE, TICKET

__all__ = ["Firing", "Live", "lives", "questions", "windows_of"]

_NUMBERS: Mapping[str, Callable[[Slos], Expr]] = {
    "objective": lambda slos: slos.latest(naming.OBJECTIVE),
    "good": Slos.kept,
    "left": Slos.left,
    "minutes_left": Slos.minutes_left,
    "events_left": Slos.events_left,
    "seconds_left": Slos.seconds_left,
    "burn_rate": lambda slos: slos.latest(naming.CURRENT_BURN),
}
_FIRING = "firing"
_ALSO = "also"
_GROUPS = "groups"


@attrs.frozen(kw_only=True)
class Firing:
    """An alert that fires; *group* are the labels of the SLO's group, if it has groups."""

    alert: str
    severity: str
    group: str


@attrs.frozen(kw_only=True)
class Live:
    """What is known of an SLO at this moment; of a grouped one, of its worst group.

    Args:
        numbers: By name: ``left`` (share of the budget), ``minutes_left``, ``events_left``,
            ``seconds_left``, ``good``, ``objective``, ``burn_rate``; what is unknown is not there.
        ratios: The error ratio in each window, by the window's name.
        burn_rates: How many times faster than its even pace the budget burns in each window.
        also: What is left of the budgets over further periods, by their name.
        groups: What is left of the budget of each group, the worst first.
        alerts: What fires.
    """

    numbers: Mapping[str, float]
    ratios: Mapping[str, float]
    burn_rates: Mapping[str, float]
    also: Mapping[str, float]
    groups: tuple[tuple[str, float], ...]
    alerts: tuple[Firing, ...]

    @property
    def is_known(self) -> bool:
        """Whether there are any events to speak of."""
        return bool(self.ratios or "left" in self.numbers)

    def firing(self, severity: str) -> int:
        """Return how many alerts of *severity* fire."""
        return sum(one.severity == severity for one in self.alerts)


def windows_of(slo: SLO) -> tuple[Duration, ...]:
    """Return the windows of *slo*'s alerts and panels, and its period."""
    return tuple(sorted({NOW, RECENT, *slo.table.windows, slo.period}))


def questions(slos: tuple[SLO, ...]) -> Mapping[str, str]:
    """Return the queries about *slos* by what they are about."""
    one = slos[0] if len(slos) == 1 else None
    matchers = (Matcher(naming.SLO_ID, "=", one.id),) if one else ()
    every = Slos(matchers, by=(naming.SLO_ID,), scope=scope_of(slos))
    windows = sorted({window for slo in slos for window in windows_of(slo)})
    found = {name: make(every) for name, make in _NUMBERS.items()}
    found |= {f"ratio {window}": every.latest(naming.ratio(window)) for window in windows}
    found |= {f"burn {window}": every.burn(window) for window in windows}
    found[_FIRING] = alerts(*matchers)
    if any(slo.also for slo in slos):
        also = Slos(matchers, by=(naming.SLO_ID, naming.SLO_PERIOD))
        found[_ALSO] = also.series(naming.ALSO_LEFT)
    if any(slo.by for slo in slos):
        found[_GROUPS] = every.series(naming.BUDGET_LEFT)
    return {name: text(expr) for name, expr in found.items()}


def lives(slos: tuple[SLO, ...], answers: Mapping[str, Answer]) -> Mapping[str, Live]:
    """Return what *answers*, by the names of `questions`, say of each SLO, by its id."""
    sorted_ = {name: by_slo(answer.samples) for name, answer in answers.items()}

    def of(slo: SLO, name: str) -> tuple[Sample, ...]:
        return sorted_.get(name, {}).get(slo.id, ())

    def each(slo: SLO, kind: str) -> dict[str, float]:
        every = {str(window): of(slo, f"{kind} {window}") for window in windows_of(slo)}
        return {window: found[0].value for window, found in every.items() if found}

    return {
        slo.id: Live(
            numbers={name: of(slo, name)[0].value for name in _NUMBERS if of(slo, name)},
            ratios=each(slo, "ratio"),
            burn_rates=each(slo, "burn"),
            also=_also(of(slo, _ALSO)),
            groups=_groups(of(slo, _GROUPS)) if slo.by else (),
            alerts=_firing(of(slo, _FIRING)),
        )
        for slo in slos
    }


def _also(samples: tuple[Sample, ...]) -> dict[str, float]:
    """Return the least that is left over each further period: of groups, the worst one's."""
    found: dict[str, float] = {}
    for one in samples:
        name = one.labels.get(naming.SLO_PERIOD, "")
        found[name] = min(one.value, found.get(name, one.value))
    return dict(sorted(found.items()))


def _groups(samples: tuple[Sample, ...]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(((own_labels(one), one.value) for one in samples), key=lambda o: o[::-1]))


def _firing(samples: tuple[Sample, ...]) -> tuple[Firing, ...]:
    """Return the alerts that wake somebody or open a ticket, pages first."""
    found = [
        Firing(
            alert=one.labels.get("alertname", ""),
            severity=one.labels.get("severity", ""),
            group=instance_of(one),
        )
        for one in samples
        if one.labels.get("severity") in (PAGE, TICKET)
    ]
    return tuple(sorted(found, key=lambda one: (one.severity, one.alert, one.group)))
