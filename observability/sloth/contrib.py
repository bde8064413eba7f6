"""The plugins that come with Sloth and only shape rules, as functions; same ids, same options.

Source: https://github.com/slok/sloth/tree/v0.16.0/internal/plugin/slo/contrib
"""

from __future__ import annotations

from typing import Any

import attrs

from observability.base.duration import Duration, minutes
from observability.base.naming import INFO, SLO_ID, SLO_NAME, SLO_SERVICE, SLO_WINDOW
from observability.formats.go_number import short
from observability.formats.go_quote import quote
from observability.formats.go_template import render
from observability.formats.sloth_spec import Events
from observability.sloth.config import Config, ConfigError
from observability.sloth.core import REMAINING, SliError, averaged, sli_rule
from observability.sloth.rule import Request, Rule, RuleGroup, Rules

__all__ = [
    "budget_exhausted",
    "denominator_corrected",
    "info_labels",
    "remove_labels",
    "rule_intervals",
    "selector",
]

_CORRECTION = "slo:numerator_correction:ratio"


def selector(labels: dict[str, str]) -> str:
    """Return *labels* as matchers in braces."""
    return "{" + ", ".join(f"{name}={quote(labels[name])}" for name in sorted(labels)) + "}"


# -- denominator_corrected_rules ---------------------------------------------------------------


def denominator_corrected(config: Any) -> Any:
    """Weigh each window's errors by its traffic; option: disableOptimized."""
    plain = Config(config).truth("disableOptimized")

    def process(request: Request, rules: Rules) -> Rules:
        events = request.slo.sli.events
        if events is None or not events.error_query or not events.total_query:
            raise SliError("denominator corrected SLI requires SLI event type")
        made = [_corrected(request, events, window) for window in request.windows.all]
        made.append(_whole_period(request, events, plain=plain))
        return attrs.evolve(
            rules,
            sli=attrs.evolve(rules.sli, rules=tuple(made)),
            metadata=_with(rules.metadata, *_corrections(request, events)),
        )

    return process


def _corrected(request: Request, events: Events, window: Duration) -> Rule:
    if window == request.period:
        return _whole_period(request, events, plain=False)
    query = (
        f"(\n{_CORRECTION}{window}{request.selector}\n* on()\n"
        f"{events.error_query}\n)\n/\n({events.total_query})\n"
    )
    return sli_rule(request, window, render(query, str(window)))


def _whole_period(request: Request, events: Events, *, plain: bool) -> Rule:
    if not plain:
        return averaged(request)
    query = f"({events.error_query})\n/\n({events.total_query})\n"
    return sli_rule(request, request.period, render(query, str(request.period)))


def _corrections(request: Request, events: Events) -> list[Rule]:
    labels = {**request.ids, **request.slo.labels}
    whole = render(events.total_query, str(request.period))
    return [
        Rule(
            record=f"{_CORRECTION}{window}",
            expr=f"({render(events.total_query, str(window))})/({whole})",
            labels=labels,
        )
        for window in request.windows.all
    ]


# -- error_budget_exhausted_alert --------------------------------------------------------------


def budget_exhausted(config: Any) -> Any:
    """Alert when no more than *threshold* of the budget is left.

    Options: threshold, for, annotations, alert_name, selector_labels, alert_labels.
    """
    given = Config(config)
    threshold = short(given.number("threshold"))
    hold = given.duration("for") or minutes(5)
    annotations = given.texts("annotations")
    name = given.text("alert_name") or "ErrorBudgetExhausted"
    chosen, labels = given.texts("selector_labels"), given.texts("alert_labels")

    def process(request: Request, rules: Rules) -> Rules:
        slo = request.slo
        ids = {SLO_NAME: slo.name, SLO_SERVICE: slo.service, SLO_ID: f"{slo.service}-{slo.name}"}
        matchers = selector({**ids, **slo.labels, **chosen})
        rule = Rule(
            alert=name,
            expr=f"{REMAINING}{matchers} <= {threshold}",
            hold=hold,
            labels=labels,
            annotations=annotations,
        )
        return attrs.evolve(rules, alerts=_with(rules.alerts, rule))

    return process


# -- info_labels -------------------------------------------------------------------------------


def info_labels(config: Any) -> Any:
    """Add labels to `sloth_slo_info`, or to *metricName*; options: labels, metricName."""
    given = Config(config)
    labels = given.texts("labels")
    metric = given.text("metricName") or INFO
    if not labels:
        raise ConfigError("at least one label is required")

    def process(_request: Request, rules: Rules) -> Rules:
        made = list(rules.metadata.rules)
        for at, rule in enumerate(made):
            if rule.record == metric:
                made[at] = attrs.evolve(rule, labels={**rule.labels, **labels})
                break
        return attrs.evolve(rules, metadata=attrs.evolve(rules.metadata, rules=tuple(made)))

    return process


# -- remove_labels -----------------------------------------------------------------------------


def remove_labels(config: Any) -> Any:
    """Take the user's labels from recorded series; options: preserveLabels, skipMetrics."""
    given = Config(config)
    preserved, skipped = given.several("preserveLabels"), {INFO, *given.several("skipMetrics")}

    def process(request: Request, rules: Rules) -> Rules:
        kept = {*request.ids, *preserved}
        sli = _stripped(rules.sli, {SLO_WINDOW, *kept}, skipped)
        metadata = _stripped(rules.metadata, kept - {SLO_WINDOW}, skipped)
        return attrs.evolve(rules, sli=sli, metadata=metadata)

    return process


def _stripped(group: RuleGroup, kept: set[str], skipped: set[str]) -> RuleGroup:
    """Return *group* with *kept* labels only.

    Rules that share their labels with one that is not skipped lose them as well, as in Sloth.
    """
    reduced = {
        id(rule.labels): {name: text for name, text in rule.labels.items() if name in kept}
        for rule in group.rules
        if rule.record not in skipped
    }
    made = tuple(
        attrs.evolve(rule, labels=reduced.get(id(rule.labels), rule.labels)) for rule in group.rules
    )
    return attrs.evolve(group, rules=made)


# -- rule_intervals ----------------------------------------------------------------------------


def rule_intervals(config: Any) -> Any:
    """Set how often each group is evaluated; options: those below interval."""
    given = Config(config).inner("interval")
    default = given.duration("default")
    if not default:
        raise ConfigError("at least default interval is required")
    sli, metadata, alert = (
        given.duration(name) or default for name in ("sliError", "metadata", "alert")
    )

    def process(_request: Request, rules: Rules) -> Rules:
        return Rules(
            sli=attrs.evolve(rules.sli, interval=sli),
            metadata=attrs.evolve(rules.metadata, interval=metadata),
            alerts=attrs.evolve(rules.alerts, interval=alert),
        )

    return process


def _with(group: RuleGroup, *rules: Rule) -> RuleGroup:
    return attrs.evolve(group, rules=(*group.rules, *rules))
