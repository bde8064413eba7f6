"""Which labels a result can have, what is read on the way, and what is asked for in vain."""

from __future__ import annotations

import pytest

from observability.base.duration import Duration, minutes
from observability.base.labels import Matcher
from observability.promql.infer import Analysis, Names, analyse
from observability.promql.parser import tree

_METRICS = {
    "requests": frozenset({"job", "pod", "code"}),
    "buckets": frozenset({"job", "pod", "le"}),
    "limits": frozenset({"job", "pod", "resource"}),
}


def _known(metric: str, _matchers: tuple[Matcher, ...]) -> Names:
    return _METRICS.get(metric)


def _of(query: str) -> Analysis:
    return analyse(tree(query), _known)


_RESULTS = {
    "requests": "code job pod",
    "rate(requests[5m])": "code job pod",
    "max_over_time(rate(requests[5m])[1h:1m])": "code job pod",
    "-(requests)": "code job pod",
    "sum(requests)": "",
    "sum by (pod) (requests)": "pod",
    "sum without (pod) (requests)": "code job",
    "topk by (pod) (3, requests)": "code job pod",
    'count_values("n", requests)': "n",
    "vector(1)": "",
    "time()": "",
    "requests > 3": "code job pod",
    "3 < requests": "code job pod",
    "requests / on (pod) limits": "pod",
    "requests / ignoring (code, resource) limits": "job pod",
    "requests / limits": "job pod",
    "requests * on (pod) group_left (resource) limits": "code job pod resource",
    "limits * on (pod) group_right (resource) requests": "code job pod resource",
    "requests or limits": "code job pod resource",
    "requests and on (pod) limits": "code job pod",
    "requests unless on (pod) limits": "code job pod",
    "sum by (pod, code) (requests) or vector(0)": "code pod",
    'absent(requests{job="a", pod=~"b"})': "job",
    'absent(requests{job="a", job="b"})': "",
    'absent(requests{job="a"} > 0)': "",
    'label_replace(requests, "node", "$1", "pod", "(.*)")': "code job node pod",
    'label_replace(requests, "part", "one", "", "")': "code job part pod",
    "histogram_quantile(0.9, sum by (le, pod) (rate(buckets[5m])))": "pod",
    "sum by (anything) (unheard_of)": "anything",
    "clamp_max(requests, 1)": "code job pod",
    "quantile_over_time(0.9, requests[5m])": "code job pod",
}


@pytest.mark.parametrize(("query", "labels"), _RESULTS.items(), ids=_RESULTS)
def test_labels_of_a_result(query: str, labels: str) -> None:
    """The result has these labels at most, and nothing is asked for in vain."""
    found = _of(query)

    assert frozenset(labels.split()) == found.names
    assert () == found.misfits


@pytest.mark.parametrize("query", ["unheard_of", "requests or unheard_of", "rate(unheard_of[5m])"])
def test_series_that_nobody_knows_may_have_any_label(query: str) -> None:
    """What is not known is never called wrong."""
    assert _of(query).names is None


_MISFITS = {
    'requests{status="500"}': "status",
    'requests{status!="500"}': "status",
    "sum by (le) (requests)": "le",
    "sum without (node) (requests)": "node",
    "requests / on (code) limits": "code",
    "requests / ignoring (node) limits": "node",
    "requests * on (pod) group_left (node) limits": "node",
    "sum(requests) * on (pod) limits": "pod",
    "sum by (pod) (sum by (job) (requests))": "pod",
    'label_replace(requests, "a", "$1", "node", "(.*)")': "node",
    'label_join(requests, "a", "-", "pod", "node")': "node",
    "topk by (node) (3, requests)": "node",
}


@pytest.mark.parametrize(("query", "label"), _MISFITS.items(), ids=_MISFITS)
def test_labels_that_can_not_be_there(query: str, label: str) -> None:
    """Each label that is asked for in vain is named once."""
    assert [label] == [one.label for one in _of(query).misfits]


@pytest.mark.parametrize(
    "query", ['requests{status=""}', '{__name__="requests", job="a"}', "requests / on () limits"]
)
def test_what_asks_for_no_label(query: str) -> None:
    """A label may be wanted absent, and the name of the metric is no label of its own."""
    assert () == _of(query).misfits


def test_a_quantile_wants_buckets() -> None:
    """Without `le` there is nothing to take a quantile of."""
    found = _of("histogram_quantile(0.9, sum by (pod) (rate(buckets[5m])))")

    assert (frozenset({"pod"}),) == found.unsorted


def test_readings_know_function_range_and_reach() -> None:
    """A subquery and an offset look further back than the range says."""
    found = _of("max_over_time(rate(requests[5m] offset 10m)[1h:1m]) + limits")
    first, second = found.readings

    assert ("rate", minutes(5), minutes(75)) == (first.function, first.over, first.reach)
    assert ("", None, Duration(0)) == (second.function, second.over, second.reach)


_COMPARED = {
    "requests > 3": ["requests"],
    "sum by (pod) (requests) > 3": ["requests"],
    "rate(requests[5m]) > 3": [],
    "requests - limits > 3": [],
    "absent(requests) > 0": [],
}


@pytest.mark.parametrize(("query", "metrics"), _COMPARED.items(), ids=_COMPARED)
def test_bare_values_that_are_compared(query: str, metrics: list[str]) -> None:
    """A sum of counters is a counter, a rate or a difference is none."""
    assert metrics == [one.metric for one in _of(query).compared]
