"""vmalert resolves a page as soon as the burn is over, though the database looks back further."""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from observability import SLO, Project, minutes
from observability.base.labels import Labels
from observability.model.catalog import join
from tests.alertmanager_sinks import sinks
from tests.core_definitions import valid
from tests.ruler_files import bodies
from tests.victoria import Database, database, needs_vmalert, running

pytestmark = [pytest.mark.tool, pytest.mark.long, needs_vmalert]

PROMISE = valid(SLO, objective=99.9)
CATALOG = join([PROMISE], valid(Project))
GROUPS = ("api-slo-budgets", "slo-windows-6h", "slo-windows", "slo-windows-alerts")
STEP = 30
HISTORY = 6 * 3600 // STEP
BURST = 24  # samples: enough for the hour, too little for six
READ = int(valid(Project).pace.read(minutes(5)).seconds)  # of the rates, for five minutes
LEFT = 2  # how many of the burst's samples they hold: with one less the burn is over


def _feed(db: Database, now: int) -> None:
    """Store six hours of ten events a second, with a burst of errors that is nearly over."""
    start = now - HISTORY * STEP
    ended = HISTORY - (READ // STEP - LEFT)
    errors = [1 if ended - BURST < place <= ended else 0 for place in range(HISTORY + 20)]
    db.feed("slo:events_total:rate", PROMISE.keys, start, [10] * len(errors), STEP)
    db.feed("slo:events_error:rate", PROMISE.keys, start, errors, STEP)
    db.flush()


def _rules(folder: Path) -> Path:
    """Write what judges a page, each second."""
    every = [group for body in bodies(CATALOG, "vmalert/").values() for group in body["groups"]]
    wanted = [one | {"interval": "1s"} for one in every if one["name"] in GROUPS]
    path = folder / "rules.yml"
    path.write_text(yaml.safe_dump({"groups": wanted}, sort_keys=False))
    return path


def _firing(vmalert: str) -> set[str]:
    with urlopen(f"{vmalert}/api/v1/alerts", timeout=10) as answer:  # noqa: S310 - loopback
        return {one["name"] for one in json.load(answer)["data"]["alerts"] or ()}


def test_a_page_is_resolved_when_the_short_window_is_clean(tmp_path: Path) -> None:
    """It fires, and half a minute later it is over: its series ended, and that is known at once."""
    now = int(time.time())
    seen: list[set[str]] = []
    with database(tmp_path) as db, sinks() as told:
        _feed(db, now)
        notifier = f"http://127.0.0.1:{told.http_port}"
        with running(db, [_rules(tmp_path)], notifier, tmp_path / "vmalert.log") as vmalert:
            for _ in range(90):
                time.sleep(1)
                seen.append(_firing(vmalert))
                if any(seen) and not seen[-1]:
                    break
            left = db.ask("slo:alert:page", time.time())
            ratios = db.ask("slo:sli_error:ratio_rate5m", time.time())
    own = Labels({"__name__": "slo:sli_error:ratio_rate5m", "sloth_window": "5m", **PROMISE.keys})

    assert {"ApiAvailabilityFastBurn"} == set().union(*seen)
    assert set() == seen[-1]
    assert {} == left
    assert {own: pytest.approx((LEFT - 1) / (10 * (READ // STEP)))} == ratios
