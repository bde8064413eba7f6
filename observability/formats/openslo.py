"""OpenSLO ``openslo/v1``: objects that refer to each other, made Sloth SLOs.

What is not carried over is told at its line: calendar windows, time slices, thresholds of alert
conditions, and whom to notify. Source: https://github.com/OpenSLO/OpenSLO
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

import attrs

from observability.base.duration import Duration, days
from observability.base.labels import is_label_name
from observability.base.quantity import decimal
from observability.formats.openslo_sli import Notes, Threshold, read_sli
from observability.formats.place import Place
from observability.formats.sloth_spec import AlertMeta, Group, Sli, Slo

__all__ = ["KINDS", "read_openslo"]

KINDS = (
    "SLO",
    "SLI",
    "Service",
    "DataSource",
    "AlertPolicy",
    "AlertCondition",
    "AlertNotificationTarget",
)
_COUNT = re.compile(r"(\d+)([mhdwMQY])")
_DAYS = {"d": 1, "w": 7, "M": 30, "Q": 90, "Y": 365}
_WHOLE = 100
_OFF = AlertMeta(disable=True)


def read_openslo(objects: Iterable[Place]) -> tuple[tuple[Group, ...], Notes]:
    """Return the SLOs among *objects*, which may refer to each other, and what is to be told."""
    objects = tuple(objects)
    named = {(one.at("kind").text, one.at("metadata", "name").text): one for one in objects}
    reader = _Reader(find=lambda kind, name: named.get((kind, name)))
    groups = [reader.group(one) for one in objects if one.at("kind").text == "SLO"]
    return tuple(group for group in groups if group.slos), reader.notes


@attrs.frozen(kw_only=True)
class _Reader:
    find: Callable[[str, str], Place | None]
    notes: Notes = attrs.field(factory=Notes)

    def wrong(self, place: Place, message: str, hint: str = "") -> None:
        self.notes.problems.append(place.problem(message, hint))

    def left_out(self, place: Place, what: str, instead: str) -> None:
        message = f"{what} is not carried over: {instead}"
        self.notes.warnings.append(place.problem(message))

    def group(self, root: Place) -> Group:
        spec, name = root.at("spec"), root.at("metadata", "name")
        if not name:
            self.wrong(root.at("metadata"), "the SLO has no name")
        if not spec.at("service"):
            self.wrong(spec, "the SLO names no service")
        period = self.period(spec)
        self.budgeting(spec.at("budgetingMethod"))
        page, ticket = self.alerts(spec.at("alertPolicies"))
        objectives = spec.at("objectives").items()
        if not objectives:
            self.wrong(spec, "the SLO has no objectives")
        slos = []
        for at, objective in enumerate(objectives):
            sli, target = self.sli(spec, objective), self.target(objective)
            called = f"{name.text}-{at}" if len(objectives) > 1 else name.text
            if sli is None or target is None or not called:
                continue
            slos.append(
                Slo(
                    id=f"{spec.at('service').text}-{called}",
                    name=called,
                    service=spec.at("service").text,
                    objective=float(target),
                    period=period,
                    description=spec.at("description").text,
                    labels=self.labels(root.at("metadata", "labels")),
                    sli=sli,
                    page=page,
                    ticket=ticket,
                    file=root.source.file,
                    lines={
                        "": root.line,
                        "name": name.line,
                        "objective": objective.line,
                        "service": spec.at("service").line,
                    },
                )
            )
        return Group(kind="prometheus", slos=tuple(slos), source=root.source)

    def sli(self, spec: Place, objective: Place) -> Sli | None:
        """Return the indicator: the objective's own, else that of the SLO, perhaps elsewhere."""
        threshold = Threshold(op=objective.at("op"), value=objective.at("value"))
        for place in (objective, spec):
            reference = place.at("indicatorRef")
            if place.at("indicator"):
                return read_sli(place.at("indicator", "spec"), threshold, self.find, self.notes)
            if reference:
                found = self.find("SLI", reference.text)
                if found is None:
                    self.wrong(reference, f"there is no SLI {reference.text!r} in these files")
                    return None
                return read_sli(found.at("spec"), threshold, self.find, self.notes)
        self.wrong(spec, "the SLO has no indicator")
        return None

    def target(self, objective: Place) -> Decimal | None:
        percent, share = objective.at("targetPercent"), objective.at("target")
        given = percent or share
        try:
            value = decimal(given.text)
        except ValueError:
            self.wrong(given, f"target {given.text!r} is no number", "write target: 0.999")
            return None
        value = value if percent else value * 100
        if 0 < value <= _WHOLE:
            return value
        self.wrong(
            given, f"target {given.text!r} is not above 0 and up to all", "write target: 0.999"
        )
        return None

    def period(self, spec: Place) -> Duration | None:
        windows = spec.at("timeWindow").items()
        if not windows:
            return None
        for other in windows[1:]:
            self.left_out(other, "a second time window", "the first one counts")
        window = windows[0]
        found = _COUNT.fullmatch(window.at("duration").text)
        if found is None or found[2] not in _DAYS:
            shown = window.at("duration").text
            self.wrong(window, f"duration {shown!r} is no number of days", "write duration: 30d")
            return None
        length = days(int(found[1]) * _DAYS[found[2]])
        if window.at("calendar") or window.at("isRolling").text.lower() == "false":
            self.left_out(window, "a calendar window", f"the budget is that of {length}, rolling")
        elif found[2] in "MQY":
            self.left_out(window, f"a window of {found[0]}", f"it is taken for {length}")
        return length

    def budgeting(self, method: Place) -> None:
        if method.text == "Timeslices":
            self.left_out(method, "budgeting by time slices", "events are counted")
        if method.text == "RatioTimeslices":
            instead = "events are counted; Sloth's own rules (--engine sloth) are what it says"
            self.left_out(method, "budgeting by the mean of slices", instead)

    def labels(self, labels: Place) -> dict[str, str]:
        found = {}
        for name, value in labels.entries():
            if not is_label_name(name):
                self.left_out(value, f"the label {name!r}", "it is no label of Prometheus'")
            elif value.node.id == "sequence":
                self.left_out(value, f"the list of the label {name!r}", "a label is one text")
            else:
                found[name] = value.text
        return found

    def alerts(self, policies: Place) -> tuple[AlertMeta, AlertMeta]:
        """Return the page and the ticket; policies say which, and how they are called."""
        found = [one for one in map(self.policy, policies.items()) if one is not None]
        if not found:
            return _OFF, _OFF
        severities = [severity for policy in found for severity in self.severities(policy)]
        name = found[0].at("metadata", "name").text
        for other in found[1:]:
            self.left_out(other, "a second alert policy", f"the alerts are called {name!r}")
        metas = []
        for kind in ("page", "ticket"):
            wanted = not severities or kind in severities
            labels = {"severity": kind} if kind in severities else {}
            metas.append(AlertMeta(name=name, labels=labels) if wanted else _OFF)
        return metas[0], metas[1]

    def policy(self, entry: Place) -> Place | None:
        """Return the policy that *entry* is, or names."""
        if entry.node.id == "mapping" and entry.at("kind"):
            return entry
        name = entry.at("alertPolicyRef") if entry.node.id == "mapping" else entry
        found = self.find("AlertPolicy", name.text)
        if found is None:
            self.wrong(name, f"there is no AlertPolicy {name.text!r} in these files")
        return found

    def severities(self, policy: Place) -> list[str]:
        for target in policy.at("spec", "notificationTargets").items():
            self.left_out(target, "a notification target", "Alertmanager's routes say whom to tell")
        found = []
        for entry in policy.at("spec", "conditions").items():
            name = entry.at("conditionRef")
            condition = self.find("AlertCondition", name.text) if name else entry
            if condition is None:
                self.wrong(name, f"there is no AlertCondition {name.text!r} in these files")
                continue
            found += self.severity(condition)
        return found

    def severity(self, condition: Place) -> list[str]:
        if condition.at("spec", "condition"):
            instead = "the Site Reliability Workbook's windows and burn rates alert"
            self.left_out(condition.at("spec", "condition"), "the alert's threshold", instead)
        severity = condition.at("spec", "severity").text
        return [severity] if severity in ("page", "ticket") else []
