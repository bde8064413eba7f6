"""Which SLOs of specs the exact engine takes, and why it leaves the others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest

from observability.base.duration import days
from observability.base.labels import Labels
from observability.compile.adoption import adopt
from observability.formats.sloth_spec import (
    AlertMeta,
    Events,
    Group,
    Plugin,
    PluginSli,
    Raw,
    Sli,
    Slo,
)

_W = "[{{.window}}]"
_SLO = Slo(
    id="shop-web",
    name="web",
    service="shop",
    objective=99.9,
    description="Two\nlines.",
    labels={"team": "a"},
    sli=Sli(
        events=Events(
            error_query=f"sum by (route) (rate(e{_W}))",
            total_query=f"sum by (route) (rate(t{_W}))",
        )
    ),
    page=AlertMeta(name="Burns", labels={"severity": "page"}),
    file="a.yml",
    lines={"": 7},
)
_PERIOD = days(30)


def _group(**changes: Any) -> tuple[Group, ...]:
    return (Group(kind="kubernetes", slos=(attrs.evolve(_SLO, **changes),)),)


def test_a_spec_becomes_an_slo() -> None:
    """All that the spec says, exact; the labels that its queries sum by are its groups."""
    slo = adopt(_group(), _PERIOD).exact[0]

    assert ("shop-web", Decimal("99.9"), ("route",), "Two\nlines.") == (
        slo.id,
        slo.objective,
        slo.by,
        slo.description,
    )
    assert ("a.yml:7", "sloth.slok.dev/v1", _PERIOD) == (str(slo.source), slo.spec, slo.period)
    assert (True, False, "Burns") == (slo.page, slo.ticket, slo.alerting.name)
    assert Labels({"team": "a"}) == slo.labels


def test_a_group_keeps_its_label() -> None:
    """A label of the spec that the queries sum by gives way to the groups' own values."""
    slo = adopt(_group(labels={"route": "all", "team": "a"}), _PERIOD).exact[0]

    assert Labels({"team": "a"}) == slo.labels


def test_a_quotient_is_split() -> None:
    """A raw ratio that divides two sums of rates is as good as two queries."""
    raw = Raw(error_ratio_query=f"sum(rate(e{_W})) / sum(rate(t{_W}))")
    slo = adopt(_group(sli=Sli(raw=raw)), _PERIOD).exact[0]

    assert (f"sum(rate(e{_W}))", f"sum(rate(t{_W}))") == (slo.sli.errors, slo.sli.total)


_LEFT: dict[str, dict[str, Any]] = {
    "has an objective of 100 %, which leaves no budget": {"objective": 100.0},
    "has an objective of 10 %, so low": {"objective": 10.0},
    "with more than 6 decimals": {"objective": 99.1234567},
    "has a period of 2w, for which there are no windows": {"period": days(14)},
    "has its rules made by plugins ('x/v1')": {"plugins": (Plugin(id="x/v1"),)},
    "has its rules made by plugins (none at all)": {"overrides": True},
    "sets the label 'sloth_id'": {"labels": {"sloth_id": "x"}},
    "takes its ratio from the plugin 'p'": {"sli": Sli(plugin=PluginSli(id="p"))},
    "has no SLI": {"sli": Sli()},
    "has no query for the errors": {"sli": Sli(events=Events(error_query="", total_query="x"))},
    "sums by 'sloth_x'": {
        "sli": Sli(
            events=Events(
                error_query=f"sum by (sloth_x) (rate(e{_W}))",
                total_query=f"sum by (sloth_x) (rate(t{_W}))",
            )
        )
    },
    "judges moments or slices of time": {
        "sli": Sli(raw=Raw(error_ratio_query=f"1 - avg_over_time((a <= bool 1){_W[:-1]}:1m])"))
    },
    "has a query for all events that reads a fixed range [5m]": {
        "sli": Sli(events=Events(error_query=f"sum(rate(e{_W}))", total_query="sum(rate(t[5m]))"))
    },
}


@pytest.mark.parametrize(("reason", "changes"), _LEFT.items())
def test_others_keep_sloths_shape(reason: str, changes: dict[str, Any]) -> None:
    """What the exact engine can not say the same of is left, and the reason names it."""
    left = adopt(_group(**changes), _PERIOD).left

    assert [True] == [reason in one.reason for one in left]


def test_plugins_that_change_nothing_do_not_matter() -> None:
    """Sloth's debug plugin writes to the log, not to the rules."""
    plugins = (Plugin(id="sloth.dev/core/debug/v1"),)

    assert () == adopt(_group(plugins=plugins), _PERIOD).left
