"""Validators and converters for the fields of definitions.

Converters never raise: what they can not convert they pass on, and the validator of the field
reports it with the user's line. Validators report and go on, so that one run shows every mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any, TypeVar, cast

import attrs

from observability.base import naming
from observability.base.labels import Labels, is_label_name, is_metric_name
from observability.base.naming import is_dns_label
from observability.base.quantity import Cpu, Memory, decimal
from observability.base.sample import other, sample
from observability.base.words import described, nearest, shown, with_article
from observability.model.definition import Definition

__all__ = [
    "as_cpu",
    "as_decimal",
    "as_labels",
    "as_memory",
    "as_strings",
    "between",
    "described",
    "dns_label",
    "each",
    "extra_labels",
    "is_a",
    "label_map",
    "label_names",
    "metric_name",
    "nearest",
    "number",
    "optional",
    "selective",
    "sentence",
    "sequence",
    "shown",
    "some",
    "text",
]

T = TypeVar("T")
Validator = Callable[[Any, "attrs.Attribute[Any]", Any], None]


# What would end a line or is no text at all (half of a pair in UTF-16).
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def as_decimal(value: float | Decimal) -> Decimal:
    """Convert a number as written; anything else is left for the validator.

    What comes out as a decimal is finite: NaN can not even be compared.
    """
    if isinstance(value, str):
        return cast("Decimal", value)
    try:
        return decimal(value)
    except ValueError:
        return cast("Decimal", str(value) if isinstance(value, Decimal) else value)


def as_labels(value: Mapping[str, str]) -> Labels:
    """Convert a mapping of strings; anything else is left for the validator."""
    return Labels(value) if isinstance(value, Mapping) else cast("Labels", value)


def sequence(value: Any) -> Any:
    """Convert a list to a tuple; anything else is left for the validator.

    A bare string would become one member a letter, a mapping would lose its values, and a set has
    no order, so they stay, too.
    """
    if isinstance(value, str | bytes | Mapping | AbstractSet) or not isinstance(value, Iterable):
        return value
    return tuple(value)


def as_strings(value: Iterable[str]) -> tuple[str, ...]:
    """Convert a list of strings; anything else is left for the validator."""
    return cast("tuple[str, ...]", sequence(value))


def as_cpu(value: str | None) -> Cpu | None:
    """Convert ``250m``; what is no quantity is left for the validator."""
    return _parsed(Cpu.parse, value)


def as_memory(value: str | None) -> Memory | None:
    """Convert ``512Mi``; what is no quantity is left for the validator."""
    return _parsed(Memory.parse, value)


def _parsed(parse: Callable[[str], T], value: str | None) -> T | None:
    try:
        return parse(value) if isinstance(value, str) else cast("T | None", value)
    except ValueError:
        return cast("T", value)


def is_a(kind: type | tuple[type, ...], example: str = "") -> Validator:
    """Require an instance of *kind*."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    wanted = " or ".join(with_article(each.__name__) for each in kinds)

    def validate(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
        wrong_bool = isinstance(value, bool) and bool not in kinds
        if wrong_bool or not isinstance(value, kinds):
            message = f"{attribute.name} is {described(value)}, where {wanted} is wanted"
            instance.complain(attribute.name, message, example)

    return validate


def optional(validator: Validator) -> Validator:
    """Accept None, too."""

    def validate(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
        if value is not None:
            validator(instance, attribute, value)

    return validate


def each(kind: type | tuple[type, ...], example: str) -> Validator:
    """Require a sequence whose members are all of *kind*; *example* shows how it is written."""
    kinds = kind if isinstance(kind, tuple) else (kind,)
    wanted = " or ".join(with_article(each.__name__) for each in kinds)

    def validate(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
        name = attribute.name
        if not isinstance(value, tuple):
            message = f"{name} is {described(value)}, which is no list"
            instance.complain(name, message, f"write {name}={example}")
            return
        for member in value:
            if not isinstance(member, kinds):
                message = f"{name} holds {described(member)}, where {wanted} is wanted"
                instance.complain(name, message, f"write {name}={example}")

    return validate


def some(kind: type | tuple[type, ...], example: str) -> Validator:
    """Require what `each` requires, and at least one member."""
    check = each(kind, example)

    def validate(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
        check(instance, attribute, value)
        if value == ():
            name = attribute.name
            instance.complain(name, f"{name} is empty", f"write {name}={example}")

    return validate


def number(*, low: int | None = None) -> Validator:
    """Require a number, above *low* if that is given."""
    wanted = "a number" if low is None else f"a number above {low}"

    def validate(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, Decimal) or (low is not None and value <= low):
            message = f"{attribute.name} is {described(value)}, not {wanted}"
            instance.complain(attribute.name, message)

    return validate


def between(low: int, high: int) -> Validator:
    """Require a whole number from *low* to *high*."""

    def validate(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not low <= cast("int", value) <= high:
            shown = described(value)
            message = f"{attribute.name} is {shown}, not a whole number from {low} to {high}"
            instance.complain(attribute.name, message)

    return validate


def dns_label(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a name that Kubernetes, Prometheus labels and file names can all carry."""
    if not isinstance(value, str) or not is_dns_label(value):
        instance.complain(
            attribute.name,
            f"{attribute.name} {shown(value)} is no DNS label",
            "use at most 63 lower-case letters, digits and '-', starting and ending with a letter "
            "or digit",
        )


def metric_name(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a metric name that needs no quotes in any Prometheus version."""
    if not isinstance(value, str) or not is_metric_name(value):
        message = f"{attribute.name} {shown(value)} is no metric name"
        help_ = "use letters, digits, '_' and ':', not starting with a digit"
        instance.complain(attribute.name, message, help_)


def label_names(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a list of label names."""
    if not isinstance(value, tuple):
        example = f"[{value!r}]" if isinstance(value, str) else '["code", "route"]'
        message = f"{attribute.name} is {described(value)}, not a list of names"
        instance.complain(attribute.name, message, f"write {attribute.name}={example}")
        return
    for name in value:
        if not isinstance(name, str) or not is_label_name(name):
            message = f"{shown(name)} is no label name"
            help_ = "use letters, digits and '_', not starting with a digit"
            instance.complain(attribute.name, message, help_)


def label_map(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a mapping of label names to strings."""
    if not isinstance(value, Labels):
        message = f"{attribute.name} is {described(value)}, not a mapping of labels to values"
        instance.complain(attribute.name, message, f'write {attribute.name}={{"code": "5.."}}')
        return
    for name, content in value.items():
        if not isinstance(name, str) or not is_label_name(name):
            instance.complain(attribute.name, f"{shown(name)} is no label name")
        if not isinstance(content, str):
            message = f"label {name} is {described(content)}, not a string"
            instance.complain(attribute.name, message, f'write "{content}"')
        elif _CONTROL.search(content):
            message = f"label {name} is {shown(content)}, which has a character that is no text"
            instance.complain(attribute.name, message)


def extra_labels(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require labels that can be added to those that the generator sets."""
    label_map(instance, attribute, value)
    for name, content in value.items() if isinstance(value, Labels) else ():
        if name in naming.GENERATED or str(name).startswith(("slo_", "sloth_")):
            message = f"label {shown(name)} is set by the generator"
            instance.complain(attribute.name, message, "choose another name")
        if content == "":
            message = f"label {shown(name)} is empty, and Prometheus drops it"
            instance.complain(attribute.name, message, "write a value, or leave it out")


def selective(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a mapping of labels to values or expressions that some text matches and some not."""
    label_map(instance, attribute, value)
    for content in value.values() if isinstance(value, Labels) else ():
        try:
            sample(str(content))
            other(str(content))
        except ValueError as error:
            instance.complain(attribute.name, str(error), "use literals, '.', [], () and |")


def text(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a string with something in it."""
    if not isinstance(value, str) or not value.strip() or _CONTROL.search(value):
        instance.complain(attribute.name, f"{attribute.name} is {described(value)}, not a text")


def sentence(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require one line of text, for places that show no more."""
    wrong = not isinstance(value, str) or not value.strip() or _CONTROL.search(value)
    if wrong or "\n" in cast("str", value):
        message = f"{attribute.name} is {described(value)}, not one line of text"
        instance.complain(attribute.name, message)
