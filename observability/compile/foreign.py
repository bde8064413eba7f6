"""SLOs of specs to rule files under the exact engine: Sloth's names and labels, right budgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import Labels, Matcher
from observability.base.naming import NO_DATA
from observability.base.quantity import number
from observability.compile.fleet import Fleet
from observability.compile.no_data import NO_DATA_HOLD, NO_DATA_INTERVAL, vanished
from observability.compile.plan import AlertingRule, RecordingRule, RuleFile, RuleGroup
from observability.compile.recording import CONSTANTS_INTERVAL, choices, events_group
from observability.compile.windows import windows_file
from observability.model.foreign import ForeignService, ForeignSLO
from observability.model.project import Project
from observability.model.team import Severity
from observability.promql import build
from observability.promql.expr import Expr, Selector

__all__ = ["fleet_of", "foreign_files", "foreign_windows", "service_groups", "title_of"]

_SEVERITY = "sloth_severity"
# Sloth's own words, so that whoever reads or routes by them sees no difference.
_TITLE = (
    "({}) {{{{$labels.sloth_service}}}} {{{{$labels.sloth_slo}}}}"
    " SLO error budget burn rate is too fast."
)
_SUMMARY = (
    "{{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate is over expected."
)


@attrs.frozen(kw_only=True)
class _Fleet(Fleet):
    """All SLOs of a project, told from those that Sloth's own rules record beside them."""

    @property
    def matchers(self) -> tuple[Matcher, ...]:
        """What Sloth's series lack."""
        return (Matcher(naming.SLO_SLOT, "!=", ""),)


def foreign_files(slos: tuple[ForeignSLO, ...], project: Project) -> tuple[RuleFile, ...]:
    """Return a rule file for each service of *slos*, and the one that serves them all."""
    if not slos:
        return ()
    services = {slo.service.name: slo.service for slo in slos}
    files = [
        _file(service, tuple(slo for slo in slos if slo.service.name == name), project)
        for name, service in services.items()
    ]
    return (*files, foreign_windows(slos, project))


def fleet_of(
    found: Iterable[tuple[str, str, ForeignSLO]], project: Project
) -> tuple[ForeignSLO, ...]:
    """Return SLOs for `foreign_windows`, given by service, name, and another that each is like.

    Only those that its rules name are made: the others are the same to it.
    """
    given = tuple(found)
    usual = _Fleet(project=project, slos=tuple(like for _, _, like in given)).usual
    return tuple(
        like
        if like.period == usual and not like.also
        else attrs.evolve(like, service=ForeignService(name=service), name=name)
        for service, name, like in given
    )


def foreign_windows(slos: tuple[ForeignSLO, ...], project: Project) -> RuleFile:
    """Return the rule file that serves all of *slos*."""
    return windows_file(_Fleet(project=project, slos=slos))


def _file(service: ForeignService, slos: tuple[ForeignSLO, ...], project: Project) -> RuleFile:
    return RuleFile(
        name=service.name,
        title=title_of(service.name),
        groups=tuple(one for one in service_groups(service, slos, project) if one.rules),
        sources=tuple(slo.source for slo in slos),
    )


def title_of(service: str) -> str:
    """Return what the rule file of *service* is, in a line."""
    return f"The SLOs of {service}"


def service_groups(
    service: ForeignService, slos: tuple[ForeignSLO, ...], project: Project
) -> tuple[RuleGroup, ...]:
    """Return the groups of *service*, always the same ones; some may have no rules."""
    return (
        events_group(service.name, slos, project),
        _constants(service, slos, project),
        _group(f"{service.name}-slo-alerts", project.evaluation, slos, _burns),
        _group(f"{service.name}-slo-data", NO_DATA_INTERVAL, slos, _no_data),
    )


def _constants(
    service: ForeignService, slos: tuple[ForeignSLO, ...], project: Project
) -> RuleGroup:
    rules: list[RecordingRule] = []
    for slo in slos:
        about = {
            "sloth_mode": "exact",
            "sloth_objective": number(slo.objective),
            "sloth_spec": slo.spec,
        }
        rules += [
            RecordingRule(
                record=naming.ERROR_BUDGET,
                expr=build.vector(slo.budget),
                labels=slo.keys | choices(slo, project),
                comment=" ".join(
                    f"{slo.name}: {number(slo.objective)} %. {slo.description}".split()
                ),
            ),
            RecordingRule(
                record=naming.INFO, expr=build.vector(1), labels=slo.labels | about | slo.ids
            ),
        ]
    return RuleGroup(
        name=f"{service.name}-slo-budgets", interval=CONSTANTS_INTERVAL, rules=tuple(rules)
    )


def _group(
    name: str,
    interval: Duration,
    slos: tuple[ForeignSLO, ...],
    rules: Callable[[ForeignSLO], Iterable[AlertingRule]],
) -> RuleGroup:
    return RuleGroup(
        name=name, interval=interval, rules=tuple(rule for slo in slos for rule in rules(slo))
    )


def _burns(slo: ForeignSLO) -> list[AlertingRule]:
    wanted = ((slo.page, Severity.PAGE, naming.PAGE), (slo.ticket, Severity.TICKET, naming.TICKET))
    return [
        AlertingRule(
            alert=slo.alerting.name,
            expr=_set(series, slo),
            hold=Duration(0),
            labels=_labels(slo, severity),
            annotations=_annotations(slo, severity, _TITLE.format(severity.value), _SUMMARY),
            source=slo.source,
        )
        for on, severity, series in wanted
        if on
    ]


def _set(series: str, slo: ForeignSLO) -> Expr:
    own = Selector(series, (Matcher(naming.SLO_ID, "=", slo.id),))
    return build.above(own, build.literal(0))


def _no_data(slo: ForeignSLO) -> list[AlertingRule]:
    """Return the alert that tells when nothing can be judged; none where all are disabled."""
    if not slo.page and not slo.ticket:
        return []
    severity = Severity.TICKET if slo.ticket else Severity.PAGE
    title = f"({severity.value}) {slo.service.name} {slo.name} SLO has no data."
    summary = f"{slo.service.name} {slo.name}: no data for {NO_DATA_HOLD}, so nobody can tell."
    return [
        AlertingRule(
            alert=slo.alert(NO_DATA),
            expr=vanished(slo),
            hold=NO_DATA_HOLD,
            labels=slo.ids | _labels(slo, severity),
            annotations=_annotations(slo, severity, title, summary),
            source=slo.source,
        )
    ]


def _labels(slo: ForeignSLO, severity: Severity) -> Labels:
    """Return the labels of an alert: those that Sloth's series hand on, then the alert's own."""
    inherited = {name: value for name, value in slo.labels.items() if name not in slo.by}
    return Labels(inherited) | {_SEVERITY: severity.value} | slo.alerting.of(severity).labels


def _annotations(slo: ForeignSLO, severity: Severity, title: str, summary: str) -> Labels:
    given = slo.alerting.of(severity).annotations
    return Labels({"summary": summary, "title": title}) | given
