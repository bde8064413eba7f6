"""A month of events with a known truth, judged by the generated rules in a real Prometheus."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import yaml

from observability import SLO
from observability.base import naming
from observability.base.labels import Labels, quote
from observability.compile.project import compile_catalog
from observability.model.catalog import Catalog
from observability.render.targets import render
from observability.serialize.bytes import to_bytes
from observability.slo.story import Segment, Story
from tests.prometheus_server import ask, blocks, serving

__all__ = ["Measured", "budget_spent", "judged", "share", "told", "write_rules"]

BUCKET, RATE = 300, 30
FAST = 6 * 3600 + 300  # seconds for which windows read the rates themselves

Measured = dict[tuple[str, str], Story]
"""What happened to each group of an SLO: its id, its labels as text, and the story until now."""


def share(story: Story, seconds: float) -> Decimal:
    """Return the errors per event of the last *seconds*, counted from the story alone."""
    left = Decimal(seconds)
    errors = total = Decimal(0)
    for segment in reversed(story):
        used = min(left, Decimal(segment.samples * 60))
        errors += used * segment.traffic * segment.errors
        total += used * segment.traffic
        left -= used
    return errors / total


def budget_spent(slo: SLO, story: Story) -> Decimal:
    """Return the share of *slo*'s budget that the story spent."""
    return share(story, slo.period.seconds) / slo.budget


def judged(folder: Path, catalog: Catalog, stories: Measured) -> None:
    """Leave in *folder*/data what the rules of *catalog* record of *stories* at this moment.

    The event rates are given. The rules run in a real server for a few seconds, every second; who
    serves the data afterwards without rules sees, for five minutes, what they recorded last.
    """
    now = int(time.time())
    blocks(folder, _history(catalog, stories, now))
    write_rules(folder / "rules", catalog)
    with serving(folder, f"{folder}/rules/*.yml") as url:
        for _ in range(60):
            time.sleep(0.5)
            spent = ask(url, naming.BUDGET_LEFT)["result"]
            reached = ask(url, f"absent_over_time({naming.BUDGET_LEFT}[4s] offset 4s)")["result"]
            if spent and not reached:
                return
    raise AssertionError("the rules recorded nothing")


def told(segments: tuple[tuple[int, str, int], ...]) -> Story:
    """Return a story of segments of so many minutes, error shares, and events per second."""
    return tuple(
        Segment(minutes, Decimal(errors), Decimal(rate)) for minutes, errors, rate in segments
    )


def _history(catalog: Catalog, stories: Measured, now: int) -> Iterator[str]:
    slos = {slo.id: slo for slo in catalog.slos}
    for record, errors in ((naming.TOTAL_RATE, False), (naming.ERRORS_RATE, True)):
        for (name, group), story in stories.items():
            times = range(now - FAST, now + 1, RATE)
            at = [(one, _segment(story, now - one)) for one in times]
            yield from _series(record, slos[name].keys, group, at, errors=errors)
    for record, errors in ((naming.TOTAL_INCREASE, False), (naming.ERRORS_INCREASE, True)):
        for (name, group), story in stories.items():
            length = int(max(slos[name].rolling).seconds) + 3600
            times = range(now - length // BUCKET * BUCKET, now + 1, BUCKET)
            at = [(one, _segment(story, now - one)) for one in times]
            yield from _series(record, slos[name].keys, group, at, errors=errors)


def _series(
    record: str, keys: Labels, group: str, at: list[tuple[int, Segment]], *, errors: bool
) -> Iterator[str]:
    inner = ",".join([*(f"{key}={quote(value)}" for key, value in keys.items()), group])
    weight = 1 if record.endswith(":rate") else BUCKET
    for moment, segment in at:
        events = segment.traffic * (segment.errors if errors else 1) * weight
        yield f"{record}{{{inner.rstrip(',')}}} {events} {moment}"


def _segment(story: Story, ago: int) -> Segment:
    for segment in reversed(story):
        ago -= segment.samples * 60
        if ago < 0:
            return segment
    return story[0]


def write_rules(folder: Path, catalog: Catalog) -> None:
    """Write the rules that read event rates or what follows from them, evaluated every second.

    Buckets are left out: twelve an hour are right, and not one each second.
    """
    folder.mkdir()
    for document in render(compile_catalog(catalog)):
        place, _, name = document.path.rpartition("/")
        if place != "prometheus/rules" or name.endswith(".events.yml"):
            continue
        body = yaml.safe_load(to_bytes(document, "/"))
        groups = [one for one in body["groups"] if not one["name"].startswith("slo-buckets")]
        for group in groups:
            group["interval"] = "1s"
        (folder / name).write_text(yaml.safe_dump({"groups": groups}))
