"""The ruler above three clusters of two servers each: the sums, and who is missing, by promtool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from observability import SLO, Project, ThanosRuler
from observability.base.labels import Labels
from observability.model.catalog import join
from tests.core_definitions import valid
from tests.promtool_files import needs_promtool
from tests.promtool_samples import samples
from tests.ruler_files import bodies, plain

pytestmark = [pytest.mark.slow, pytest.mark.tool, needs_promtool]

SAMPLES = 240
STEP = 30
PROMISE = valid(SLO, objective=90, ticket=True)
GROUPED = valid(SLO, name="routes", objective=99, by=["route"])
CATALOG = join([PROMISE, GROUPED], valid(Project, rulers=[ThanosRuler()]))
RULES = {name: plain(body) for name, body in bodies(CATALOG, "thanos/ruler/").items()}

TRAFFIC = {"eu": (100, 1), "us": (10, 5), "asia": (1, 0)}
POOLED = 6 / 111
SERVERS = ("0", "1")

Values = Sequence[float]
Series = dict[str, Values]


def _clusters(traffic: Mapping[str, tuple[float, float]], **more: str) -> Series:
    """Return what the servers of every cluster have recorded, each with its external labels.

    Beside the events each has ratios and budgets of its own, which are wrong above.
    """
    found: Series = {}
    for cluster, (total, errors) in traffic.items():
        for server in SERVERS:
            own = PROMISE.keys | {"cluster": cluster, "replica": server} | more
            wrong = own | {"sloth_window": "5m"}
            found |= {
                f"slo:events_total:rate{own}": [total] * SAMPLES,
                f"slo:events_error:rate{own}": [errors] * SAMPLES,
                f"slo:sli_error:ratio_rate5m{wrong}": [0.9] * SAMPLES,
                f"slo:error_budget:ratio{own}": [0.9] * SAMPLES,
                f"slo:events_total:increase5m{own}": [7] * SAMPLES,
                f"slo:alert:page{own}": [1] * SAMPLES,
            }
    return found


def _found(folder: Path, series: Series, query: str) -> dict[Labels, float]:
    at = (SAMPLES - 1) * STEP
    return samples(folder / "test", query, rules=RULES, series=series, step=STEP, at=at)


def _ratios(folder: Path, series: Series) -> dict[str, float]:
    """Return the error ratio above the clusters for each window."""
    query = '{__name__=~"slo:sli_error:.+", cluster="", sloth_slo="availability"}'
    return {one["sloth_window"]: v for one, v in _found(folder, series, query).items()}


WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d")


def test_the_ratio_is_that_of_all_events(tmp_path: Path) -> None:
    """A cluster weighs as much as its events, servers that watch the same count once."""
    found = _ratios(tmp_path, _clusters(TRAFFIC))

    assert dict.fromkeys(WINDOWS, pytest.approx(POOLED)) == found


def test_a_server_that_was_away_changes_nothing(tmp_path: Path) -> None:
    """What one of two servers missed, the other has seen."""
    series = _clusters(TRAFFIC)
    for name in series:
        if 'cluster="us"' in name and 'replica="0"' in name:
            series[name] = series[name][: SAMPLES // 2]

    assert dict.fromkeys(WINDOWS, pytest.approx(POOLED)) == _ratios(tmp_path, series)


def test_other_external_labels_do_not_keep_clusters_apart(tmp_path: Path) -> None:
    """Whatever else a Prometheus is called, there is one sum."""
    series = {
        name.replace("}", f', prometheus="p{place}"}}'): values
        for place, (name, values) in enumerate(_clusters(TRAFFIC).items())
    }

    assert dict.fromkeys(WINDOWS, pytest.approx(POOLED)) == _ratios(tmp_path, series)


def test_a_cluster_without_data_does_not_silence_the_others(tmp_path: Path) -> None:
    """The page fires for the events that there are, and who is missing is told by name."""
    series = _clusters({"eu": (100, 100), "us": (10, 0)})
    for name in series:
        if 'cluster="us"' in name:
            series[name] = series[name][: SAMPLES // 2]

    found = _found(tmp_path, series, 'ALERTS{alertstate="firing", slo="availability"}')

    assert [
        ("ApiAvailabilityFastBurn", ""),
        ("ApiAvailabilityNoData", "us"),
        ("ApiAvailabilitySlowBurn", ""),
    ] == sorted((one["alertname"], one.get("cluster", "")) for one in found)


def test_clusters_that_are_well_are_silent(tmp_path: Path) -> None:
    """What the clusters themselves make of it, a page even, is not read."""
    series = _clusters({"eu": (100, 0), "us": (10, 0)})
    told = _found(tmp_path, series, 'ALERTS{slo="availability"} or slo:objective:ratio{cluster=""}')

    assert {"slo:objective:ratio"} == {one["__name__"] for one in told}


def test_groups_are_added_up_over_the_clusters(tmp_path: Path) -> None:
    """Each route has its sum."""
    series: Series = {}
    for cluster, (total, errors) in TRAFFIC.items():
        for route in ("/pay", "/ask"):
            own = GROUPED.keys | {"cluster": cluster, "replica": "0", "route": route}
            series[f"slo:events_total:rate{own}"] = [total] * SAMPLES
            series[f"slo:events_error:rate{own}"] = [errors * (route == "/pay")] * SAMPLES
    query = 'slo:sli_error:ratio_rate1h{cluster=""}'
    found = {one["route"]: value for one, value in _found(tmp_path, series, query).items()}

    assert pytest.approx({"/pay": POOLED, "/ask": 0}) == found
