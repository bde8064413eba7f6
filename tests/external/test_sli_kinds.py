"""Every kind of indicator: its rules are valid, and its proofs pass and can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability import (
    SLO,
    Across,
    Availability,
    Composite,
    Example,
    Freshness,
    GaugeWithin,
    Latency,
    NativeLatency,
    Part,
    Probe,
    Project,
    RawRatio,
    Throughput,
    hours,
    minutes,
    ms,
    seconds,
)
from observability.model.catalog import join
from observability.model.sli.protocol import Sli
from tests.core_definitions import (
    ANSWERED,
    BACKUP,
    DURATION,
    FAST,
    LOSS,
    QUEUE,
    REQUESTS,
    ROWS,
    TIMES,
    UP,
    valid,
)
from tests.promtool_files import PROMTOOLS, judge, needs_promtool, write

pytestmark = [pytest.mark.slow, pytest.mark.tool, needs_promtool]
EVERY = pytest.mark.parametrize("promtool", PROMTOOLS)

GOOD = Availability(total=REQUESTS, succeeded={"code": "2.."}, only={"route": "/pay"})
COPIED = Throughput(counter=ROWS, at_least=10)
SAVED = Freshness(gauge=BACKUP, within=hours(26))
QUIET_LOSS = [LOSS.series("0x60", {"zone": "a"})]
SHORT = GaugeWithin(gauge=QUEUE, at_most=100)
LOSSES = RawRatio(
    ratio='avg_over_time(packet_loss_ratio{job="api", namespace="shop-prod"}[{{.window}}])',
    reads=[LOSS],
    proof=[
        Example(
            title="half is lost", series=[LOSS.series("0.5x60", {"zone": "a"})], errors=1, total=2
        ),
        Example(title="nothing is lost", series=QUIET_LOSS, errors=0, total=1),
    ],
    counts="by the share of packets that are lost",
)
SAVED_SLO = valid(SLO, name="saved", objective=99, sli=SAVED)
NATIVE = valid(SLO, name="native", sli=valid(NativeLatency))
ALONE = valid(SLO, name="probe", objective=99, sli=Probe(gauge=UP))

KINDS: dict[str, tuple[Sli, tuple[str, ...]]] = {
    "good events": (GOOD, ()),
    "good events of each route": (GOOD, ("route",)),
    "good events of each method": (
        Availability(total=REQUESTS, succeeded={"code": "[23].."}),
        ("route",),
    ),
    "fresh": (SAVED, ()),
    "fresh of each store": (SAVED, ("store",)),
    "fresh of one store": (valid(Freshness), ("store",)),
    "fresh within seconds": (Freshness(gauge=BACKUP, within=ms(1500)), ()),
    "at most": (SHORT, ()),
    "at least": (GaugeWithin(gauge=QUEUE, at_least=0.05), ()),
    "a band": (GaugeWithin(gauge=QUEUE, at_least=-3, at_most=0.3), ("queue",)),
    "all at most": (GaugeWithin(gauge=QUEUE, at_most=0.3, across=Across.ALL), ()),
    "a sum in a band": (valid(GaugeWithin), ()),
    "the mean at most": (GaugeWithin(gauge=QUEUE, at_most=0, across=Across.AVG), ()),
    "the mean of each queue": (
        GaugeWithin(gauge=QUEUE, at_most=1e6, across=Across.AVG, only={"queue": "mail"}),
        ("queue",),
    ),
    "throughput": (COPIED, ()),
    "throughput over half an hour": (Throughput(counter=ROWS, at_least=0.1, over=minutes(30)), ()),
    "throughput of each table": (valid(Throughput), ("table",)),
    "a ratio": (valid(RawRatio), ()),
    "a ratio over a window": (LOSSES, ("zone",)),
    "two, weighted": (Composite(parts=[Part(slo=ANSWERED), Part(slo=FAST, weight=3)]), ()),
    "two, each of them": (Composite(parts=[Part(slo=ANSWERED), Part(slo=FAST)], all_of=True), ()),
    "two of each route": (
        Composite(parts=[Part(slo=ANSWERED, weight=2), Part(slo=FAST)]),
        ("route",),
    ),
    "events and moments": (
        Composite(parts=[Part(slo=ANSWERED), Part(slo=SAVED_SLO), Part(slo=ALONE, weight=5)]),
        (),
    ),
    "latency, native": (NativeLatency(histogram=TIMES, under=seconds(1)), ("route",)),
    "native and others": (
        Composite(parts=[Part(slo=NATIVE), Part(slo=ANSWERED)]),
        (),
    ),
    "latency": (Latency(histogram=DURATION, under=ms(250)), ("route",)),
}


@EVERY
@pytest.mark.parametrize("kind", KINDS)
def test_proofs_of_every_kind_pass(promtool: str, kind: str, tmp_path: Path) -> None:
    """The rules are valid, and read from series what the examples say."""
    sli, by = KINDS[kind]
    slo = valid(SLO, sli=sli, by=by, objective=99)
    folder = write(join((slo,), valid(Project)), tmp_path)
    proofs = [folder / "tests" / f"api.{name}.yml" for name in ("events", "replay")]

    assert "" == judge(promtool, "check", "rules", "--lint-fatal", *folder.glob("rules/*.yml"))
    assert "" == judge(promtool, "test", "rules", *(one for one in proofs if one.exists()))
