"""The fields of OpenSLO objects: those that are read, those that say nothing to rules, others."""

from __future__ import annotations

from typing import Any

from observability.formats.known_fields import unknown
from observability.formats.openslo_notes import Notes
from observability.formats.place import Place

__all__ = ["unread"]

_METRIC: dict[str, Any] = {"metricSource": {"metricSourceRef": {}, "type": {}, "spec": None}}
_RATIO = {
    "counter": {},
    "good": _METRIC,
    "bad": _METRIC,
    "total": _METRIC,
    "rawType": {},
    "raw": _METRIC,
}
# None: whatever stands below is the business of others, or words for people.
_METADATA: dict[str, Any] = {"name": {}, "displayName": {}, "labels": None, "annotations": None}
_HEAD = {"apiVersion": {}, "kind": {}, "metadata": _METADATA}
_SLI = {"description": {}, "thresholdMetric": _METRIC, "ratioMetric": _RATIO}
_INDICATOR = {"metadata": None, "spec": _SLI}
_CONDITION = {
    "description": {},
    "severity": {},
    "condition": dict.fromkeys(("kind", "op", "threshold", "lookbackWindow", "alertAfter")),
}
_POLICY = {
    "description": {},
    "alertWhenNoData": {},
    "alertWhenResolved": {},
    "alertWhenBreaching": {},
    "conditions": {"conditionRef": {}, **_HEAD, "spec": _CONDITION},
    "notificationTargets": None,
}
_OBJECTIVE = {
    "displayName": {},
    "op": {},
    "value": {},
    "target": {},
    "targetPercent": {},
    "timeSliceTarget": {},
    "timeSliceWindow": {},
    "indicator": _INDICATOR,
    "indicatorRef": {},
    "compositeWeight": {},
}
_SLO = {
    "description": {},
    "service": {},
    "indicator": _INDICATOR,
    "indicatorRef": {},
    "timeWindow": {"duration": {}, "isRolling": {}, "calendar": {"startTime": {}, "timeZone": {}}},
    "budgetingMethod": {},
    "objectives": _OBJECTIVE,
    "alertPolicies": {"alertPolicyRef": {}, **_HEAD, "spec": _POLICY},
}
_SPECS: dict[str, object] = {
    "SLO": _SLO,
    "SLI": _SLI,
    "AlertPolicy": _POLICY,
    "AlertCondition": _CONDITION,
}


def unread(root: Place, notes: Notes) -> None:
    """Note each field of the object at *root* that the format does not have."""
    spec = _SPECS.get(root.at("kind").text)
    notes.warnings.extend(unknown(root, {**_HEAD, "spec": spec}))
