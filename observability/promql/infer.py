"""What an expression reads, and which labels its series can have: inference over its syntax."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from observability.base.duration import Duration
from observability.base.labels import Matcher
from observability.promql.parser import use

__all__ = ["Analysis", "Known", "Misfit", "Names", "Reading", "analyse", "either"]

Names = frozenset[str] | None
"""The labels that series can have; None: any at all. A label that is not there is impossible."""

Known = Callable[[str, tuple[Matcher, ...]], Names]
"""Which labels the series of a metric can have, under these conditions."""

_SET = ("and", "or", "unless")
_COMPARISONS = ("==", "!=", ">", ">=", "<", "<=")
_KEEPING = ("topk", "bottomk", "limitk", "limit_ratio")
_RELABELLING = ("label_replace", "label_join")
# Aggregations under which a counter stays one.
_RAW = ("sum", "max", "min", "avg", "topk", "bottomk")


@attrs.frozen(kw_only=True)
class Reading:
    """A selector where it stands.

    Args:
        metric: Empty if the expression does not name one.
        function: The function that takes its range; empty for an instant.
        over: The range, if it has one.
        reach: How far back it looks: range, offset and the subqueries around it.
    """

    metric: str
    matchers: tuple[Matcher, ...]
    function: str = ""
    over: Duration | None = None
    reach: Duration


@attrs.frozen(kw_only=True)
class Misfit:
    """A *label* that is asked for at *place*, where series only have *names*.

    *metric* is what a selector asks it of; empty where it is asked of a result.
    """

    label: str
    place: str
    names: frozenset[str]
    metric: str = ""


@attrs.frozen(kw_only=True)
class Analysis:
    """What is known of an expression.

    Args:
        names: The labels of its result.
        readings: Every selector, in the order of the text.
        misfits: Every label that is asked for in vain.
        compared: The instant selectors whose bare values are compared.
        unsorted: The labels of what is given to a quantile without its buckets.
    """

    names: Names
    readings: tuple[Reading, ...]
    misfits: tuple[Misfit, ...]
    compared: tuple[Reading, ...]
    unsorted: tuple[frozenset[str], ...]


def analyse(tree: Any, known: Known) -> Analysis:
    """Return what is known of the expression whose syntax *tree* is given."""
    walk = _Walk(known=known)
    result = walk.visit(tree)
    return Analysis(
        names=result.names,
        readings=tuple(walk.readings),
        misfits=tuple(walk.misfits),
        compared=tuple(walk.compared),
        unsorted=tuple(walk.unsorted),
    )


def either(left: Names, right: Names) -> Names:
    """Return the labels that one of two sets of series can have."""
    return None if left is None or right is None else left | right


@attrs.frozen
class _Shape:
    names: Names
    scalar: bool = False
    raw: tuple[Reading, ...] = ()


_SCALAR = _Shape(frozenset(), scalar=True)


@attrs.define(kw_only=True)
class _Walk:
    known: Known
    around: int = 0
    readings: list[Reading] = attrs.field(factory=list)
    misfits: list[Misfit] = attrs.field(factory=list)
    compared: list[Reading] = attrs.field(factory=list)
    unsorted: list[frozenset[str]] = attrs.field(factory=list)

    def visit(self, node: Any, function: str = "") -> _Shape:
        """Return the shape of *node*, an argument of *function*; note what it reads."""
        match type(node).__name__:
            case "VectorSelector":
                return self._selector(node)
            case "MatrixSelector":
                over = _milliseconds(node.range)
                return self._selector(node.vector_selector, function, over)
            case "SubqueryExpr":
                return self._subquery(node)
            case "ParenExpr" | "UnaryExpr":
                return self.visit(node.expr)
            case "Call":
                return self._call(node)
            case "AggregateExpr":
                return self._aggregate(node)
            case "BinaryExpr":
                return self._binary(node)
        return _SCALAR

    def _selector(self, node: Any, function: str = "", over: int | None = None) -> _Shape:
        read = use(node)
        reading = Reading(
            metric=read.metric,
            matchers=read.matchers,
            function=function,
            over=None if over is None else Duration(over),
            reach=Duration((over or 0) + self.around + _milliseconds(node.offset)),
        )
        self.readings.append(reading)
        names = None if node.matchers.or_matchers else self.known(read.metric, read.matchers)
        for matcher in read.matchers:
            if names is not None and matcher.label not in names and _asks(matcher):
                place = f"{read.metric}{{{matcher}}}"
                self._need(names, matcher.label, place, read.metric)
        return _Shape(names, raw=(reading,) if over is None else ())

    def _subquery(self, node: Any) -> _Shape:
        longer = _milliseconds(node.range) + _milliseconds(node.offset)
        self.around += longer
        names = self.visit(node.expr).names
        self.around -= longer
        return _Shape(names)

    def _call(self, node: Any) -> _Shape:
        name = node.func.name
        shapes = [self.visit(arg, name) for arg in node.args]
        if name in ("absent", "absent_over_time"):
            return _Shape(_absent(node.args[0]))
        given = next((one.names for one in shapes if not one.scalar), frozenset[str]())
        if name in _RELABELLING:
            return _Shape(self._relabelled(node, given))
        if name == "histogram_quantile" and given is not None:
            if "le" not in given:
                self.unsorted.append(given)
            return _Shape(given - {"le"})
        if name == "info":
            return _Shape(None)
        return _Shape(given, scalar=str(node.func.return_type) == "ValueType.Scalar")

    def _relabelled(self, node: Any, given: Names) -> Names:
        text = [getattr(arg, "val", "") for arg in node.args[1:]]
        sources = text[2:3] if node.func.name == "label_replace" else text[2:]
        for label in filter(None, sources):  # no label: what is put on is a constant
            self._need(given, label, f"{node.func.name}(…)")
        return either(given, frozenset(text[:1]))

    def _aggregate(self, node: Any) -> _Shape:
        op = str(node.op)
        inner = self.visit(node.expr)
        if node.param is not None:
            self.visit(node.param)
        names = self._grouped(node.modifier, inner.names)
        if op in _KEEPING:
            names = inner.names
        elif op == "count_values" and node.param is not None:
            names = either(names, frozenset((node.param.val,)))
        return _Shape(names, raw=inner.raw if op in _RAW else ())

    def _grouped(self, modifier: Any, inner: Names) -> Names:
        if modifier is None:
            return frozenset()
        without = str(modifier.type).endswith("Without")
        for label in modifier.labels:
            self._need(inner, label, "without (…)" if without else "by (…)")
        named = frozenset(modifier.labels)
        if inner is None:
            return None if without else named
        return inner - named if without else inner & named

    def _binary(self, node: Any) -> _Shape:
        left, right = self.visit(node.lhs), self.visit(node.rhs)
        op = str(node.op)
        if op in _COMPARISONS:
            self.compared += [*left.raw, *right.raw]
        if left.scalar or right.scalar:
            names = left.names if right.scalar else right.names
            return _Shape(names, scalar=left.scalar and right.scalar)
        names = self._joined(node.modifier, left.names, right.names)
        if op in _SET:
            names = either(left.names, right.names) if op == "or" else left.names
            return _Shape(names, raw=left.raw)
        return _Shape(names)

    def _joined(self, modifier: Any, left: Names, right: Names) -> Names:
        """Return the labels that a match of one with one, or of many with one, leaves."""
        matching = modifier.matching if modifier else None
        if matching is None:
            return right if left is None else left if right is None else left & right
        on = str(matching.type).endswith("Include")
        for label in matching.labels:
            for side in (left, right) if on else (either(left, right),):
                self._need(side, label, "on (…)" if on else "ignoring (…)")
        card, extra = str(modifier.card), list(modifier.group_labels or ())
        if card.endswith(("ManyToOne", "OneToMany")):
            many, one = (left, right) if card.endswith("ManyToOne") else (right, left)
            for label in extra:
                self._need(one, label, "group_left or group_right (…)")
            return either(many, frozenset(extra))
        labels = frozenset(matching.labels)
        return labels if on else None if left is None else left - labels

    def _need(self, names: Names, label: str, place: str, metric: str = "") -> None:
        if names is not None and label not in names:
            self.misfits.append(Misfit(label=label, place=place, names=names, metric=metric))


def _asks(matcher: Matcher) -> bool:
    """Tell whether *matcher* wants its label to be there: ``x=""`` wants it not to be."""
    return (matcher.op, matcher.value) != ("=", "") and matcher.label != "__name__"


def _absent(node: Any) -> Names:
    """Return the labels that `absent` makes up: those that its selector fixes."""
    while type(node).__name__ == "ParenExpr":
        node = node.expr
    node = getattr(node, "vector_selector", node)
    if type(node).__name__ != "VectorSelector":
        return frozenset()
    return frozenset(_fixed(use(node).matchers))


def _fixed(matchers: tuple[Matcher, ...]) -> Iterator[str]:
    labels = [one.label for one in matchers]
    for one in matchers:
        if one.op == "=" and labels.count(one.label) == 1:
            yield one.label


def _milliseconds(length: Any) -> int:
    """Return a timedelta, or nothing, in milliseconds; what looks forward counts as none."""
    return 0 if length is None else max(0, round(length.total_seconds() * 1000))
