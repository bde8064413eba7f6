"""Systems that evaluate the rules of those who outgrow one Prometheus."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

import attrs

from observability.base.duration import Duration, minutes
from observability.base.labels import EMPTY, Labels, is_label_name
from observability.model import check
from observability.model.definition import Definition

__all__ = ["Mimir", "PrometheusOperator", "Ruler", "ThanosRuler", "VmAlert", "as_rulers", "listed"]

_STRATEGIES = ("abort", "warn")
# https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
_WORD = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_KEY = re.compile(rf"(?:[a-z0-9](?:[-a-z0-9.]{{0,251}}[a-z0-9])?/)?{_WORD}")
_VALUE = re.compile(rf"(?:{_WORD})?")
_LATEST = minutes(10)  # a rule that looks further back than this tells of what is over


def _strategy(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if value not in _STRATEGIES:
        wanted = " or ".join(map(repr, _STRATEGIES))
        message = f"partial_response is {check.shown(value)}, not {wanted}"
        instance.complain(attribute.name, message, 'write partial_response="abort"')


def _label(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not is_label_name(value):
        message = f"{attribute.name} is {check.shown(value)}, no label name"
        instance.complain(attribute.name, message, 'write cluster_label="cluster"')


def _offset(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Duration) or value > _LATEST:
        message = f"query_offset is {check.described(value)}, not a duration up to {_LATEST}"
        instance.complain(attribute.name, message, "write query_offset=minutes(1)")


def _tenants(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.each(str, '["team-a", "team-b"]')(instance, attribute, value)
    for name in value if isinstance(value, tuple) else ():
        if isinstance(name, str):
            _tenant(instance, attribute, name)


def _tenant(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    # https://grafana.com/docs/mimir/latest/configure/about-tenant-ids/
    allowed = isinstance(value, str) and all(
        one.isascii() and (one.isalnum() or one in "!-_.*'()") for one in value
    )
    sound = allowed and value not in ("", ".", "..") and len(cast("str", value)) <= 150
    if not sound:
        message = f"{check.shown(value)} is no tenant's id"
        help_ = "use at most 150 letters, digits and !-_.*'()"
        instance.complain(attribute.name, message, help_)


def _object_labels(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Labels):
        check.label_map(instance, attribute, value)
        return
    for name, content in value.items():
        if not isinstance(name, str) or not _KEY.fullmatch(name):
            message = f"{check.shown(name)} is no key of a Kubernetes label"
            instance.complain(attribute.name, message, 'write labels={"release": "prometheus"}')
        if not isinstance(content, str) or not _VALUE.fullmatch(content):
            message = f"label {name} is {check.shown(content)}, no value of a Kubernetes label"
            help_ = "use at most 63 letters, digits, '-', '_' and '.'"
            instance.complain(attribute.name, message, help_)


@attrs.frozen(kw_only=True)
class PrometheusOperator(Definition):
    """A `PrometheusRule` object a rule file, for the Prometheus operator and those like it.

    Args:
        namespace: Where the objects live.
        labels: What the ``ruleSelector`` of the Prometheus object selects by.
    """

    namespace: str = attrs.field(default="monitoring", validator=check.dns_label)
    labels: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=_object_labels)


@attrs.frozen(kw_only=True)
class Mimir(Definition):
    """A namespace a rule file, for the ruler of Grafana Mimir or Cortex.

    Args:
        tenant: Who owns the rules and what they record.
        source_tenants: Whose series the rules read that read scraped series; the owner's own are
            read, too. Mimir must run with tenant federation for this.
        query_offset: How far behind now every rule looks, for samples that arrive late; None: as
            far as Mimir is configured to.
        max_rules_per_group: ``ruler_max_rules_per_rule_group``; larger groups come in parts.
        max_groups: ``ruler_max_rule_groups_per_tenant``.
    """

    tenant: str = attrs.field(default="anonymous", validator=_tenant)
    source_tenants: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=_tenants
    )
    query_offset: Duration | None = attrs.field(default=None, validator=check.optional(_offset))
    max_rules_per_group: int = attrs.field(default=20, validator=check.between(2, 100_000))
    max_groups: int = attrs.field(default=70, validator=check.between(1, 100_000))


@attrs.frozen(kw_only=True)
class ThanosRuler(Definition):
    """Two levels of rules: event rates in each cluster, SLOs over all of them in a Thanos Ruler.

    Args:
        cluster_label: The external label that tells the clusters' Prometheus apart. No external
            label of the ruler itself may have this name. Servers of one cluster are told apart by
            whatever other label they have.
        partial_response: What becomes of rules while a store does not answer: ``abort`` fails
            them, ``warn`` goes on with what the others know.
    """

    cluster_label: str = attrs.field(default="cluster", validator=_label)
    partial_response: str = attrs.field(default="abort", validator=_strategy)


@attrs.frozen(kw_only=True)
class VmAlert(Definition):
    """Rule files for vmalert of VictoriaMetrics, in which no rule waits for the one before it.

    Args:
        max_query_length: ``-search.maxQueryLen`` of VictoriaMetrics, in bytes.
    """

    max_query_length: int = attrs.field(default=16_384, validator=check.between(1024, 1_048_576))


Ruler = PrometheusOperator | Mimir | ThanosRuler | VmAlert
"""What a project may list in ``rulers=``, for files beside the plain ones."""

_KINDS = (PrometheusOperator, Mimir, ThanosRuler, VmAlert)


def as_rulers(value: Iterable[Ruler]) -> tuple[Ruler, ...]:
    """Convert a list of rulers; anything else is left for the validator."""
    return cast("tuple[Ruler, ...]", check.sequence(value))


def listed(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require rulers, at most one of each kind: their files would overwrite each other."""
    check.each(_KINDS, "[PrometheusOperator()]")(instance, attribute, value)
    named = value if isinstance(value, tuple) else ()
    for kind in _KINDS:
        if sum(isinstance(one, kind) for one in named) > 1:
            message = f"{attribute.name} holds {kind.__name__} more than once"
            instance.complain(attribute.name, message, "leave one of them")
