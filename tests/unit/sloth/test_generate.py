"""Plugins: their order, their options, and what is said of those that do not exist here."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from observability.base.duration import days, minutes
from observability.formats.sloth_spec import Events, Group, Plugin, PluginSli, Raw, Sli, Slo
from observability.sloth.generate import Options, Result, generate
from observability.sloth.sli import QUERIES

OPTIONS = Options(version="dev")
SLO = Slo(
    id="shop-a1",
    name="a1",
    service="shop",
    objective=99.9,
    sli=Sli(
        events=Events(
            error_query='sum(rate(x{code="500"}[{{.window}}]))',
            total_query="sum(rate(x[{{.window}}]))",
        )
    ),
    labels={"team": "web"},
)


def _made(slo: Slo, options: Options = OPTIONS) -> Result:
    return generate(Group(kind="prometheus", slos=(slo,)), options)


def _with(*plugins: Plugin, overrides: bool = False) -> Slo:
    return attrs.evolve(SLO, plugins=plugins, overrides=overrides)


def _messages(slo: Slo, options: Options = OPTIONS) -> list[str]:
    return [problem.message for problem in _made(slo, options).problems]


def test_default_plugins_make_fifteen_rules() -> None:
    """Without alerts there are eight shares of bad events and seven facts."""
    [(_, rules)] = _made(SLO).slos

    assert [8, 7] == [len(group.rules) for group in rules.groups]


def test_priority_below_zero_runs_before_the_defaults() -> None:
    """A plugin that would remove labels has nothing to remove before there are rules."""
    plugin = "sloth.dev/contrib/remove_labels/v1"
    [(_, before)] = _made(_with(Plugin(id=plugin, priority=-1))).slos
    [(_, after)] = _made(_with(Plugin(id=plugin))).slos

    assert "team" in before.sli.rules[0].labels
    assert "team" not in after.sli.rules[0].labels


def test_labels_that_rules_share_are_lost_together() -> None:
    """As in Sloth, a metric that is to be skipped loses the labels it shares with the others."""
    config = {"skipMetrics": ["slo:objective:ratio"]}
    plugin = Plugin(id="sloth.dev/contrib/remove_labels/v1", config=config)
    [(_, rules)] = _made(_with(plugin)).slos

    assert "team" not in rules.metadata.rules[0].labels


def test_overriding_drops_the_defaults() -> None:
    """Only what is declared runs, so that nothing at all is made by a plugin that does nothing."""
    [(_, rules)] = _made(_with(Plugin(id="sloth.dev/core/noop/v1"), overrides=True)).slos

    assert () == rules.groups


def test_intervals() -> None:
    """Each group has its own interval, or the default."""
    config = {"interval": {"default": "30s", "alert": "5m"}}
    plugin = Plugin(id="sloth.dev/contrib/rule_intervals/v1", config=config)
    [(_, rules)] = _made(_with(plugin)).slos

    assert minutes(5) == rules.alerts.interval
    assert "30s" == str(rules.sli.interval)


@pytest.mark.parametrize(
    ("plugin", "config", "said"),
    [
        ("info_labels", None, "at least one label is required"),
        ("rule_intervals", {}, "at least default interval is required"),
        ("rule_intervals", {"interval": {"default": "5 minutes"}}, "invalid config: default"),
        ("error_budget_exhausted_alert", {"threshold": "0"}, "threshold must be a number"),
        ("remove_labels", "{}", "options must be a mapping"),
        ("unheard_of", None, 'plugin "sloth.dev/contrib/unheard_of/v1" not found'),
    ],
)
def test_wrong_options_are_told(plugin: str, config: Any, said: str) -> None:
    """A plugin with wrong options, or one that is not known, is a message and no rules."""
    found = _messages(_with(Plugin(id=f"sloth.dev/contrib/{plugin}/v1", config=config)))

    assert said in found[0]


def test_unknown_period_is_told_in_sloths_words() -> None:
    """A period that no catalogue has is named as Go prints it."""
    found = _messages(attrs.evolve(SLO, period=days(42)))

    assert [
        "could not generate SLO alerts: the 1008h0m0s SLO period time window is not supported"
    ] == found


def test_same_id_twice_is_wrong() -> None:
    """Two SLOs of one document must not have the same id."""
    group = Group(kind="prometheus", slos=(SLO, SLO))

    assert ['invalid SLO group: SLO ID "shop-a1" is repeated'] == [
        one.message for one in generate(group, OPTIONS).problems
    ]


@pytest.mark.parametrize("plugin", QUERIES)
def test_common_sli_plugins_write_valid_queries(plugin: str) -> None:
    """Each of the common SLI plugins passes validation with the options it needs."""
    options = {
        **dict.fromkeys(("service_name_regex", "backend_regex"), "web.*"),
        **dict.fromkeys(("service", "namespace", "controller"), "web"),
        **dict.fromkeys(("bucket", "burn_rate", "jitter_percent"), "0.25"),
        "filter": '{job="a",b!~"x"},',
    }
    sli = Sli(plugin=PluginSli(id=plugin, options=options))

    assert [] == _messages(attrs.evolve(SLO, sli=sli))


def test_sli_plugin_without_its_option_is_told() -> None:
    """An option that is required is named, and so is the plugin."""
    plugin = "sloth-common/coredns/latency"
    found = _messages(attrs.evolve(SLO, sli=Sli(plugin=PluginSli(id=plugin))))

    assert [f'plugin "{plugin}" execution error: "bucket" option is required'] == found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"service": ""}, "invalid SLO service: required"),
        ({"name": "_a"}, "invalid SLO name: name must start"),
        ({"objective": 0.0}, "objective must >0 and <=100"),
        ({"labels": {"__name__": "x"}}, 'the label key "__name__" is not allowed'),
        ({"labels": {"a": ""}}, 'invalid SLO label value "": the label value is required'),
        ({"sli": Sli()}, "invalid SLI: at least one SLI type is required"),
        ({"sli": Sli(raw=Raw(error_ratio_query="up"))}, "must contain the {{ .window }} variable"),
        ({"sli": Sli(raw=Raw(error_ratio_query="{{.window}}("))}, "sli raw query expression: "),
        ({"sli": Sli(raw=Raw(error_ratio_query="(" * 10_000 + "{{.window}}"))}, "nests deeper"),
        ({"sli": Sli(raw=Raw(error_ratio_query="{{.window}}{{.x}}"))}, "only {{.window}} is"),
        ({"overrides": True}, "time window"),
    ],
)
def test_validation_says_what_sloth_says(change: dict[str, Any], said: str) -> None:
    """The first mistake of an SLO is told in Sloth's words, after its id."""
    if change == {"overrides": True}:
        change, said = {"plugins": (Plugin(id=""),)}, "not found"

    assert said in _messages(attrs.evolve(SLO, **change))[0]
