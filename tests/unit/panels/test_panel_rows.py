"""Ready-made rows: what they ask, and what they refuse."""

from __future__ import annotations

import attrs
import pytest

from observability import (
    Color,
    Dashboard,
    External,
    Panel,
    Row,
    dependencies_row,
    postgres_row,
    red_row,
    saturation_row,
    slo_row,
)
from observability.base.errors import DefinitionError, collecting
from observability.panels.slo_graph import burn_rates
from observability.panels.slo_query import Slos
from observability.promql.expr import Expr
from observability.promql.printer import text
from observability.slo.windows import PAIRS, WINDOWS
from tests.grafana_definitions import (
    API,
    AVAILABILITY,
    DURATION,
    REQUESTS,
    STORE,
    STORE_METRICS,
)


def _panel(row: Row, title: str) -> Panel:
    found = next(one for one in row.panels if one.title == title)
    assert isinstance(found, Panel)
    return found


def _queries(panel: Panel) -> list[str]:
    return [text(one.expr, 10_000) for one in panel.queries if isinstance(one.expr, Expr)]


def test_rates_use_the_window_that_suits_the_zoom() -> None:
    """A fixed window would skip data when zoomed out and show nothing when zoomed in."""
    panel = _panel(red_row(rate=REQUESTS), "Rate")

    expected = (
        'sum by (code) (rate(http_requests_total{job="api", namespace="shop"}[$__rate_interval]))'
    )
    assert [expected] == _queries(panel)


def test_an_error_share_is_zero_while_nothing_failed_and_absent_without_traffic() -> None:
    """No failed event was counted yet: 0, not a gap. No traffic: nothing, not NaN."""
    panel = _panel(red_row(rate=REQUESTS), "Errors")
    whole = 'sum(rate(http_requests_total{job="api", namespace="shop"}[$__rate_interval]))'
    failed = whole.replace("}", ', code=~"5.."}')

    assert [f"({failed} or {whole} * 0) / ({whole} > 0)"] == _queries(panel)


def test_a_row_without_durations_has_no_panel_for_them() -> None:
    """A counter of events that take no time is enough."""
    titles = [one.title for one in red_row(rate=REQUESTS).panels]

    assert titles == ["Rate", "Errors"]


def test_failed_must_be_labels_of_the_counter() -> None:
    """A misspelt label is reported, with those that exist."""
    with pytest.raises(DefinitionError, match="http_requests_total declares no label 'status'"):
        red_row(rate=REQUESTS, duration=DURATION, failed={"status": "5.."})


def test_saturation_of_something_run_elsewhere_is_refused() -> None:
    """There are no containers of ours to show."""
    with collecting() as problems:
        saturation_row(STORE)

    assert [one.message for one in problems] == [
        "store is run elsewhere, so it has no containers to show"
    ]


def test_replicas_are_compared_with_the_autoscaler() -> None:
    """The maximum is a line of its own, because a service that reaches it can not grow."""
    legends = [one.legend for one in _panel(saturation_row(API), "Replicas").queries]

    assert legends == ["available", "wanted", "at most"]


def test_a_dependency_without_probe_is_judged_by_its_targets() -> None:
    """The share of targets that can be scraped is known for everything."""
    panel = _panel(dependencies_row(API), "Up or down")

    assert _queries(panel) == ['avg(up{job="store", namespace="shop"})']


def test_a_probe_without_data_counts_as_down_while_its_exporter_runs() -> None:
    """An exporter that lost its database must not look like a healthy database."""
    row = dependencies_row(API, STORE_METRICS.gauge("pg_up"))

    own = '{job="store", namespace="shop"}'
    assert [f"avg(pg_up{own}) or avg(up{own}) * 0"] == _queries(_panel(row, "Up or down"))


def test_a_dependency_that_nobody_measures_is_not_shown() -> None:
    """A store of the provider's without an exporter has no series, and no dashboard to go to."""
    bucket = attrs.evolve(STORE, name="bucket", workload=External(port=443, cidrs=["10.0.1.0/24"]))
    row = dependencies_row(attrs.evolve(API, depends_on=[STORE, bucket]))

    assert [["store"], ["/d/service-store"]] == [
        [one.legend for one in _panel(row, "Up or down").queries],
        [f"/d/{one.dashboard}" for one in _panel(row, "Alerts firing").links],
    ]


def test_the_burn_rate_has_every_window_and_every_threshold_of_the_alerts() -> None:
    """The lines are the alerts' own: they are read from the same table."""
    panel = burn_rates(Slos(()))
    drawn = [one for one in panel.queries if one.reference is None]
    limits = [one for one in panel.queries if one.reference is not None]

    assert [str(window) for window in WINDOWS] == [one.legend for one in drawn]
    assert [
        (Color.RED if pair.severity == "page" else Color.ORANGE, pair.long, pair.short)
        for pair in PAIRS
    ] == [(one.reference, pair.long, pair.short) for one, pair in zip(limits, PAIRS, strict=True)]


def test_the_promise_is_red_below_its_own_objective() -> None:
    """The colour changes at the objective, which is nowhere typed again."""
    (row,) = Dashboard(title="D", rows=[slo_row(AVAILABILITY)]).rows
    panel = _panel(row, "availability: 30 days")

    assert [(Color.RED, AVAILABILITY.objective / 100, Color.GREEN)] == [
        (panel.base, limit.at, limit.color) for limit in panel.limits
    ]


def test_a_row_of_a_store_refuses_another_programs_metrics() -> None:
    """The names are looked up in the exporter, so that a wrong one is reported."""
    other = type(STORE_METRICS)(service=STORE, metrics=[])

    with pytest.raises(DefinitionError, match="the exporter of store has no gauge 'pg_"):
        postgres_row(other)
