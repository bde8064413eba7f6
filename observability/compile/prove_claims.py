"""What a proof claims: that a query yields one, or nothing."""

from __future__ import annotations

from decimal import Decimal

from observability.base.duration import Duration
from observability.base.quantity import number
from observability.compile.plan import ExpectedSample

__all__ = ["claim", "near", "nothing"]


def claim(query: str, at: Duration) -> ExpectedSample:
    """Claim that *query* yields one sample without labels, 1."""
    return ExpectedSample(query=query, at=at, value=Decimal(1))


def near(
    query: str, value: Decimal, at: Duration, off: Decimal = Decimal("1e-9")
) -> ExpectedSample:
    """Claim that the sum of *query* is *value*, less or more at most what it may be *off*."""
    return claim(f"abs(sum({query}) - {number(round(value, 12))}) < bool {off:e}", at)


def nothing(query: str, at: Duration) -> ExpectedSample:
    """Claim that *query* yields no sample."""
    return ExpectedSample(query=query, at=at, value=None)
