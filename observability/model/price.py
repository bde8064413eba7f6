"""What things cost: declared, with the day on which somebody looked."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import attrs

from observability.model import check
from observability.model.definition import Definition

__all__ = ["InstancePrice", "PriceTable"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")


def _day(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        message = f"{attribute.name} is {check.described(value)}, not a day"
        instance.complain(attribute.name, message, 'write it like "2026-11-24"')


def _currency(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        message = f"{attribute.name} is {check.described(value)}, not a currency"
        instance.complain(attribute.name, message, 'write it like "USD"')


def _share(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Decimal) or not 0 < value <= 100:
        message = f"{attribute.name} is {check.described(value)}, not a percentage of a price"
        instance.complain(attribute.name, message, "write what is paid: 30 for 70 % off")


@attrs.frozen(kw_only=True)
class InstancePrice(Definition):
    """What an hour of an instance costs, on demand."""

    type: str = attrs.field(validator=check.sentence)
    hour: Decimal = attrs.field(converter=check.as_decimal, validator=check.number(low=0))


@attrs.frozen(kw_only=True)
class PriceTable(Definition):
    """Prices in one currency; a month has 730 hours.

    Args:
        currency: Three letters.
        as_of: The day on which the prices were looked up.
        origin: Where.
        vcpu_hour: An hour of a processor that a container requests.
        gib_hour: An hour of a GiB of memory that a container requests.
        spot: What spare capacity costs, in percent of the price on demand.
        volume_month: A month of a GiB of a volume.
        database_month: A month of a GiB of a managed database, for each of its instances.
        instances: What nodes and the instances of managed stores cost.
    """

    currency: str = attrs.field(default="USD", validator=_currency)
    as_of: str = attrs.field(validator=_day)
    origin: str = attrs.field(validator=check.sentence)
    vcpu_hour: Decimal = attrs.field(converter=check.as_decimal, validator=check.number(low=0))
    gib_hour: Decimal = attrs.field(converter=check.as_decimal, validator=check.number(low=0))
    spot: Decimal = attrs.field(converter=check.as_decimal, validator=_share)
    volume_month: Decimal = attrs.field(converter=check.as_decimal, validator=check.number(low=0))
    database_month: Decimal = attrs.field(converter=check.as_decimal, validator=check.number(low=0))
    instances: tuple[InstancePrice, ...] = attrs.field(
        default=(),
        converter=check.sequence,
        validator=check.each(InstancePrice, '[InstancePrice(type="t3.large", hour=0.0832)]'),
    )

    def hour(self, instance: str) -> Decimal | None:
        """Return what an hour of *instance* costs, or None if nobody has said so."""
        return next((one.hour for one in self.instances if one.type == instance), None)
