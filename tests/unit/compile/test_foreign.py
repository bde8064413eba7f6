"""SLOs of specs under the exact engine: Sloth's names and labels, and rules that really alert."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from observability.base.labels import Labels
from observability.base.source import Source
from observability.compile.foreign import foreign_files
from observability.compile.plan import AlertingRule, RecordingRule, RuleFile
from observability.model.foreign import (
    Alerting,
    ForeignService,
    ForeignSLO,
    Notice,
    settings,
)
from observability.model.sli.queries import Queries
from observability.render.prometheus import rule_file
from observability.serialize.bytes import to_bytes
from tests.promtool_files import PROMTOOLS, judge, needs_promtool

_W = "[{{.window}}]"
_SLO = ForeignSLO(
    source=Source("a.yml", 3),
    service=ForeignService(name="Shop_v2"),
    name="avail.all",
    objective=Decimal("99.9"),
    sli=Queries(errors=f'sum(rate(hits{{code="500"}}{_W}))', total=f"sum(rate(hits{_W}))"),
    labels=Labels({"team": "shop", "service": "s"}),
    alerting=Alerting(
        name="ShopFails",
        page=Notice(labels=Labels({"severity": "critical"})),
        ticket=Notice(annotations=Labels({"title": "Look at it"})),
    ),
)


def _rules(*slos: ForeignSLO) -> list[RecordingRule | AlertingRule]:
    files = foreign_files(slos, settings())
    return [rule for file in files for group in file.groups for rule in group.rules]


def _alerts(*slos: ForeignSLO) -> dict[str, AlertingRule]:
    found = [one for one in _rules(*slos) if isinstance(one, AlertingRule)]
    return {f"{one.alert} {one.labels['sloth_severity']}": one for one in found}


def test_alerts_carry_what_the_spec_says() -> None:
    """Labels of the spec and of the alert, Sloth's own words, and nothing that is made up."""
    page = _alerts(_SLO)["ShopFails page"]

    assert {
        "service": "s",
        "severity": "critical",
        "sloth_severity": "page",
        "team": "shop",
    } == dict(page.labels)
    assert {
        "summary": "{{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate is"
        " over expected.",
        "title": "(page) {{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate"
        " is too fast.",
    } == dict(page.annotations)


def test_annotations_of_the_spec_win() -> None:
    """What the spec annotates replaces Sloth's words."""
    ticket = _alerts(_SLO)["ShopFails ticket"]

    assert "Look at it" == ticket.annotations["title"]


def test_what_is_made_up_reaches_no_rule() -> None:
    """A spec knows no team, no environment and no address, and the rules name none."""
    written = b"".join(to_bytes(rule_file(one), "") for one in foreign_files((_SLO,), settings()))

    assert (False, False) == (b"unknown" in written, b"localhost" in written)


def test_disabled_alerts_are_left_out() -> None:
    """Where page and ticket are disabled, there is no alert at all."""
    quiet = ForeignSLO(
        source=_SLO.source,
        service=_SLO.service,
        name="quiet",
        objective=Decimal(99),
        sli=_SLO.sli,
        page=False,
        ticket=False,
    )

    assert {} == _alerts(quiet)


def _files(folder: Path, files: tuple[RuleFile, ...]) -> list[str]:
    for file in files:
        (folder / f"{file.name}.yml").write_bytes(to_bytes(rule_file(file), ""))
    return [f"{file.name}.yml" for file in files]


# Sloth's own rules of another SLO in the same Prometheus: the windows for all must not touch them.
_BESIDE = {
    "groups": [
        {
            "name": "sloth-slo-meta-recordings-other",
            "rules": [
                {
                    "record": "slo:error_budget:ratio",
                    "expr": "vector(0.01)",
                    "labels": {"sloth_id": "o", "sloth_service": "o", "sloth_slo": "o"},
                },
                {
                    "record": "slo:sli_error:ratio_rate5m",
                    "expr": "vector(1)",
                    "labels": {
                        "sloth_id": "o",
                        "sloth_service": "o",
                        "sloth_slo": "o",
                        "sloth_window": "5m",
                    },
                },
            ],
        }
    ]
}


@needs_promtool
@pytest.mark.tool
@pytest.mark.parametrize(("errors", "fires"), [("0+30x240", True), ("0x240", False)])
def test_an_outage_pages_beside_sloths_own_rules(tmp_path: Path, errors: str, fires: bool) -> None:
    """Half of the requests fail: the page fires with all its labels; none fail: nothing does.

    What Sloth's rules record of another SLO is not taken for one of ours.
    """
    names = _files(tmp_path, foreign_files((_SLO,), settings()))
    (tmp_path / "beside.yml").write_text(json.dumps(_BESIDE))
    ids = {"sloth_id": "Shop_v2-avail.all", "sloth_service": "Shop_v2", "sloth_slo": "avail.all"}
    page = _alerts(_SLO)["ShopFails page"]
    told = {
        "summary": "Shop_v2 avail.all SLO error budget burn rate is over expected.",
        "title": "(page) Shop_v2 avail.all SLO error budget burn rate is too fast.",
    }
    expected = [{"exp_labels": {**ids, **page.labels}, "exp_annotations": told}]
    ticket = {
        "exp_labels": {**ids, **_alerts(_SLO)["ShopFails ticket"].labels},
        "exp_annotations": {**told, "title": "Look at it"},
    }
    case = {
        "interval": "30s",
        "input_series": [
            {"series": 'hits{code="200"}', "values": "0+30x240"},
            {"series": 'hits{code="500"}', "values": errors},
        ],
        "alert_rule_test": [
            {
                "eval_time": "1h30m",
                "alertname": "ShopFails",
                "exp_alerts": [*expected, ticket] if fires else [],
            }
        ],
        "promql_expr_test": [
            {
                "expr": 'count({__name__=~"slo:.*", sloth_id="o"})',
                "eval_time": "1h30m",
                "exp_samples": [{"labels": "{}", "value": 2}],
            }
        ],
    }
    (tmp_path / "test.yml").write_text(
        json.dumps(
            {
                "rule_files": [*names, "beside.yml"],
                "evaluation_interval": "30s",
                "tests": [case],
            }
        )
    )

    assert "" == judge(PROMTOOLS[0], "test", "rules", tmp_path / "test.yml")
