"""The dashboards of the estate: complete, consistent, and made only of what exists."""

from __future__ import annotations

import json
import re
from itertools import combinations

import pytest

from observability.base import naming
from observability.compile.dashboards import boards
from observability.compile.plan import Plan
from observability.exporters.kubernetes import METRICS
from observability.io.load import load
from observability.model.unit import Unit
from observability.model.workload import External
from observability.promql import parser
from observability.render import grafana
from observability.serialize.bytes import to_bytes
from observability.slo.windows import WINDOWS
from tests.grafana_boards import BODIES, ROOT, Json, estate, expressions, panels, ready

_EACH = pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
_ALWAYS = {"ALERTS", "ALERTS_FOR_STATE", "up"}
_GRAFANA = re.compile(r"[a-zA-Z0-9\-_]{1,40}")


def _shown(body: Json) -> list[Json]:
    return [panel for panel in panels(body) if panel["type"] != "row"]


@_EACH
def test_every_panel_says_what_to_do(body: Json) -> None:
    """A number without advice wakes people up for nothing."""
    assert [one["title"] for one in _shown(body) if len(one["description"]) < 40] == []


@_EACH
def test_every_panel_has_a_unit_that_grafana_knows(body: Json) -> None:
    """A bare number is read as anything."""
    units = {one["fieldConfig"]["defaults"]["unit"] for one in _shown(body)}

    assert set() == units - {unit.value for unit in Unit}


@_EACH
def test_every_panel_says_what_no_data_means(body: Json) -> None:
    """No traffic is not the same as no measurement."""
    assert [
        one["title"] for one in _shown(body) if not one["fieldConfig"]["defaults"]["noValue"]
    ] == []


@_EACH
def test_panels_and_queries_name_the_chosen_data_source(body: Json) -> None:
    """A query without one goes to the default, whatever is chosen at the top."""
    chosen = {"type": "prometheus", "uid": "${datasource}"}
    named = [one["datasource"] for one in _shown(body)]
    named += [target["datasource"] for one in _shown(body) for target in one["targets"]]

    assert [one for one in named if one != chosen] == []


@_EACH
def test_queries_are_valid(body: Json) -> None:
    """Once the variables are filled in, every query is PromQL."""
    assert [
        (title, parser.check(ready(expr)))
        for title, expr in expressions(body)
        if parser.check(ready(expr))
    ] == []


@_EACH
def test_rates_are_taken_over_the_window_that_suits_the_zoom(body: Json) -> None:
    """A fixed window skips data on a month's view and is empty on an hour's."""
    ranged = re.compile(r"(?:rate|increase|deriv)\([^()]*\[([^\]]+)\]")
    texts = [re.sub(r'"[^"]*"', "", expr) for _, expr in expressions(body)]
    windows = {found for text in texts for found in ranged.findall(text)}

    assert set() == windows - {"$__rate_interval"}


@_EACH
def test_every_metric_exists(body: Json) -> None:
    """What a panel reads is recorded by a rule, declared by a service, or the platform's."""
    known = _known()
    read = {use.metric for _, expr in expressions(body) for use in parser.uses(ready(expr))}

    assert set() == read - known


def _known() -> set[str]:
    plan = estate()
    rules = [rule for file in plan.rules for group in file.groups for rule in group.rules]
    recorded = {rule.record for rule in rules if hasattr(rule, "record")}
    declared = {name for metric in plan.catalog.metrics for name in metric.exposed()}
    return recorded | declared | set(METRICS) | _ALWAYS


@_EACH
def test_every_variable_is_defined(body: Json) -> None:
    """A variable that nobody defines stays in the query as text, and nothing is found."""
    defined = {one["name"] for one in body["templating"]["list"]}
    used = set(re.findall(r"\$\{?([a-z]\w*)", json.dumps(body)))

    assert set() == used - defined - {"datasource"}


@_EACH
def test_ids_are_unique_and_positive(body: Json) -> None:
    """Links to a panel go by its id."""
    ids = [panel["id"] for panel in panels(body)]

    assert sorted(set(ids)) == sorted(ids)
    assert [one for one in ids if not 0 < one < 2**31] == []


@_EACH
def test_panels_do_not_overlap(body: Json) -> None:
    """Grafana would push one of them somewhere else."""
    places = [panel["gridPos"] for panel in body["panels"]]
    overlapping = [
        (one, other)
        for one, other in combinations(places, 2)
        if one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    ]

    assert overlapping == []
    assert [one for one in places if one["x"] + one["w"] > 24] == []


@_EACH
def test_limits_ascend_from_minus_infinity(body: Json) -> None:
    """Grafana takes the last step that is not above the value."""
    for panel in _shown(body):
        first, *others = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
        values = [step["value"] for step in others]

        assert (None, sorted(values)) == (first["value"], values)


@_EACH
def test_queries_of_a_panel_have_letters_of_their_own(body: Json) -> None:
    """Overrides and the columns of tables go by them."""
    for panel in _shown(body):
        letters = [target["refId"] for target in panel["targets"]]

        assert sorted(set(letters)) == letters


@_EACH
def test_overrides_speak_of_queries_and_columns_that_exist(body: Json) -> None:
    """An override that matches nothing is silent."""
    for panel in _shown(body):
        letters = {target["refId"] for target in panel["targets"]}
        organised = [one for one in panel.get("transformations", []) if one["id"] == "organize"]
        titles = {title for one in organised for title in one["options"]["renameByName"].values()}
        for override in panel["fieldConfig"]["overrides"]:
            matcher = override["matcher"]
            known = letters if matcher["id"] == "byFrameRefID" else titles

            assert matcher["options"] in known


@_EACH
def test_links_to_dashboards_lead_to_one(body: Json) -> None:
    """Links go by uid; a uid that does not exist is a page that says so."""
    found = re.findall(r'"/d/([^?"]+)', json.dumps(body))
    by_service = {"service-${service}", "service-${__data.fields.sloth_service}"}

    assert set() == set(found) - set(BODIES) - by_service


def test_every_service_with_an_slo_has_the_dashboard_that_the_links_build() -> None:
    """The overview and the detail build a uid from the service's label."""
    wanted = {f"service-{slo.service.name}" for slo in estate().catalog.slos}

    assert set() == wanted - set(BODIES)


def test_every_service_has_a_dashboard() -> None:
    """Whoever is paged finds the service's own page; of what is not measured nobody is."""
    wanted = {
        naming.uid("service", one.name)
        for one in estate().catalog.services
        if not isinstance(one.workload, External) or one.workload.exporter is not None
    }

    assert set() == wanted - set(BODIES)


def test_uids_are_valid_and_titles_unique_in_a_folder() -> None:
    """One double disables the whole provider, not one dashboard."""
    documents = [one for one in grafana.render(estate()) if one.format == "json"]
    titles = [(one.path.split("/")[2], one.body["title"].lower()) for one in documents]
    uids = [one.body["uid"] for one in documents]

    assert sorted(set(titles)) == sorted(titles)
    assert sorted(set(uids)) == sorted(uids)
    assert [uid for uid in uids if not _GRAFANA.fullmatch(uid)] == []
    assert [f"{uid}.json" for uid in uids] == [one.path.rpartition("/")[2] for one in documents]


def test_the_detail_shows_every_window_that_the_alerts_read() -> None:
    """Who is paged by a window must find it."""
    read = {
        use.metric
        for _, expr in expressions(BODIES[naming.SLO_DETAIL])
        for use in parser.uses(ready(expr))
    }

    assert set() == {naming.ratio(window) for window in WINDOWS} - read


def test_alerts_lead_to_dashboards_that_exist() -> None:
    """The annotation `dashboard_url` opens one of these."""
    urls = [alert.annotations["dashboard_url"] for alert in estate().alerts]
    uids = {re.sub(r"\?.*", "", url).rpartition("/d/")[2] for url in urls}

    assert set() == uids - set(BODIES)


def test_the_same_definitions_give_the_same_bytes() -> None:
    """Loaded again, everything is as it was."""
    catalog = load(str(ROOT)).catalog
    assert catalog is not None
    again = grafana.render(Plan(catalog=catalog, dashboards=boards(catalog)))

    assert [to_bytes(one, "/") for one in grafana.render(estate())] == [
        to_bytes(one, "/") for one in again
    ]


def test_nothing_is_null_but_the_first_step_of_limits() -> None:
    """Nulls are noise in every difference."""
    text = json.dumps(BODIES)

    assert text.count("null") == text.count('"value": null')
