"""What happens in the demonstration, one act after the other."""

from __future__ import annotations

import time
from collections.abc import Callable

from observability.base import naming
from observability.base.duration import minutes
from observability.model.alerts.watchdog import Watchdog
from tests.demo.stage import Stage

__all__ = ["ABSENCES", "down", "faults", "health"]

_FIRING = 'ALERTS{alertstate="firing"}'
_PAUSE = 1.0
_ASKED = 5.0  # seconds between two times that the dashboards are asked what they lack
ABSENCES = ("NoData", "Down")
Say = Callable[[str], None]


def health(stage: Stage, say: Say, patience: float = 300) -> None:
    """Everything is well: each SLO is measured, each panel has data, only the heartbeat fires."""
    _begin(stage, say, "All is well: every SLO is measured, nothing fires but the watchdog")
    wanted = len(stage.plan.catalog.slos)
    beats = {one.name for one in stage.plan.catalog.alerts if isinstance(one, Watchdog)}
    measures = (naming.ratio(minutes(5)), naming.BUDGET_LEFT)

    def measured() -> bool:
        found = [stage.query(f"count by ({naming.SLO_ID}) ({one})") for one in measures]
        heard = {one["metric"]["alertname"] for one in stage.query(_FIRING)}
        complete = all(len(one) >= wanted for one in found)
        return complete and heard == beats and not stage.lacking

    _until(stage, measured, patience, say)


def faults(stage: Stage, say: Say, patience: float = 600) -> None:
    """Each alert's own proof happens at once, and every SLO's worst example."""
    _begin(stage, say, "Everything fails that can be measured: causes and symptoms at once")
    stage.world.failing = time.time()
    wanted = {one for one in stage.expected if not one.endswith(ABSENCES)}
    _until(stage, lambda: wanted <= stage.fired.keys() and not stage.unheard, patience, say)


def down(stage: Stage, say: Say, patience: float = 600) -> None:
    """No target answers any more."""
    _begin(stage, say, "Nobody answers: targets are down, and no SLO can be measured")
    stage.world.silent = True

    def over() -> bool:
        return set(stage.expected) <= stage.fired.keys() and not stage.unheard and not stage.open

    _until(stage, over, patience, say)


def _begin(stage: Stage, say: Say, act: str) -> None:
    stage.act = act
    say(f"{stage.passed():5.0f} s  {act}")


def _until(stage: Stage, done: Callable[[], bool], patience: float, say: Say) -> None:
    """Look again and again until *done*, for *patience* seconds at most; say what has changed."""
    end = time.monotonic() + patience
    asked, shown = 0.0, ""
    while time.monotonic() < end:
        stage.look()
        if time.monotonic() > asked + _ASKED:
            stage.inquire()
            asked = time.monotonic()
        if shown != (shown := stage.summary()):
            say(f"{stage.passed():5.0f} s  {shown}")
        if done():
            return
        time.sleep(_PAUSE)
