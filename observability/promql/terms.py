"""Rates that add up: the values of a query that is linear in the rates of counters.

A query is linear if it is a sum of rates over one window, each with a factor from 0 up. The mean
of such a query over many short windows is the query over the long one: the rates of counters are
exact there, and a sum of means is the mean of the sum. No other operation keeps that: the mean of
quotients is not the quotient of the means.

A series that is missing stands for no events. So each way to combine two terms is written such
that a missing side counts as 0 and does not take the other along.
"""

from __future__ import annotations

import re
from decimal import Decimal

import attrs

from observability.base.labels import Matcher
from observability.promql import build
from observability.promql.expr import Expr, Selector

__all__ = ["Constant", "Refusal", "Term", "added", "or_other", "scaled", "subtracted", "summed"]

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WHOLE = r"(\.0)?"  # how the spelling of Prometheus 3 is matched along


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
    """Why a query can not be split; the text ends a sentence that begins with the query."""


@attrs.frozen(kw_only=True)
class Constant:
    """A number."""

    value: Decimal


@attrs.frozen(kw_only=True)
class Term:
    """A sum of rates, in events per second, never below 0.

    Args:
        expr: What it is; each selector's range is the window.
        labels: The labels of its series, sorted; None if they have whatever was scraped.
        counts: Whether the query says events in the window (`increase`), not per second.
        always: Whether it has a value even if no series exists.
        never: Whether it is 0 by its factor: it only lends its labels.
        strict: Whether what is missing was not measured, and must not count as 0.
        of: The one selector that it sums up, if there is no more to it.
    """

    expr: Expr
    labels: tuple[str, ...] | None
    counts: bool
    always: bool = False
    never: bool = False
    strict: bool = False
    of: Selector | None = None


def scaled(term: Term, factor: Decimal) -> Term:
    """Return *term* times *factor*.

    Raises:
        Refusal: If *factor* is negative.
    """
    if factor < 0:
        raise Refusal("has a negative factor, and there are no negative events")
    if factor == 1:
        return term
    expr = build.times(term.expr, build.literal(factor))
    return attrs.evolve(term, expr=expr, of=None, never=term.never or factor == 0)


def summed(term: Term, labels: tuple[str, ...] | None) -> Term:
    """Return the sum of *term*'s series, kept apart by *labels*.

    Raises:
        Refusal: If *labels* is None: the labels of the sum are not known.
    """
    if labels is None:
        raise Refusal("takes labels away (`without`), so which ones are left is not known")
    if term.labels is not None:
        labels = tuple(one for one in labels if one in term.labels)
    return attrs.evolve(term, expr=build.sum_by(term.expr, *labels), labels=labels)


def added(left: Term, right: Term) -> Term:
    """Return the sum of two terms; one that is missing counts as 0.

    Raises:
        Refusal: If their series do not pair up.
    """
    _must_pair(left, right)
    expr = build.plus(_or_none(left, right), _or_none(right, left))
    return Term(
        expr=expr,
        labels=left.labels,
        counts=left.counts,
        always=left.always or right.always,
        never=left.never and right.never,
        strict=left.strict or right.strict,
    )


def subtracted(left: Term, right: Term) -> Term:
    """Return *left* less *right*, which must be a part of it.

    Raises:
        Refusal: If it can not be told that *right* is a part of *left*.
    """
    _must_pair(left, right)
    part = _part(left, right)
    if part is None:
        raise Refusal(
            "subtracts what is not provably a part of the rest, so it may become negative"
        )
    bucket = part == "bucket"
    taken = right.expr if bucket else _or_none(right, left)
    return Term(
        expr=build.call("clamp_min", build.minus(left.expr, taken), 0),
        labels=left.labels,
        counts=left.counts,
        always=left.always and (right.always or not bucket),
        strict=left.strict or (bucket and not right.always),
    )


def or_other(left: Term, right: Term | Constant) -> Term:
    """Return *left* where it has a value, else *right*.

    Raises:
        Refusal: If that mixes two different rates, or adds a series without labels.
    """
    if isinstance(right, Constant):
        return _or_constant(left, right.value)
    _must_pair(left, right)
    if not right.never:
        raise Refusal("takes one query or (`or`) another, whichever exists")
    return attrs.evolve(
        left, expr=build.any_of(left.expr, right.expr), always=left.always or right.always
    )


def _or_constant(left: Term, value: Decimal) -> Term:
    if left.labels != ():
        raise Refusal("has `or vector(…)` beside series with labels, which adds one without")
    if value < 0 or (left.counts and value):
        raise Refusal("has `or vector(…)` with a number that is no count of events")
    expr = build.any_of(left.expr, build.vector(value))
    return attrs.evolve(left, expr=expr, always=True, of=None if value else left.of)


def _must_pair(left: Term, right: Term) -> None:
    if left.counts is not right.counts:
        raise Refusal("mixes events (`increase`) with events per second (`rate`)")
    if left.labels is None or right.labels is None:
        raise Refusal("joins series that are not summed up, so which ones meet is not known")
    if left.labels != right.labels:
        raise Refusal("joins sums by different labels, which never meet")


def _or_none(term: Term, other: Term) -> Expr:
    """Return *term*, and 0 for what only *other* has."""
    if term.always and not term.labels:
        return term.expr
    return build.any_of(term.expr, build.times(other.expr, 0))


def _part(left: Term, right: Term) -> str | None:
    """Return how *right* is a part of *left*: a selection, a bucket, or not at all."""
    whole, part = left.of, right.of
    if whole is None or part is None:
        return None
    limited = [one for one in part.matchers if one.label == "le" and _one_bound(one)]
    if whole.metric == part.metric:
        if set(whole.matchers) <= set(part.matchers):
            return "bucket" if limited else "selection"
        whole_buckets = {one for one in whole.matchers if one != Matcher("le", "=", "+Inf")}
        everything = len(whole_buckets) < len(whole.matchers)
        return "bucket" if everything and limited and whole_buckets <= set(part.matchers) else None
    base = whole.metric.removesuffix("_count")
    counted = base != whole.metric and part.metric == f"{base}_bucket"
    inside = counted and limited and set(whole.matchers) <= set(part.matchers)
    return "bucket" if inside else None


def _one_bound(le: Matcher) -> bool:
    """Tell whether *le* selects one bucket only, perhaps by both of its spellings: 1 and 1.0."""
    if le.op == "=":
        return True
    spellings = [one.replace("\\.", ".") for one in le.value.removesuffix(_WHOLE).split("|")]
    whole = le.op == "=~" and all(map(_NUMBER.fullmatch, spellings))
    return whole and len({float(one) for one in spellings}) == 1
