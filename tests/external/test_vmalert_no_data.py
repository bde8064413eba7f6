"""vmalert tells that data are gone, and what it asks while it tells."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from observability import SLO, Project
from observability.compile.no_data import description
from observability.model.catalog import join
from tests.alertmanager_sinks import sinks
from tests.core_definitions import UP, valid
from tests.ruler_files import bodies
from tests.victoria import Database, database, needs_vmalert, running

pytestmark = [pytest.mark.tool, needs_vmalert]

CATALOG = join([valid(SLO)], valid(Project))


def _told(db: Database, folder: Path) -> list[str]:
    """Return what the alert says, which is judged each second and does not wait its ten minutes."""
    groups = bodies(CATALOG, "vmalert/")["api"]["groups"]
    (group,) = (one for one in groups if one["name"] == "api-slo-tickets")
    group["rules"] = [one for one in group["rules"] if one.get("alert", "").endswith("NoData")]
    group["interval"] = "1s"
    for rule in group["rules"]:
        del rule["for"]
    path = folder / "rules.yml"
    path.write_text(yaml.safe_dump({"groups": [group]}))
    with sinks() as told:
        notifier = f"http://127.0.0.1:{told.http_port}"
        with running(db, [path], notifier, folder / "vmalert.log"):
            for _ in range(60):
                time.sleep(0.5)
                if told.posts:
                    break
        return [one["annotations"]["description"] for post in told.posts for one in post.body][:1]


@pytest.mark.parametrize("up", [True, False], ids=["up", "down"])
def test_it_tells_whether_targets_are_up_and_series_were_seen(up: bool, tmp_path: Path) -> None:
    """The templates ask VictoriaMetrics and understand what it answers."""
    now = int(time.time())
    with database(tmp_path) as db:
        if up:
            db.feed("up", UP.service.labels, now - 60, [1] * 6, 30)
            buckets = valid(SLO).keys
            db.feed("slo:events_total:increase5m", buckets, now - 7200, [9] * 12, 300)
            db.flush()

        assert [description(up=up, seen=up)] == _told(db, tmp_path)
