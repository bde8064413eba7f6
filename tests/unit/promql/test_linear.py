"""Which queries are sums of rates, what rates they are, and why the others are none."""

from __future__ import annotations

import pytest

from observability.base.duration import minutes
from observability.promql.linear import Refusal, split, split_ratio
from observability.promql.printer import text

_W = "[{{.window}}]"

_ACCEPTED = {
    f'sum(rate(a{{code=~"5.."}}{_W}))': 'sum(rate(a{code=~"5.."}[2m]))',
    "sum(rate(a[{{ .window }}]))": "sum(rate(a[2m]))",
    f"sum(increase(a{_W}))": "sum(rate(a[2m]))",
    f"sum by (b, a) (rate(a{_W}))": "sum by (a, b) (rate(a[2m]))",
    f"sum without (b) (sum by (a, b) (rate(a{_W})))": "sum by (a) (sum by (a, b) (rate(a[2m])))",
    f"sum(sum by (a) (rate(a{_W})))": "sum(sum by (a) (rate(a[2m])))",
    f"sum(rate(a{_W})) * 60": "sum(rate(a[2m])) * 60",
    f"(2 + 2) * sum(rate(a{_W}))": "sum(rate(a[2m])) * 4",
    f"sum(rate(a{_W})) / 4": "sum(rate(a[2m])) * 0.25",
    f"sum(rate(a{_W})) or vector(0)": "sum(rate(a[2m])) or vector(0)",
    f"sum(rate(a{_W})) or on() vector(0)": "sum(rate(a[2m])) or vector(0)",
    f"sum(rate(a{_W})) > 0": "sum(rate(a[2m]))",
    f"clamp_min(sum(rate(a{_W})), 0)": "sum(rate(a[2m]))",
    f"sum(histogram_count(rate(a{_W})))": "sum(histogram_count(rate(a[2m])))",
    f"sum(rate(a{_W})) + sum(rate(b{_W}))": (
        "(sum(rate(a[2m])) or sum(rate(b[2m])) * 0) + (sum(rate(b[2m])) or sum(rate(a[2m])) * 0)"
    ),
    f"(sum(rate(a{_W})) or vector(0)) + (sum(rate(b{_W})) or vector(0))": (
        "(sum(rate(a[2m])) or vector(0)) + (sum(rate(b[2m])) or vector(0))"
    ),
    f'sum(rate(a_count{_W})) - sum(rate(a_bucket{{le="0.2"}}{_W}))': (
        'clamp_min(sum(rate(a_count[2m])) - sum(rate(a_bucket{le="0.2"}[2m])), 0)'
    ),
    f'sum(rate(a_count{_W})) - sum(rate(a_bucket{{le=~"1(\\\\.0)?"}}{_W}))': (
        'clamp_min(sum(rate(a_count[2m])) - sum(rate(a_bucket{le=~"1(\\\\.0)?"}[2m])), 0)'
    ),
    f'sum(rate(a{_W})) - sum(rate(a{{ok="1"}}{_W}))': (
        'clamp_min(sum(rate(a[2m])) - (sum(rate(a{ok="1"}[2m])) or sum(rate(a[2m])) * 0), 0)'
    ),
    f"sum by (a) (rate(a{_W})) or 0 * sum by (a) (rate(b{_W}))": (
        "sum by (a) (rate(a[2m])) or sum by (a) (rate(b[2m])) * 0"
    ),
}

_REFUSED = {
    "sum(rate(a[5m]))": "fixed range [5m]",
    f"sum(rate(a{_W})) / sum(rate(b{_W}))": "divides rates",
    f"sum(rate(a{_W})) * sum(rate(b{_W}))": "multiplies two rates",
    f"2 / sum(rate(a{_W}))": "divides rates",
    f"rate(a{_W})": "does not sum",
    f"sum without (pod) (rate(a{_W}))": "`without`",
    f"avg(rate(a{_W}))": "`avg`",
    f"max(rate(a{_W}))": "`max`",
    f"count(rate(a{_W}))": "`count`",
    f"quantile(0.9, rate(a{_W}))": "`quantile`",
    f"topk(3, rate(a{_W}))": "`topk`",
    f"sum(irate(a{_W}))": "irate",
    f"sum(delta(a{_W}))": "gauge",
    f"sum(avg_over_time(a{_W}))": "gauge",
    "sum(a)": "reads a series as it is",
    f"sum(rate(a{_W} offset 5m))": "another time",
    f"sum(rate(a{_W} @ 100))": "another time",
    f"sum(rate(sum(a){_W[:-1]}:1m]))": "subquery",
    f"max_over_time(sum(rate(a{_W}))[1h:1m])": "gauge",
    f"histogram_quantile(0.9, sum by (le) (rate(a{_W})))": "quantile",
    f"sum(rate(a{_W})) - sum(rate(b{_W}))": "not provably a part",
    f'sum(rate(a{{x="1"}}{_W})) - sum(rate(a{_W}))': "not provably a part",
    f'sum(rate(a_count{_W})) - sum(rate(a_bucket{{le=~"1|2"}}{_W}))': "not provably a part",
    f"sum(rate(a{_W})) - 1": "constant",
    f"sum(rate(a{_W})) + sum(increase(b{_W}))": "mixes",
    f"sum by (a) (rate(a{_W})) + sum by (b) (rate(b{_W}))": "different labels",
    f"sum by (a) (rate(a{_W})) or vector(0)": "beside series with labels",
    f"sum(rate(a{_W})) or sum(rate(b{_W}))": "whichever exists",
    f"sum(increase(a{_W})) or vector(1)": "no count of events",
    f"sum by (a) (rate(a{_W})) + on (a) sum by (a) (rate(b{_W}))": "chosen labels",
    f"sum(rate(a{_W})) > 5": "constant",
    f"sum(rate(a{_W})) > bool 0": "bool",
    f"-sum(rate(a{_W}))": "negates",
    f"sum(rate(a{_W})) * -1": "negative",
    f"clamp_min(sum(rate(a{_W})), 1)": "floor",
    f"clamp_max(sum(rate(a{_W})), 1)": "clamp_max",
    f"ceil(sum(rate(a{_W})))": "ceil",
    f"sum(rate(a{_W})) and sum(rate(b{_W}))": "`and`",
    f"sum(rate(a{_W})) unless sum(rate(b{_W}))": "`unless`",
    f'sum(rate(a{{x="{{{{.window}}}}"}}{_W}))': "where no range",
    "sum(rate(a[{{.window}}": "not valid PromQL",
    "sum(rate(a[{{.other}}]))": "not valid PromQL",
    "vector(1)": "constant",
    f"sum(vector(1)) + sum(rate(a{_W}))": "constant",
    "+".join([f"sum(rate(a{_W}))"] * 300): "deeper",
    "(" * 10_000 + ")" * 10_000: "not valid PromQL",
    f'sum(rate(a{{x="3ms7ms"}}{_W}))': "can not be told",
}


@pytest.mark.parametrize(("query", "rate"), _ACCEPTED.items(), ids=list(_ACCEPTED))
def test_is_a_sum_of_rates(query: str, rate: str) -> None:
    """A linear query is the rates that it adds up, over any window."""
    found = text(split(query).rate(minutes(2)), 1_000)

    assert rate == found


@pytest.mark.parametrize(("query", "reason"), _REFUSED.items())
def test_is_refused(query: str, reason: str) -> None:
    """Whatever else a query does is refused, and the reason names it."""
    with pytest.raises(Refusal) as refusal:
        split(query)

    assert reason in str(refusal.value)


_RATIOS = {
    f"sum(rate(e{_W})) / sum(rate(t{_W}))": (f"sum(rate(e{_W}))", f"sum(rate(t{_W}))"),
    f"(sum(rate(e{_W})) / (sum(rate(t{_W})) > 0)) or on() vector(0)": (
        f"sum(rate(e{_W}))",
        f"sum(rate(t{_W})) > 0",
    ),
    f'1 - (sum(rate(t_bucket{{le="1"}}{_W})) / sum(rate(t_count{_W})))': (
        f'(sum(rate(t_count{_W}))) - (sum(rate(t_bucket{{le="1"}}{_W})))',
        f"sum(rate(t_count{_W}))",
    ),
}


@pytest.mark.parametrize(("query", "parts"), _RATIOS.items())
def test_a_ratio_is_split(query: str, parts: tuple[str, str]) -> None:
    """A quotient of sums of rates is split into its two parts; one less it, too."""
    found = split_ratio(query)

    assert parts == found


_NO_RATIOS = {
    f"1 - sum(rate(good{_W})) / sum(rate(t{_W}))": "not provably a part",
    f"sum(rate(e{_W})) / sum(increase(t{_W}))": "per second",
    f"sum by (a) (rate(e{_W})) / sum(rate(t{_W}))": "different labels",
    f"sum by (a) (rate(e{_W})) / on () group_left sum(rate(t{_W}))": "no quotient",
    f"sum(rate(e{_W}))": "no quotient",
    f"avg_over_time(e{_W})": "no quotient",
    f"sum(rate(e{_W})) / sum(rate(t[5m]))": "fixed range",
}


@pytest.mark.parametrize(("query", "reason"), _NO_RATIOS.items())
def test_a_ratio_is_refused(query: str, reason: str) -> None:
    """A ratio that is no quotient of sums of rates is refused, and the reason names it."""
    with pytest.raises(Refusal) as refusal:
        split_ratio(query)

    assert reason in str(refusal.value)


def test_a_missing_bucket_is_strict() -> None:
    """Where a bucket is subtracted, a missing one was not measured; a plain counter is 0."""
    slow = split(f'sum(rate(a_count{_W})) - sum(rate(a_bucket{{le="0.2"}}{_W}))')
    failed = split(f"sum(rate(a{_W}))")

    assert (True, False) == (slow.strict, failed.strict)


def test_spaces_of_values_are_kept() -> None:
    """What is laid out anew is code; texts in quotes stay as they are."""
    whole = f'sum(rate(a{{b="x  y \\"  z"}}{_W}))'

    assert (whole, whole) == split_ratio(f"{whole}\n  /\n  {whole}")
