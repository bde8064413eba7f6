"""Pyrra's objects, and what of them is not carried over."""

from __future__ import annotations

import pytest

from observability.base.duration import days
from observability.formats.detect import Found, read_all
from observability.formats.sloth_spec import Events, Raw

_W = "[{{.window}}]"


def _read(indicator: str, more: str = "") -> Found:
    text = f"""\
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: {{name: web, namespace: shop, labels: {{pyrra.dev/team: ops, app: x}}}}
spec:
  target: "99.5"
  window: 4w
  indicator: {indicator}
{more}"""
    return read_all({"a.yml": text.encode()})


_KINDS = {
    "{ratio: {errors: {metric: 'e{c=\"5\"}'}, total: {metric: e}, grouping: [b, a]}}": Events(
        error_query=f'sum by (a, b) (rate(e{{c="5"}}{_W}))',
        total_query=f"sum by (a, b) (rate(e{_W}))",
    ),
    "{latency: {success: {metric: 'h_bucket{le=\"1\"}'}, total: {metric: h_count}}}": Events(
        error_query=f'sum (rate(h_count{_W})) - sum (rate(h_bucket{{le="1"}}{_W}))',
        total_query=f"sum (rate(h_count{_W}))",
    ),
    "{latencyNative: {latency: 200ms, total: {metric: h}}}": Raw(
        error_ratio_query=f"1 - histogram_fraction(0, 0.2, sum (rate(h{_W})))"
    ),
    "{bool_gauge: {metric: up}}": Events(
        error_query=f"sum (count_over_time(up{_W})) - sum (sum_over_time(up{_W}))",
        total_query=f"sum (count_over_time(up{_W}))",
    ),
}


@pytest.mark.parametrize(("indicator", "expected"), _KINDS.items())
def test_each_kind_is_queries(indicator: str, expected: Events | Raw) -> None:
    """Ratio, latency, native histogram and boolean gauge, in groups where they are grouped."""
    sli = _read(indicator).groups[0].slos[0].sli

    assert expected == (sli.events or sli.raw)


_RATIO = next(iter(_KINDS))


def test_the_rest_of_the_object_is_kept() -> None:
    """Target, window, Pyrra's own labels; the namespace stands for the service."""
    slo = _read(_RATIO).groups[0].slos[0]

    assert ("shop-web", 99.5, days(28), {"team": "ops"}) == (
        slo.id,
        slo.objective,
        slo.period,
        slo.labels,
    )
    assert ("critical", "warning") == (slo.page.labels["severity"], slo.ticket.labels["severity"])


def test_alerts_may_be_off() -> None:
    """Where Pyrra raises no alerts, none is raised."""
    slo = _read(_RATIO, "  alerting: {burnrates: false}\n").groups[0].slos[0]

    assert (True, True) == (slo.page.disable, slo.ticket.disable)


def test_what_is_not_carried_over_is_told() -> None:
    """Severities of its middle tiers, and that it would not tell of vanished data."""
    more = "  alerting:\n    absent: false\n    severities: {fastBurn: high, slowBurn: low}\n"
    found = _read(_RATIO, more)

    assert [9, 10] == [one.source.line for one in found.warnings]
    assert "high" == found.groups[0].slos[0].page.labels["severity"]


def test_what_reads_otherwise_is_told() -> None:
    """A field that Pyrra does not have."""
    found = _read(_RATIO, "  service: shop\n  alerting: {burnRates: []}\n")
    told = [one.message for one in found.warnings]

    assert told == [
        "unknown field spec.service is ignored",
        "unknown field spec.alerting.burnRates is ignored",
    ]


def test_a_target_that_reads_like_a_ratio_is_told() -> None:
    """Pyrra takes 0.995 for less than one per cent."""
    objects = _read(_RATIO).texts["a.yml"].replace('"99.5"', '"0.995"')
    told = read_all({"a.yml": objects.encode()}).warnings

    assert ['write target: "99.5" for that'] == [one.help for one in told]


@pytest.mark.parametrize(
    ("indicator", "message"),
    [
        ("{}", "7: the indicator is none, or not one, of ratio, latency"),
        ("{bool_gauge: {metric: 'rate(a[5m])'}}", "'rate(a[5m])' is no selector of a metric"),
        (
            "{ratio: {errors: {metric: e}, metric: t}}",
            "7: indicator.ratio.total.metric is missing",
        ),
        ("{latencyNative: {latency: fast, total: {metric: h}}}", "latency 'fast' is no duration"),
    ],
)
def test_what_is_wrong_is_told(indicator: str, message: str) -> None:
    """Each mistake is a problem at its line."""
    found = _read(indicator)

    assert [True] == [message in f"{one.source.line}: {one.message}" for one in found.problems]
