"""OpenSLO objects, and what of them is not carried over."""

from __future__ import annotations

import textwrap

import pytest

from observability.base.duration import days
from observability.formats.detect import Found, read_all
from observability.formats.sloth_spec import Events, Raw, Slo

_SLO = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: web}
spec:
  service: shop
  timeWindow: [{duration: 28d, isRolling: true}]
  indicator: {spec: {ratioMetric: {counter: true,
    bad: {metricSource: {type: Prometheus, spec: {query: 'sum(errors)'}}},
    total: {metricSource: {type: Prometheus, spec: {query: 'sum(events)'}}}}}}
  objectives: [{target: 0.98}]
"""


def _read(*documents: str) -> Found:
    text = "---\n".join(textwrap.dedent(one) for one in documents)
    return read_all({"a.yml": text.encode()})


def _slo(*documents: str) -> Slo:
    return _read(*documents).groups[0].slos[0]


def test_bad_of_total_are_two_queries() -> None:
    """Counters become rates over the window; the period and the objective are the SLO's."""
    slo = _slo(_SLO)

    assert ("shop-web", 98.0, days(28)) == (slo.id, slo.objective, slo.period)
    assert slo.sli.events == Events(
        error_query="sum(rate(errors[{{.window}}]))", total_query="sum(rate(events[{{.window}}]))"
    )


def test_good_of_total_is_one_less_the_share() -> None:
    """The share of the good is turned round."""
    slo = _slo(_SLO.replace("bad:", "good:"))

    assert slo.sli.raw == Raw(
        error_ratio_query="1 - (\n  (sum(rate(errors[{{.window}}])))\n  /\n"
        "  (sum(rate(events[{{.window}}])))\n)"
    )


def test_a_threshold_is_a_share_of_time() -> None:
    """How long a metric was not what the objective wants of it."""
    slo = _slo(
        """\
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: queue}
        spec:
          service: shop
          indicator: {spec: {thresholdMetric: {metricSource: {spec: {query: 'max(q)'}}}}}
          objectives: [{op: lte, value: 100, targetPercent: 95}]
        """
    )

    assert slo.objective == 95.0
    assert slo.sli.raw == Raw(
        error_ratio_query="1 - avg_over_time(((max(q)) <= bool 100)[{{.window}}:1m])"
    )


PARTS = (
    """\
    apiVersion: openslo/v1
    kind: SLI
    metadata: {name: good}
    spec: {ratioMetric: {rawType: success, raw: {metricSource: {metricSourceRef: prom,
      spec: {query: 'sum(rate(a[5m])) / sum(rate(b[5m]))'}}}}}
    """,
    """\
    apiVersion: openslo/v1
    kind: DataSource
    metadata: {name: prom}
    spec: {type: prometheus}
    """,
    """\
    apiVersion: openslo/v1
    kind: AlertPolicy
    metadata: {name: Burns}
    spec: {conditions: [{conditionRef: fast}], notificationTargets: [{targetRef: mail}]}
    """,
    """\
    apiVersion: openslo/v1
    kind: AlertCondition
    metadata: {name: fast}
    spec: {severity: page, condition: {kind: burnrate, threshold: 2}}
    """,
    """\
    apiVersion: openslo/v1
    kind: Service
    metadata: {name: shop}
    """,
)
REFERRING = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: web, labels: {team: a, env: [x, y]}}
spec:
  service: shop
  indicatorRef: good
  timeWindow:
    - duration: 1M
      calendar: {startTime: "2024-01-01 00:00:00", timeZone: UTC}
  budgetingMethod: Occurrences
  objectives: [{target: 0.9}, {target: 0.99}]
  alertPolicies: [Burns]
"""


def test_objects_refer_to_each_other() -> None:
    """SLI, alert policy, condition and data source are found by name, in whatever order."""
    slos = _read(REFERRING, *PARTS).groups[0].slos
    first = slos[0]

    assert ["web-0", "web-1"] == [one.name for one in slos]
    assert first.sli.raw == Raw(
        error_ratio_query="1 - (sum(rate(a[{{.window}}])) / sum(rate(b[{{.window}}])))"
    )
    assert ("Burns", False, True) == (first.page.name, first.page.disable, first.ticket.disable)
    assert {"team": "a"} == first.labels


def test_what_is_not_carried_over_is_told_at_its_line() -> None:
    """Calendars in alerts, thresholds, notification targets and lists of labels."""
    found = _read(REFERRING, *PARTS)
    told = {one.source.line: one.message.partition(" is not")[0] for one in found.warnings}

    assert told == {
        3: "the list of the label 'env'",
        8: "the alerts guard 30d, rolling; the budget of the calendar month is recorded beside it"
        " by the exact engine, and not at all in Sloth's shape",
        28: "a notification target",
        33: "the alert's threshold",
    }


def _with(old: str, new: str) -> Found:
    return _read(_SLO.replace(old, new))


_BAD = "sum(rate(errors[5m]))"
_ALL = "sum(rate(events[5m]))"
_SHARE = f"(\n  (({_BAD}) or 0 * ({_ALL}))\n  /\n  ({_ALL})\n)"
_SLICED = "timeSliceTarget: 0.95, timeSliceWindow: 5}]\n  budgetingMethod: "


def test_a_slice_is_good_or_bad() -> None:
    """Timeslices: the share of the slices with an error ratio above what a slice is allowed."""
    found = _with("target: 0.98}]", f"target: 0.98, {_SLICED}Timeslices")

    assert (found.warnings, found.groups[0].slos[0].sli.raw) == (
        (),
        Raw(
            error_ratio_query=f"avg_over_time(((({_SHARE}) >= 0) > bool 0.05)[{{{{.window}}}}:5m])"
        ),
    )


def test_ratios_of_slices_have_a_mean() -> None:
    """RatioTimeslices: the mean of the error ratios of the slices, however many events each had."""
    found = _with("target: 0.98}]", f"target: 0.98, {_SLICED}RatioTimeslices")

    assert found.groups[0].slos[0].sli.raw == Raw(
        error_ratio_query=f"avg_over_time((({_SHARE}) >= 0)[{{{{.window}}}}:5m])"
    )


def test_long_slices_overlap() -> None:
    """A slice longer than the shortest window is judged each minute, which is told."""
    sliced = _SLICED.replace("Window: 5", "Window: 1h")
    found = _with("target: 0.98}]", f"target: 0.98, {sliced}RatioTimeslices")
    raw = found.groups[0].slos[0].sli.raw

    assert raw is not None
    assert ("[{{.window}}:1m]" in raw.error_ratio_query, "[1h]" in raw.error_ratio_query) == (
        True,
        True,
    )
    assert ["slices of 1h overlap"] == [one.message[:20] for one in found.warnings]


_CALENDARS = {
    ("2026-01-01 00:00:00", "Asia/Kolkata"): ("quarter", "+05:30", ()),
    ("2026-04-01", "'-03:00'"): ("quarter", "-03:00", ()),
    ("2026-04-01", "Etc/GMT+5"): ("quarter", "-05:00", ()),
    ("2026-02-01", "UTC"): ("quarter", "+00:00", ("the start",)),
    ("2026-01-01", "Europe/Paris"): ("quarter", "+00:00", ("the time zone",)),
}


@pytest.mark.parametrize(("given", "expected"), _CALENDARS.items())
def test_a_calendar_is_kept_with_its_clocks(
    given: tuple[str, str], expected: tuple[str, str, tuple[str, ...]]
) -> None:
    """Month and quarter, with the offset of zones that have one; what is not kept is told."""
    start, zone = given
    window = f"{{duration: 1Q, calendar: {{startTime: {start}, timeZone: {zone}}}}}"
    found = _with("{duration: 28d, isRolling: true}", window)
    slo = found.groups[0].slos[0]
    told = [one.message for one in found.warnings[1:]]

    unit, clocks, lost = expected
    assert (days(90), unit, clocks) == (slo.period, slo.calendar, slo.utc_offset)
    assert [True] * len(lost) == [
        one.startswith(start) for one, start in zip(told, lost, strict=True)
    ]


def test_a_stored_ratio_is_averaged() -> None:
    """A precomputed ratio is one of a moment: its mean over the window is the error ratio."""
    old = "    bad: {metricSource: {type: Prometheus, spec: {query: 'sum(errors)'}}},\n"
    new = "    rawType: failure, raw: {metricSource: {spec: {query: 'job:bad:share'}}},\n"

    assert _slo(_SLO.replace(old, new)).sli.raw == Raw(
        error_ratio_query="avg_over_time((job:bad:share)[{{.window}}:1m])"
    )


_LOST = {
    "target: 0.98}": ("target: 0.98, compositeWeight: 2}", "compositeWeight 2 is not carried over"),
    "budget": ("budget", ""),
    "isRolling: true": ("isRoling: true", "unknown field spec.timeWindow[0].isRoling is ignored"),
    "28d, isRolling: true": ("2w, isRolling: false", "a calendar window is not carried over"),
    "counter: true": (
        "counter: true, good: {metricSource: {spec: {query: a}}}",
        "good is not carried over: bad is given, too",
    ),
}


@pytest.mark.parametrize(("old", "change"), _LOST.items())
def test_nothing_is_lost_in_silence(old: str, change: tuple[str, str]) -> None:
    """Weights, misspelt fields, odd windows: each is told; a plain object has nothing to tell."""
    new, message = change
    told = [one.message for one in _with(old, new).warnings]

    assert [True] * bool(message) == [one.startswith(message) for one in told]


_WRONG = {
    "sum(errors)": ("sum(errors) + 1", "8: it can not be told over which window"),
    "kind: SLO": ("kind: Slo", "2: 'Slo' is no kind of object here"),
    "type: Prometheus": ("type: Datadog", "9: the metric comes from Datadog"),
    "target: 0.98": ("target: often", "10: target 'often' is no number"),
    "28d": ("often", "6: duration 'often' is no number of days"),
    "service: shop": ("other: shop", "the SLO names no service"),
    "{ratioMetric": ("{nothing", "the indicator has no ratioMetric"),
    "spec:\n": ("spec:\n  budgetingMethod: Slices\n", "5: budgetingMethod 'Slices' is none"),
    "web}\nspec:\n": (
        "web}\nspec:\n  budgetingMethod: RatioTimeslices\n",
        "11: timeSliceWindow is missing",
    ),
    "target: 0.98}]": (
        "target: 0.98, timeSliceWindow: 1m}]\n  budgetingMethod: Timeslices",
        "10: timeSliceTarget is missing",
    ),
    "objectives:": ("alertPolicies: [gone]\n  objectives:", "there is no AlertPolicy 'gone'"),
}


@pytest.mark.parametrize(("old", "change"), _WRONG.items())
def test_what_is_wrong_is_told(old: str, change: tuple[str, str]) -> None:
    """Each mistake is a problem at its line."""
    new, message = change
    found = _read(_SLO.replace(old, new))

    assert [True] == [message in f"{one.source.line}: {one.message}" for one in found.problems][:1]
