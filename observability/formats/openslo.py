"""OpenSLO ``openslo/v1``: objects that refer to each other, made Sloth SLOs.

What is not carried over is told at its line, such as thresholds of alert conditions and whom to
notify; so is a field that nobody reads. Source: https://github.com/OpenSLO/OpenSLO
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial

import attrs

from observability.base.labels import is_label_name
from observability.base.quantity import decimal
from observability.formats.openslo_fields import unread
from observability.formats.openslo_notes import Notes
from observability.formats.openslo_sli import Threshold, read_sli
from observability.formats.openslo_slices import read_slicing
from observability.formats.openslo_window import read_window
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
_WHOLE = 100
_OFF = AlertMeta(disable=True)


def read_openslo(objects: Iterable[Place]) -> tuple[tuple[Group, ...], Notes]:
    """Return the SLOs among *objects*, which may refer to each other, and what is to be told."""
    objects = tuple(objects)
    named = {(one.at("kind").text, one.at("metadata", "name").text): one for one in objects}
    reader = _Reader(find=lambda kind, name: named.get((kind, name)))
    for one in objects:
        unread(one, reader.notes)
    groups = [reader.group(one) for one in objects if one.at("kind").text == "SLO"]
    return tuple(group for group in groups if group.slos), reader.notes


@attrs.frozen(kw_only=True)
class _Reader:
    find: Callable[[str, str], Place | None]
    notes: Notes = attrs.field(factory=Notes)

    def group(self, root: Place) -> Group:
        spec, name = root.at("spec"), root.at("metadata", "name")
        if not name:
            self.notes.wrong(root.at("metadata"), "the SLO has no name")
        if not spec.at("service"):
            self.notes.wrong(spec, "the SLO names no service")
        window = read_window(spec, self.notes)
        page, ticket = self.alerts(spec.at("alertPolicies"))
        objectives = spec.at("objectives").items()
        if not objectives:
            self.notes.wrong(spec, "the SLO has no objectives")
        common = partial(
            Slo,
            service=spec.at("service").text,
            period=window.period,
            calendar=window.calendar,
            utc_offset=window.utc_offset,
            description=spec.at("description").text,
            labels=self.labels(root.at("metadata", "labels")),
            page=page,
            ticket=ticket,
            file=root.source.file,
        )
        slos = []
        for at, objective in enumerate(objectives):
            self.weight(objective)
            sli, target = self.sli(spec, objective), self.target(objective)
            called = f"{name.text}-{at}" if len(objectives) > 1 else name.text
            if sli is None or target is None or not called:
                continue
            lines = {
                "": root.line,
                "name": name.line,
                "objective": objective.line,
                "service": spec.at("service").line,
            }
            id_ = f"{spec.at('service').text}-{called}"
            slos.append(common(id=id_, name=called, objective=float(target), sli=sli, lines=lines))
        return Group(kind="prometheus", slos=tuple(slos), source=root.source)

    def weight(self, objective: Place) -> None:
        weight = objective.at("compositeWeight")
        if weight:
            instead = "each objective is an SLO of its own, and the format has no target for all"
            hint = "import them, and write SLO(sli=Composite(parts=[Part(slo=…, weight=…), …]))"
            self.notes.left_out(weight, f"compositeWeight {weight.text}", instead, hint)

    def sli(self, spec: Place, objective: Place) -> Sli | None:
        """Return the indicator: the objective's own, else that of the SLO, perhaps elsewhere."""
        threshold = Threshold(op=objective.at("op"), value=objective.at("value"))
        slicing = read_slicing(spec.at("budgetingMethod"), objective, self.notes)
        if slicing is None:
            return None
        read = partial(read_sli, threshold=threshold, slicing=slicing)
        for place in (objective, spec):
            reference = place.at("indicatorRef")
            if place.at("indicator"):
                return read(place.at("indicator", "spec"), find=self.find, notes=self.notes)
            if reference:
                found = self.find("SLI", reference.text)
                if found is None:
                    message = f"there is no SLI {reference.text!r} in these files"
                    self.notes.wrong(reference, message)
                    return None
                return read(found.at("spec"), find=self.find, notes=self.notes)
        self.notes.wrong(spec, "the SLO has no indicator")
        return None

    def target(self, objective: Place) -> Decimal | None:
        percent, share = objective.at("targetPercent"), objective.at("target")
        given = percent or share
        try:
            value = decimal(given.text)
        except ValueError:
            self.notes.wrong(given, f"target {given.text!r} is no number", "write target: 0.999")
            return None
        value = value if percent else value * 100
        if 0 < value <= _WHOLE:
            return value
        self.notes.wrong(
            given, f"target {given.text!r} is not above 0 and up to all", "write target: 0.999"
        )
        return None

    def labels(self, labels: Place) -> dict[str, str]:
        found = {}
        for name, value in labels.entries():
            if not is_label_name(name):
                self.notes.left_out(value, f"the label {name!r}", "it is no label of Prometheus'")
            elif value.node.id == "sequence":
                self.notes.left_out(value, f"the list of the label {name!r}", "a label is one text")
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
            self.notes.left_out(other, "a second alert policy", f"the alerts are called {name!r}")
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
            self.notes.wrong(name, f"there is no AlertPolicy {name.text!r} in these files")
        return found

    def severities(self, policy: Place) -> list[str]:
        for target in policy.at("spec", "notificationTargets").items():
            instead = "Alertmanager's routes say whom to tell"
            self.notes.left_out(target, "a notification target", instead)
        self.moments(policy.at("spec"))
        found = []
        for entry in policy.at("spec", "conditions").items():
            name = entry.at("conditionRef")
            condition = self.find("AlertCondition", name.text) if name else entry
            if condition is None:
                self.notes.wrong(name, f"there is no AlertCondition {name.text!r} in these files")
                continue
            found += self.severity(condition)
        return found

    def severity(self, condition: Place) -> list[str]:
        if condition.at("spec", "condition"):
            instead = "the Site Reliability Workbook's windows and burn rates alert"
            self.notes.left_out(condition.at("spec", "condition"), "the alert's threshold", instead)
        severity = condition.at("spec", "severity")
        if severity.text in ("page", "ticket"):
            return [severity.text]
        if severity:
            instead = "both are on; write page or ticket for one of them"
            self.notes.left_out(severity, f"the severity {severity.text!r}", instead)
        return []

    def moments(self, policy: Place) -> None:
        """Tell of the moments at which a policy alerts, where they are not those of the rules."""
        told = {
            "alertWhenBreaching": ("false", "the alerts fire while the budget burns"),
            "alertWhenResolved": ("true", "Alertmanager's receivers say whether to send that"),
            "alertWhenNoData": ("true", "the exact engine always alerts then, Sloth's shape never"),
        }
        for field, (value, instead) in told.items():
            if policy.at(field).text.lower() == value:
                self.notes.left_out(policy.at(field), f"{field}: {value}", instead)
