"""Rules that need not wait for the rules before them in their group.

vmalert evaluates the rules of a group one after the other, but what one records reaches the
database a little later, so that the next reads what was recorded an interval ago, or nothing
where the interval is longer than the database looks back. Here such a rule does not read the
series: it holds the expression that the series is recorded from.
"""

from __future__ import annotations

import attrs

from observability.base.labels import Matcher, quote
from observability.compile.plan import RecordingRule, RuleGroup
from observability.compile.reads import Rule, may_fulfil
from observability.promql import build
from observability.promql.expr import Aggregate, Binary, Call, Expr, Number, Selector, Text
from observability.promql.printer import text

__all__ = ["inlined"]

# These look at the samples of a series, or at its name, and not only at its value now.
_OPAQUE = frozenset(["absent", "timestamp"])
# Their results have not the labels of what they are given.
_OTHER_LABELS = frozenset(
    ["absent", "absent_over_time", "label_join", "label_replace", "scalar", "time", "vector"]
)
_SETS = frozenset(["and", "or", "unless"])


def inlined(group: RuleGroup, longest: int) -> RuleGroup:
    """Return *group* with no rule that reads at an instant what an earlier one has recorded.

    What a rule reads of itself, or of rules after it, is meant to be what was recorded before.
    What other groups record under the same name is not looked for: the rules for all SLOs read
    the part of their own shard, which their own group records.

    A rule whose expression would be longer than *longest* bytes, or whose conditions can not be
    moved into it, stays as it was.
    """
    done: list[Rule] = []
    for rule in group.rules:
        expr = _filled(rule.expr, tuple(done), rule)
        fits = len(text(expr).encode()) <= longest
        done.append(attrs.evolve(rule, expr=expr) if fits else rule)
    return attrs.evolve(group, rules=tuple(done))


def _filled(expr: Expr, earlier: tuple[Rule, ...], rule: Rule, *dropped: str) -> Expr:
    """Return *expr* of *rule* without what *earlier* rules record; nobody sees labels *dropped*."""
    match expr:
        case Selector() if expr.over is None:
            return _source(expr, earlier, rule, dropped) or expr
        case Call() if expr.function not in _OPAQUE:
            args = tuple(_filled(one, earlier, rule) for one in expr.args)
            return attrs.evolve(expr, args=args)
        case Aggregate():
            return attrs.evolve(expr, expr=_filled(expr.expr, earlier, rule, *expr.without))
        case Binary():
            left = _filled(expr.left, earlier, rule)
            right = _filled(expr.right, earlier, rule, *_unseen(expr, earlier))
            return attrs.evolve(expr, left=left, right=right)
        case _:
            return expr


def _unseen(expr: Binary, earlier: tuple[Rule, ...]) -> set[str]:
    """Return the labels of *earlier* rules that nobody sees on the right of *expr*."""
    if expr.op not in ("and", "unless") or expr.matching is None or expr.matching.on is None:
        return set()
    return {name for one in earlier for name in one.labels} - set(expr.matching.on)


def _source(
    read: Selector, earlier: tuple[Rule, ...], rule: Rule, dropped: tuple[str, ...]
) -> Expr | None:
    """Return what *read* is recorded from, or None if that is not only by *earlier* rules."""
    if isinstance(rule, RecordingRule) and _may_be(rule, read):
        return None
    writers = [one for one in earlier if isinstance(one, RecordingRule) and _may_be(one, read)]
    if len(writers) > 1:
        dropped = ()  # these labels may be all that tells their results apart
    found = [_as_recorded(one, read, dropped) for one in writers]
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found):
        return None
    return build.any_of(known[0], *known[1:])


def _may_be(rule: RecordingRule, read: Selector) -> bool:
    """Tell whether *read* can select something that *rule* records."""
    return rule.record == read.metric and may_fulfil(rule, read.matchers)


def _as_recorded(rule: RecordingRule, read: Selector, dropped: tuple[str, ...]) -> Expr | None:
    """Return what of *rule*'s results *read* selects, with the labels that *rule* gives them."""
    expr: Expr | None = rule.expr
    for matcher in read.matchers:
        if expr is not None and matcher.label not in rule.labels:
            expr = _narrowed(expr, matcher)
    if expr is None:
        return None
    for name, value in rule.labels.items():
        if name not in dropped:
            expr = _labelled(expr, name, value)
    return expr


def _labelled(expr: Expr, name: str, value: str) -> Call:
    words = (Text(quote(one)) for one in (name, value, "", ""))
    return Call("label_replace", (expr, *words))


def _narrowed(expr: Expr, matcher: Matcher) -> Expr | None:
    """Return *expr* with *matcher* moved into its selectors, or None if that is not the same."""
    match expr:
        case Selector():
            return expr if matcher in expr.matchers else expr.where(matcher)
        case Call() if expr.args and expr.function not in _OTHER_LABELS:
            first = _narrowed(expr.args[0], matcher)
            return None if first is None else attrs.evolve(expr, args=(first, *expr.args[1:]))
        case Aggregate() if _keeps(expr, matcher.label):
            inner = _narrowed(expr.expr, matcher)
            return None if inner is None else attrs.evolve(expr, expr=inner)
        case Binary():
            return _narrowed_operation(expr, matcher)
        case _:
            return None


def _keeps(expr: Aggregate, label: str) -> bool:
    return label in expr.by or (bool(expr.without) and label not in expr.without)


def _narrowed_operation(expr: Binary, matcher: Matcher) -> Expr | None:
    """Narrow the side that the labels of the result come from; both for ``or``."""
    if isinstance(expr.left, Number):
        right = _narrowed(expr.right, matcher)
        return None if right is None else attrs.evolve(expr, right=right)
    left = _narrowed(expr.left, matcher)
    if left is None or not _passes(expr, matcher.label):
        return None
    if expr.op != "or":
        return attrs.evolve(expr, left=left)
    right = _narrowed(expr.right, matcher)
    return None if right is None else attrs.evolve(expr, left=left, right=right)


def _passes(expr: Binary, label: str) -> bool:
    """Tell whether the result of *expr* has *label* as its left side has it."""
    joined = expr.matching
    if joined is None or expr.op in _SETS:
        return True
    if joined.group_left is not None:
        return label not in joined.group_left
    return label in joined.on if joined.on is not None else label not in joined.ignoring
