"""Which alert silences which, and the proof that it silences nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from observability.base.errors import Problem
from observability.base.labels import Labels, Matcher
from observability.compile.routing_tree import Inhibition, Routing, one_of
from observability.model.alerts.absent import Absent
from observability.model.catalog import Catalog
from observability.model.service import Service
from observability.model.team import Severity

__all__ = ["inhibitions", "muting", "outages", "problems"]

_PAGE = Matcher("severity", "=", Severity.PAGE.value)
_TICKET = Matcher("severity", "=", Severity.TICKET.value)
_SYMPTOM = Matcher("slo", "!=", "")  # only what measures a promise to users has an `slo`


def inhibitions(catalog: Catalog, sent: tuple[Labels, ...]) -> tuple[Inhibition, ...]:
    """Return the inhibitions that can apply between alerts with the labels *sent*."""
    same_slo = Inhibition(
        source=(_PAGE, _SYMPTOM),
        target=(_TICKET, _SYMPTOM),
        equal=("cluster", "environment", "service", "slo"),
        comment="Whoever was called about an SLO needs no ticket about it as well.",
    )
    found = [same_slo] if any(True for _ in muting(same_slo, sent)) else []
    return (*found, *_outages(catalog, sent))


def muting(inhibition: Inhibition, sent: tuple[Labels, ...]) -> Iterator[tuple[Labels, Labels]]:
    """Yield each pair of alerts of which the first silences the second."""
    sources, targets = inhibition.sides(sent)
    alike: dict[tuple[str, ...], list[Labels]] = {}
    for target in targets:
        alike.setdefault(inhibition.key(target), []).append(target)
    for source in sources:
        for target in alike.get(inhibition.key(source), ()):
            yield source, target


def outages(catalog: Catalog) -> tuple[Absent, ...]:
    """Return the pages that say that a service is down, with everything it was to do."""
    return tuple(
        alert
        for alert in catalog.alerts
        if isinstance(alert, Absent)
        and alert.severity is Severity.PAGE
        and "slo" not in alert.labels
    )


def problems(catalog: Catalog, routing: Routing) -> tuple[Problem, ...]:
    """Return what the inhibitions of *routing* silence wrongly.

    Each label in ``equal`` must be present on every alert of both sides; the sides must have no
    alert in common; a page may be silenced by the page of an outage alone.
    """
    sent = tuple(test.labels for test in routing.tests)
    down = {one.name for one in outages(catalog)}
    return tuple(
        Problem(source=catalog.project.source, message=message)
        for one in routing.inhibitions
        for message in (
            *_missing(one, sent),
            *_common(one, sent),
            *_silenced_pages(one, sent, down),
        )
    )


def _outages(catalog: Catalog, sent: tuple[Labels, ...]) -> list[Inhibition]:
    found = []
    for alert in outages(catalog):
        dependants = catalog.dependants(alert.service)
        one = _outage(alert, (alert.service, *dependants), sent)
        if one is not None:
            found.append(one)
    return found


def _outage(
    alert: Absent, affected: tuple[Service, ...], sent: tuple[Labels, ...]
) -> Inhibition | None:
    source = (Matcher("alertname", "=", alert.name), _PAGE)
    target = (_SYMPTOM, one_of("service", [one.name for one in affected]))
    rule = Inhibition(source=source, target=target, equal=())
    pairs = tuple(muting(rule, sent))
    if not pairs:
        return None
    return Inhibition(
        source=source,
        target=target,
        equal=tuple(name for name in ("cluster", "environment") if _shared(name, pairs)),
        comment=f"While {alert.service.name} is down, it and what depends on it fail their promises"
        " for that reason. Causes are still told.",
    )


def _shared(label: str, pairs: tuple[tuple[Labels, Labels], ...]) -> bool:
    """Tell whether each pair has *label* alike; not so if a dependant lives elsewhere."""
    return all(source.get(label, "") == target.get(label, "") != "" for source, target in pairs)


def _missing(one: Inhibition, sent: tuple[Labels, ...]) -> list[str]:
    sources, targets = one.sides(sent)
    return [
        f"alert {labels['alertname']!r} has no label {name!r}, by which an inhibition compares it:"
        " without it, unrelated alerts would be silenced"
        for name in one.equal
        for labels in (*sources, *targets)
        if not labels.get(name)
    ]


def _common(one: Inhibition, sent: tuple[Labels, ...]) -> list[str]:
    sources, targets = one.sides(sent)
    return [
        f"alert {labels['alertname']!r} is on both sides of an inhibition"
        for labels in sources
        if labels in targets
    ]


def _silenced_pages(one: Inhibition, sent: tuple[Labels, ...], down: set[str]) -> list[str]:
    return [
        f"alert {source['alertname']!r} silences the page {target['alertname']!r}, and is no outage"
        for source, target in muting(one, sent)
        if target.get("severity") == Severity.PAGE.value and source["alertname"] not in down
    ]
