"""Metrics are declared once, and everything that reads them is checked against that."""

from __future__ import annotations

import pytest

from observability import Counter, Histogram, ms, seconds
from observability.base.errors import DefinitionError
from observability.base.labels import Matcher
from observability.promql.printer import text
from tests.core_definitions import DURATION, REQUESTS, SERVICE


def test_selecting_narrows_to_the_service() -> None:
    """A metric selects its service's own series, and nobody else's."""
    expected = 'http_requests_total{job="api", namespace="shop-prod", code=~"5.."}'

    assert expected == text(REQUESTS.select({"code": "5.."}))


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"cod": "5.."}, "http_requests_total declares no label 'cod'"),
        ({"code": 500}, "label code is 500, an int, not a string"),
        ({"code": "5["}, "label code is '5[', which is no regular expression"),
    ],
)
def test_selecting_by_something_wrong_is_reported(where: dict[str, str], message: str) -> None:
    """A misspelt label would select nothing, and the alert would be silent for ever."""
    with pytest.raises(DefinitionError) as caught:
        REQUESTS.select(where)

    assert message == caught.value.problem.message
    assert __file__ == caught.value.problem.source.file


@pytest.mark.parametrize("label", ["pod", "instance", "version", "environment"])
def test_labels_of_the_scrape_need_no_declaration(label: str) -> None:
    """Every series has them."""
    assert Matcher(label, "=", "x") in REQUESTS.select({label: "x"}).matchers


@pytest.mark.parametrize(
    ("bucket", "scale", "matcher"),
    [
        (ms(250), 1000, 'le="0.25"'),
        (seconds(1), 1000, 'le=~"1(\\\\.0)?"'),
        (seconds(10), 1000, 'le=~"10(\\\\.0)?"'),
        (ms(250), 1, 'le=~"250(\\\\.0)?"'),
    ],
)
def test_whole_bounds_match_in_both_spellings(bucket: object, scale: int, matcher: str) -> None:
    """Prometheus 2 keeps ``1``, Prometheus 3 writes ``1.0``."""
    histogram = Histogram(service=SERVICE, name="h", buckets=[bucket], scale=scale)  # type: ignore[list-item]

    assert matcher == str(histogram.within(bucket))  # type: ignore[arg-type]


def test_the_series_of_a_metric_are_known() -> None:
    """A histogram is three series; a counter is one."""
    assert ("http_requests_total",) == REQUESTS.exposed()
    assert ("http_seconds_bucket", "http_seconds_count", "http_seconds_sum") == DURATION.exposed()


def test_synthetic_series_carry_the_labels_of_the_scrape() -> None:
    """What a proof feeds in looks like what a scrape yields; a label given wins."""
    series = Counter(service=SERVICE, name="x_total").series("0+1x5", {"job": "other"})

    assert {
        "environment": "prod",
        "job": "other",
        "namespace": "shop-prod",
        "service": "api",
        "version": "v1",
    } == dict(series.labels)
