"""What goes, what stays, and what is added when grafanalib's JSON is made current."""

from __future__ import annotations

import json
from typing import Any

import pytest
from grafanalib import _gen, core

from observability.render.grafana.normalise import normalise

_STEPS = [{"color": "green", "value": None}, {"color": "red", "value": 1}]


def _raw(*panels: Any) -> dict[str, Any]:
    made = core.Dashboard(title="D", uid="d", panels=list(panels))
    found: dict[str, Any] = json.loads(json.dumps(made, cls=_gen.DashboardEncoder))
    return found


def _panel(**fields: Any) -> dict[str, Any]:
    target = core.Target(expr="up", refId="A")
    panel = core.TimeSeries(title="P", targets=[target], thresholds=_STEPS, **fields)
    found: dict[str, Any] = normalise(_raw(panel))["panels"][0]
    return found


def test_the_schema_version_is_the_last_of_the_classic_format() -> None:
    """Grafanalib writes 12, which makes Grafana migrate on every load."""
    assert (_raw()["schemaVersion"], normalise(_raw())["schemaVersion"]) == (12, 42)


@pytest.mark.parametrize("key", ["__inputs", "rows", "style", "hideControls", "gnetId", "id"])
def test_stale_keys_of_a_dashboard_go(key: str) -> None:
    """They are in what grafanalib writes, and in no current schema."""
    assert (key in _raw(), key in normalise(_raw())) == (True, False)


@pytest.mark.parametrize("key", ["maxDataPoints", "span", "editable", "error", "cacheTimeout"])
def test_stale_keys_of_a_panel_go(key: str) -> None:
    """`maxDataPoints` is worse than stale: it leaves out half of what rates should read."""
    raw = _raw(core.TimeSeries(title="P"))["panels"][0]

    assert (key in raw, key in _panel()) == (True, False)


@pytest.mark.parametrize("key", ["intervalFactor", "step", "metric", "target", "query"])
def test_stale_keys_of_a_query_go(key: str) -> None:
    """`intervalFactor` doubles the step without doubling ``$__rate_interval``."""
    raw = core.Target(expr="up").to_json_data()

    assert (key in raw, key in _panel()["targets"][0]) == (True, False)


def test_only_the_first_step_of_a_threshold_keeps_its_null() -> None:
    """There it means minus infinity; everywhere else null means nothing."""
    panel = _panel()

    assert panel["fieldConfig"]["defaults"]["thresholds"]["steps"] == _STEPS
    assert json.dumps(panel).count("null") == 1


def test_defaults_are_not_written() -> None:
    """What Grafana assumes anyway would only make differences longer."""
    custom = _panel()["fieldConfig"]["defaults"]["custom"]

    assert {"axisLabel", "pointSize", "hideFrom", "stacking"} & set(custom) == set()


def test_what_differs_from_the_default_stays() -> None:
    """The default of the points is 5 pixels."""
    assert _panel(pointSize=9)["fieldConfig"]["defaults"]["custom"]["pointSize"] == 9


def test_the_input_is_left_alone() -> None:
    """The function is pure."""
    raw = _raw(core.TimeSeries(title="P", thresholds=_STEPS))
    before = json.dumps(raw)
    normalise(raw)

    assert before == json.dumps(raw)


def test_normalising_twice_changes_nothing_more() -> None:
    """What is current stays as it is."""
    once = normalise(_raw(core.TimeSeries(title="P", thresholds=_STEPS)))

    assert once == normalise(once)


def test_panels_of_a_collapsed_row_are_normalised_too() -> None:
    """They are one level deeper."""
    row = core.RowPanel(title="R", collapsed=True, panels=[core.TimeSeries(title="P")])
    (found,) = normalise(_raw(row))["panels"]

    assert {"collapsed", "panels", "title", "type"} == set(found)
    assert "maxDataPoints" not in found["panels"][0]
