"""`o11y slo show --prometheus`, the dashboards and the oracle say the same numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from observability import SLO, Availability, BudgetPolicy, Project, Step, days
from observability.base import naming
from observability.base.duration import Duration, hours, minutes
from observability.cli import slo_live
from observability.compile.project import compile_catalog
from observability.io.prometheus import Access
from observability.live import gate, numbers
from observability.model.catalog import join
from observability.render.targets import render
from observability.serialize.bytes import to_bytes
from observability.slo import burn
from observability.slo.story import mean, verdict
from observability.slo.windows import PAGE, TICKET
from tests.core_definitions import REQUESTS, SERVICE, valid
from tests.measured import budget_spent, judged, share, told
from tests.prometheus_server import needs_prometheus, serving, value

pytestmark = [pytest.mark.tool, needs_prometheus]

POLICY = BudgetPolicy(
    steps=[
        Step(at=20, action="Look."),
        Step(at=40, action="Stop.", freeze=True),
        Step(at=90, action="Stop all.", freeze=True),
    ]
)
MONTH = valid(SLO, name="availability", objective=99.9, ticket=True, policy=POLICY)
WEEK = valid(
    SLO,
    name="routes",
    objective=99,
    ticket=True,
    period=days(7),
    also=[days(30)],
    by=["route"],
    sli=Availability(total=REQUESTS, failed={"code": "5.."}),
)
CATALOG = join([MONTH, WEEK], valid(Project))

# Half a month of nothing, an incident of six hours, eight days of nothing, and now two hours of
# 2 % errors: it pages by the fast pair, while three days have not yet burned.
BURNING = told(
    ((40_000, "0", 50), (360, "0.05", 50), (11_400, "0", 50), (120, "0.02", 50)),
)
WORSE = told(((50_000, "0.001", 5), (600, "0.02", 5)))
BETTER = told(((50_000, "0.001", 20),))
STORIES = {
    (MONTH.id, ""): BURNING,
    (WEEK.id, 'route="/pay"'): WORSE,
    (WEEK.id, 'route="/cart"'): BETTER,
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve what the rules recorded; nothing changes any more."""
    folder: Path = tmp_path_factory.mktemp("live")
    judged(folder, CATALOG, STORIES)
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="module")
def shown(url: str) -> dict[str, dict[str, Any]]:
    """Return what the command prints for a program."""
    found, _ = numbers(Access(url=url), CATALOG.slos)
    return {name: json.loads(json.dumps(slo_live.data(one))) for name, one in found.items()}


@pytest.fixture(scope="module")
def boards() -> dict[str, dict[str, Any]]:
    """Return the generated dashboards by their uid."""
    documents = render(compile_catalog(CATALOG))
    bodies = [
        json.loads(to_bytes(one, "/")) for one in documents if "grafana/dashboards" in one.path
    ]
    return {one["uid"]: one for one in bodies}


def _panels(board: dict[str, Any]) -> list[dict[str, Any]]:
    return [inner for one in board["panels"] for inner in (one, *one.get("panels", ()))]


def _asked(url: str, board: dict[str, Any], title: str, slo: SLO) -> dict[str, float | None]:
    """Return what each target of the SLO page's panel shows, by its legend."""
    (panel,) = [one for one in _panels(board) if one["title"] == title]
    found = {}
    for target in panel["targets"]:
        query = target["expr"].replace("$service", slo.service.name).replace("$slo", slo.name)
        found[target["legendFormat"]] = value(url, query)
    return found


PANELS = {
    "Objective": "objective_ratio",
    "Budget left": "budget_left_ratio",
    "Budget left, as outage": "budget_left_minutes",
    "Budget left, as events": "budget_left_events",
    "Burn rate now": "burn_rate",
    "Budget spent in": "budget_spent_in_seconds",
    "Good events, the period": "good_ratio",
}


@pytest.mark.parametrize("slo", CATALOG.slos, ids=lambda slo: slo.name)
@pytest.mark.parametrize("title", PANELS)
def test_the_dashboard_shows_the_same(
    url: str, shown: Any, boards: Any, slo: SLO, title: str
) -> None:
    """Each number of the SLO's page is the one that the command prints."""
    (found,) = _asked(url, boards[naming.SLO_DETAIL], title, slo).values()

    assert found == pytest.approx(shown[slo.id][PANELS[title]], rel=1e-3)


@pytest.mark.parametrize("slo", CATALOG.slos, ids=lambda slo: slo.name)
def test_burn_rates_are_those_of_the_graph(url: str, shown: Any, boards: Any, slo: SLO) -> None:
    """The last point of every window in the graph is what is printed."""
    drawn = _asked(url, boards[naming.SLO_DETAIL], "Burn rate", slo)
    printed = shown[slo.id]["burn_rates"]

    assert {str(one): drawn[str(one)] for one in slo.table.windows} == {
        str(one): printed[str(one)] for one in slo.table.windows
    }


@pytest.mark.parametrize("slo", CATALOG.slos, ids=lambda slo: slo.name)
def test_alerts_are_those_of_the_dashboard(url: str, shown: Any, boards: Any, slo: SLO) -> None:
    """Pages and tickets are counted alike, none of them hidden."""
    drawn = _asked(url, boards[naming.SLO_DETAIL], "Alerts firing", slo)

    assert drawn == {"pages": shown[slo.id]["pages"], "tickets": shown[slo.id]["tickets"]}


def test_the_budget_is_what_the_story_spent(shown: Any) -> None:
    """Of a month and of a week, within a thousandth; of groups the worst is meant."""
    left = {name: 1 - budget_spent(slo, story) for name, slo, story in (
        (MONTH.id, MONTH, BURNING), (WEEK.id, WEEK, WORSE)
    )}  # fmt: skip
    whole = burn.budget_minutes(WEEK.budget, days(7))

    assert {name: shown[name]["budget_left_ratio"] for name in left} == pytest.approx(
        {name: float(one) for name, one in left.items()}, abs=2e-3
    )
    assert shown[WEEK.id]["budget_left_minutes"] == pytest.approx(
        float(left[WEEK.id] * whole), rel=1e-2
    )
    assert shown[WEEK.id]["also_left_ratio"]["30d"] == pytest.approx(
        float(1 - share(WORSE, days(30).seconds) / WEEK.budget), abs=2e-3
    )


def test_each_group_is_told_the_worst_first(shown: Any) -> None:
    """What each group has left is what its own story left."""
    expected = [
        ('{route="/pay"}', float(1 - budget_spent(WEEK, WORSE))),
        ('{route="/cart"}', float(1 - budget_spent(WEEK, BETTER))),
    ]
    found = [(one["group"], one["budget_left_ratio"]) for one in shown[WEEK.id]["groups"]]

    assert [group for group, _ in expected] == [group for group, _ in found]
    assert [left for _, left in found] == pytest.approx([left for _, left in expected], abs=2e-3)


@pytest.mark.parametrize("window", [minutes(5), minutes(30), hours(1)], ids=str)
def test_short_windows_are_the_oracles(shown: Any, window: Duration) -> None:
    """Where all readings of a window agree, the ratio is that of the oracle."""
    expected = mean(BURNING, window)

    assert expected == Decimal("0.02")
    assert shown[MONTH.id]["error_ratios"][str(window)] == pytest.approx(float(expected))
    assert shown[MONTH.id]["burn_rates"][str(window)] == pytest.approx(
        float(expected / MONTH.budget)
    )


@pytest.mark.parametrize("window", [hours(2), hours(6), days(1), days(3)], ids=str)
def test_long_windows_are_the_storys(shown: Any, window: Duration) -> None:
    """Windows that hold more than one segment are right but for one sample at their ends."""
    expected = share(BURNING, window.seconds)

    assert shown[MONTH.id]["error_ratios"][str(window)] == pytest.approx(float(expected), rel=0.03)


@pytest.mark.parametrize("severity", [PAGE, TICKET])
def test_alerts_are_the_oracles(shown: Any, severity: str) -> None:
    """What fires is what must fire by the budget and the table of windows."""
    fires = {
        MONTH.id: verdict(BURNING, severity, MONTH.budget),
        WEEK.id: verdict(WORSE, severity, WEEK.budget, WEEK.table),
    }
    burning = {
        name: any(
            one["severity"] == severity and one["alert"].endswith("Burn")
            for one in shown[name]["alerts"]
        )
        for name in fires
    }

    assert fires == burning


def test_one_slo_asked_for_alone_is_the_same(url: str, shown: Any) -> None:
    """Asking for one SLO or for all makes no difference."""
    lives, _ = numbers(Access(url=url), (WEEK,))
    found = slo_live.data(lives[WEEK.id])
    exact = ("objective_ratio", "budget_left_ratio", "burn_rates", "groups", "alerts")

    assert {name: shown[WEEK.id][name] for name in exact} == {name: found[name] for name in exact}


def test_what_a_reader_is_told(url: str) -> None:
    """The worst group is meant, each group is named, and what fires stands at the end."""
    found, _ = numbers(Access(url=url), CATALOG.slos)
    told = {slo.id: slo_live.lines(slo, found[slo.id]) for slo in CATALOG.slos}

    assert [line.split()[0] for line in told[WEEK.id]] == [
        "now", "kept", "burn", "also", "group", "group", "firing",
    ]  # fmt: skip
    assert told[WEEK.id][0].endswith(", of the worst group")
    assert told[MONTH.id][-1].lstrip().startswith("firing     ApiAvailability")


def test_nothing_is_measured_of_what_is_not_recorded(url: str) -> None:
    """An SLO that Prometheus does not know is no perfect one."""
    other = valid(SLO, name="other")
    lives, warnings = numbers(Access(url=url), (other,))
    found = lives[other.id]

    assert (None, False) == (slo_live.data(found)["budget_left_ratio"], found.is_known)
    assert () == warnings


def test_the_gate_is_that_of_the_story(url: str) -> None:
    """What the rules record of a budget of which 47 % are spent refuses a deploy from 40 % on."""
    decision = gate(Access(url=url), CATALOG, SERVICE)
    month, _ = decision.verdicts

    assert float(month.spent or 0) == pytest.approx(float(budget_spent(MONTH, BURNING)), rel=5e-3)
    assert "40" == (month.step.label if month.step else "")
    assert (month,) == decision.refused
