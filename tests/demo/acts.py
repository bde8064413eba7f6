"""What happens in the demonstration, one act after the other."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.demo.stage import Stage

__all__ = ["ABSENCES", "down", "faults", "health"]

_PAUSE = 2.0
ABSENCES = ("NoData", "Down")
Say = Callable[[str], None]


def health(stage: Stage, say: Say, patience: float = 240) -> None:
    """Everything is well: wait until each SLO has an error ratio and a 5-minute bucket."""
    stage.act = "All is well: every SLO is measured, nothing fires but the watchdog"
    say(stage.act)
    wanted = len(stage.plan.catalog.slos)

    def measured() -> bool:
        found = stage.query("count by (sloth_id) (slo:sli_error:ratio_rate5m)")
        counted = stage.query("count by (sloth_id) (slo:sli_error:ratio_rate30d)")
        return len(found) >= wanted and len(counted) >= wanted

    _until(stage, measured, patience + 300)


def faults(stage: Stage, say: Say, patience: float = 900) -> None:
    """Each alert's own proof happens at once, and every SLO's worst example."""
    stage.act = "Everything fails that can be measured: causes and symptoms at once"
    say(stage.act)
    stage.world.failing = time.time()
    wanted = {one for one in stage.expected if not one.endswith(ABSENCES)}
    _until(stage, lambda: wanted <= stage.fired.keys(), patience, say)


def down(stage: Stage, say: Say, patience: float = 600) -> None:
    """No target answers any more."""
    stage.act = "Nobody answers: targets are down, and no SLO can be measured"
    say(stage.act)
    stage.world.silent = True
    _until(stage, lambda: set(stage.expected) <= stage.fired.keys(), patience, say)


def _until(stage: Stage, done: Callable[[], bool], patience: float, say: Say | None = None) -> None:
    end = time.monotonic() + patience
    shown = -1
    while time.monotonic() < end:
        stage.look()
        if say and len(stage.fired) != shown:
            shown = len(stage.fired)
            say(f"{stage.passed():5.0f} s  {shown} of {len(stage.expected)} alerts fired")
        if done():
            return
        time.sleep(_PAUSE)
