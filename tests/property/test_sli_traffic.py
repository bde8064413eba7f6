"""Whatever the traffic: what is recorded is a number, and budgets are what an oracle counts.

Where the oracle and PromQL may differ, and why:

- Rates are extrapolated to the edges of their window, so the number of events in a window is
  known to a scrape at each edge only. So the oracle counts from what is recorded (events in each
  five minutes), where both must agree to the last digits.
- Sums are of floats, in another order than the oracle's fractions: a billionth is allowed.
- A gauge is seen for five minutes after its last sample. The oracle does the same, and keeps away
  from the very end of those minutes: Prometheus 2 still sees such a sample, Prometheus 3 does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from observability import SLO, Across, GaugeWithin, Project
from observability.model.catalog import join
from observability.model.sli.protocol import Sli
from tests.core_definitions import QUEUE, SERVICE, valid
from tests.promtool_files import PROMTOOLS, judge, needs_promtool, write
from tests.property.strategies import slis

pytestmark = [pytest.mark.tool, needs_promtool]
# Few runs of promtool, each with many cases; not shrunk, as a run takes seconds.
BATCHES = settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MINUTES = 90
RECORDED = [f"slo:sli_error:ratio_rate{window}" for window in ("5m", "30m", "1h", "2h", "6h")]

# A step of a counter: it grows, stands still, is reset, is missed, is no number, is marked stale.
_STEPS = st.one_of(
    st.integers(0, 1000),
    st.sampled_from(["_", "_", "stale", "NaN", "reset", "0"]),
    st.floats(min_value=0, max_value=1e6, allow_subnormal=False).map(lambda one: round(one, 3)),
)


@st.composite
def _traffic(draw: st.DrawFn) -> str:
    """Make up the samples of a series: born late, gone early, reset, with gaps between."""
    born, alive = draw(st.integers(0, 30)), draw(st.integers(1, MINUTES))
    steps = draw(st.lists(_STEPS, min_size=1, max_size=12))
    total, values = 0.0, ["_"] * born
    for place in range(min(alive, MINUTES - born)):
        step = steps[place % len(steps)]
        match step:
            case "reset":
                total = 0.0
            case str() if step != "0":
                values.append(step)
                continue
            case _:
                total = round(total + float(step), 3)
        values.append(f"{total:f}")
    return " ".join(values)


@st.composite
def _batch(draw: st.DrawFn) -> list[tuple[Sli, dict[str, str]]]:
    """Make up indicators, and traffic for some of the series that each of them reads."""
    made: list[tuple[Sli, dict[str, str]]] = []
    for index in range(12):
        sli: Sli = draw(slis(SERVICE, index))
        names = {str(series) for one in sli.examples() for series in one.series}
        kept = [name for name in sorted(names) if draw(st.integers(0, 3))]
        made.append((sli, {name: draw(_traffic()) for name in kept}))
    return made


def _outside(series: str) -> str:
    """Return how many of *series* are no number from 0 to 1."""
    return f"count({series} unless ({series} >= 0 <= 1)) or vector(0)"


def _run(body: dict[str, Any], claims: Iterable[tuple[str, str, str]]) -> str:
    """Return what promtool says of *claims*: a time, a query, the value it yields."""
    tests = [
        {
            "expr": f"sum({query})",
            "eval_time": at,
            "exp_samples": [{"labels": "", "value": float(value)}],
        }
        for at, query, value in claims
    ]
    body["tests"][0]["promql_expr_test"] = tests
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.yml"
        path.write_text(yaml.safe_dump(body))
        return judge(PROMTOOLS[0], "test", "rules", path)


def _body(rules: list[Path], interval: str, every: str, series: dict[str, str]) -> dict[str, Any]:
    groups = [one["name"] for file in rules for one in yaml.safe_load(file.read_text())["groups"]]
    return {
        "rule_files": [str(one) for one in rules],
        "evaluation_interval": every,
        "group_eval_order": groups,
        "tests": [
            {
                "interval": interval,
                "input_series": [{"series": k, "values": v} for k, v in series.items()],
            }
        ],
    }


@BATCHES
@given(batch=_batch())
def test_what_is_recorded_is_a_number(batch: list[tuple[Sli, dict[str, str]]]) -> None:
    """Ratios lie in [0, 1], and errors never exceed events, at every quarter of an hour."""
    made = [valid(SLO, name=f"slo-{n}", sli=sli) for n, (sli, _) in enumerate(batch)]
    series = {name: values for _, each in batch for name, values in each.items()}
    total, errors = "slo:events_total:rate", "slo:events_error:rate"
    claims = [
        (f"{at}m", query, "0")
        for at in range(10, MINUTES + 11, 15)
        for query in (
            *map(_outside, RECORDED),
            f"count({total} unless ({total} >= 0 < Inf)) or vector(0)",
            f"count({errors} unless ({errors} >= 0 < Inf)) or vector(0)",
            f"count({errors} > {total} * (1 + 1e-9)) or vector(0)",
        )
    ]
    with TemporaryDirectory() as folder:
        rules = sorted((write(join(made, valid(Project)), Path(folder)) / "rules").glob("*.yml"))

        assert "" == _run(_body(rules, "1m", "30s", series), claims)


HOURS = 600  # within 30 days
COUNTS = st.one_of(st.just("_"), st.just(0), st.integers(0, 10**6))


@st.composite
def _hours(draw: st.DrawFn) -> list[tuple[Any, Any]]:
    """Make up events and errors by the hour; more errors than events happen in the wild."""
    pattern = draw(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=30))
    return [pattern[place % len(pattern)] for place in range(HOURS)]


def _budget(trace: list[tuple[Any, Any]]) -> Fraction | None:
    """Return the share of all events that failed, at most 1; None without events."""
    events, errors = (
        sum((Fraction(one) for one in column if one != "_"), Fraction(0))
        for column in zip(*trace, strict=True)
    )
    known = any(one != "_" for _, one in trace)
    return min(errors / events, Fraction(1)) if events and known else None


@BATCHES
@given(traces=st.lists(_hours(), min_size=10, max_size=10))
def test_budgets_are_what_the_oracle_counts(traces: list[list[tuple[Any, Any]]]) -> None:
    """The ratio of the period and what is left of the budget, from any hours of events."""
    series: dict[str, str] = {}
    claims: list[tuple[str, str, str]] = []
    for n, trace in enumerate(traces):
        ids = f'sloth_id="api-{n}", sloth_service="api", sloth_slo="{n}"'
        keys = f'{ids}, slo_slot="f"'
        series[f"slo:events_total:increase5m{{{keys}}}"] = " ".join(str(one) for one, _ in trace)
        series[f"slo:events_error:increase5m{{{keys}}}"] = " ".join(str(one) for _, one in trace)
        budget = f'slo:error_budget:ratio{{{keys}, slo_period="30d", slo_windows="30d"}}'
        series[budget] = f"0.001x{HOURS}"
        ratio = f'slo:sli_error:ratio_rate30d{{sloth_id="api-{n}"}}'
        left = f'slo:period_error_budget_remaining:ratio{{sloth_id="api-{n}"}}'
        truth = _budget(trace)
        at = f"{HOURS - 1}h"
        if truth is None:
            claims.append((at, f"absent({ratio})", "1"))
            continue
        claims.append((at, f"abs({ratio} - {float(truth)!r}) < bool 1e-9", "1"))
        claims.append((at, f"abs({left} - {float(1 - truth * 1000)!r}) < bool 1e-6", "1"))
    with TemporaryDirectory() as folder:
        rules = [write(join([valid(SLO)], valid(Project)), Path(folder)) / "rules/slo-windows.yml"]

        assert "" == _run(_body(rules, "1h", "1h", series), claims)


LEVELS = st.one_of(st.sampled_from(["_", "_", "NaN"]), st.integers(-5, 5))
SEEN = 4  # minutes: in the fifth, versions differ


@st.composite
def _levels(draw: st.DrawFn) -> list[list[Any]]:
    """Make up up to three series of a gauge, by the minute."""
    one = st.lists(LEVELS, min_size=30, max_size=30)
    return draw(st.lists(one, min_size=1, max_size=3))


def _seen(values: list[Any], at: int) -> Any:
    """Return the last sample that is seen at minute *at*; None without, "?" where it is open."""
    for back in range(SEEN + 2):
        if back > at:
            return None
        if values[at - back] != "_":
            return "?" if back > SEEN else values[at - back]
    return None


def _verdict(sli: GaugeWithin, levels: list[list[Any]], at: int) -> int | str | None:
    """Return 1 for bad, 0 for good, None for unknown, "?" for open."""
    now = [_seen(values, at) for values in levels]
    if "?" in now:
        return "?"
    read = [one for one in now if one is not None and one != "NaN"]
    if not read:
        return None
    low, high = sli.at_least, sli.at_most

    def wrong(value: Fraction) -> bool:
        return (low is not None and value < low) or (high is not None and value > high)

    each = [wrong(Fraction(one)) for one in read]
    return int(
        {
            Across.ANY: any(each),
            Across.ALL: all(each),
            Across.SUM: wrong(Fraction(sum(read))),
            Across.AVG: wrong(Fraction(sum(read), len(read))),
        }[sli.across]
    )


ENDS = st.sampled_from([(None, 2), (-2, None), (-1, 3), (0, 0)])


@st.composite
def _gauges(draw: st.DrawFn) -> list[tuple[GaugeWithin, list[list[Any]]]]:
    """Make up limits and levels, each of a queue of its own."""
    return [
        (
            GaugeWithin(
                gauge=QUEUE, at_least=low, at_most=high, across=across, only={"queue": f"q{n}"}
            ),
            draw(_levels()),
        )
        for n, across in enumerate([*Across] * 4)
        for low, high in [draw(ENDS)]
    ]


@BATCHES
@given(made=_gauges())
def test_moments_are_judged_as_the_oracle_does(
    made: list[tuple[GaugeWithin, list[list[Any]]]],
) -> None:
    """A gauge with gaps and NaN, across any, all, their sum and their mean."""
    slos = [valid(SLO, name=f"q{n}", sli=sli) for n, (sli, _) in enumerate(made)]
    series: dict[str, str] = {}
    claims: list[tuple[str, str, str]] = []
    for n, (sli, levels) in enumerate(made):
        for pod, values in enumerate(levels):
            labels = {"queue": f"q{n}", "instance": str(pod)}
            series[str(sli.gauge.series("0", labels))] = " ".join(map(str, values))
        for at in range(5, 30):
            truth = _verdict(sli, levels, at)
            errors = f'slo:events_error:rate{{sloth_slo="q{n}"}}'
            share = f'{errors} / slo:events_total:rate{{sloth_slo="q{n}"}}'
            if truth is None:
                claims.append((f"{at}m", f"absent({errors})", "1"))
            elif truth != "?":
                claims.append((f"{at}m", share, str(truth)))
    with TemporaryDirectory() as folder:
        rules = [write(join(slos, valid(Project)), Path(folder)) / "rules/api.events.yml"]

        assert "" == _run(_body(rules, "1m", "1m", series), claims)
