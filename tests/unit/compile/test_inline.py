"""observability.compile.inline: no rule waits for the one before it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import pytest

from observability import SLO, BudgetPolicy, Calendar, Maintenance, Project, Step
from observability.base.duration import days, hours, minutes
from observability.base.labels import Labels, Matcher
from observability.compile.inline import inlined
from observability.compile.plan import RecordingRule, RuleGroup
from observability.compile.project import compile_catalog
from observability.compile.splitting import apart
from observability.model.catalog import join
from observability.promql import build
from observability.promql.expr import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Matching,
    Selector,
    Subquery,
    Text,
)
from observability.promql.printer import text
from tests.core_definitions import valid

LONGEST = 16_384
RAW = build.rate(Selector("a_total"), minutes(5))
A = RecordingRule(record="a:rate", expr=build.sum_by(RAW, "x"))


def _second(expr: Expr, first: RecordingRule = A, longest: int = LONGEST) -> str:
    """Return what a rule with *expr* reads behind *first* in its group."""
    last = RecordingRule(record="b", expr=expr)
    group = RuleGroup(name="g", interval=minutes(1), rules=(first, last))
    return text(inlined(group, longest).rules[-1].expr)


def test_what_was_just_recorded_is_computed_again() -> None:
    """The reader has the expression and not the series."""
    assert "sum by (x) (rate(a_total[5m])) > 1" == _second(build.above(Selector("a:rate"), 1))


def test_labels_of_the_rule_are_there() -> None:
    """What the rule adds is added where its expression stands."""
    first = RecordingRule(record="a:rate", expr=A.expr, labels=Labels({"w": "5m"}))

    assert 'label_replace(sum by (x) (rate(a_total[5m])), "w", "5m", "", "")' == _second(
        Selector("a:rate"), first
    )


def test_labels_that_are_dropped_anyway_are_not_added() -> None:
    """Expressions stay as short as they can be."""
    first = RecordingRule(record="a:rate", expr=A.expr, labels=Labels({"w": "5m"}))
    read = build.max_without(Selector("a:rate"), "w")

    assert "max without (w) (sum by (x) (rate(a_total[5m])))" == _second(read, first)


def test_conditions_move_to_the_selectors() -> None:
    """What is read of a series is what is computed."""
    read = Selector("a:rate", (Matcher("x", "=", "1"),))

    assert 'sum by (x) (rate(a_total{x="1"}[5m]))' == _second(read)


def test_conditions_on_labels_of_the_rule_choose_between_rules() -> None:
    """A series with another label is not this rule's."""
    first = RecordingRule(record="a:rate", expr=A.expr, labels=Labels({"w": "5m"}))
    other = Selector("a:rate", (Matcher("w", "=", "1h"),))

    assert 'a:rate{w="1h"}' == _second(other, first)


def test_a_condition_that_can_not_move_leaves_the_series() -> None:
    """Where a label comes to be only on the way, the series is read as before."""
    made = build.call(
        "label_replace", Selector("c"), *(Text(f'"{one}"') for one in ("x", "$1", "y", "(.*)"))
    )
    read = Selector("a:rate", (Matcher("x", "=", "1"),))

    assert 'a:rate{x="1"}' == _second(read, RecordingRule(record="a:rate", expr=made))
    summed = RecordingRule(record="a:rate", expr=build.sum_by(RAW, "y"))
    assert 'a:rate{x="1"}' == _second(read, summed)


def test_conditions_move_to_the_side_that_gives_the_label() -> None:
    """The left of a join, both sides of an `or`."""
    read = Selector("a:rate", (Matcher("x", "=", "1"),))
    joined = Binary("*", Selector("l"), Selector("r"), Matching(on=("y",), group_left=()))
    either = build.any_of(Selector("l"), Selector("r"))
    gone = Binary("*", Selector("l"), Selector("r"), Matching(on=("y",)))

    assert 'l{x="1"} * on (y) group_left () r' == _second(
        read, RecordingRule(record="a:rate", expr=joined)
    )
    assert 'l{x="1"} or r{x="1"}' == _second(read, RecordingRule(record="a:rate", expr=either))
    assert 'a:rate{x="1"}' == _second(read, RecordingRule(record="a:rate", expr=gone))


def test_ranges_absences_and_own_series_stay() -> None:
    """What was recorded before is meant there."""
    for read in (
        build.sum_over(Selector("a:rate"), minutes(5)),
        build.absent(Selector("a:rate")),
        build.call("timestamp", Selector("a:rate")),
        Selector("b"),
    ):
        assert text(read) == _second(read)


def test_labels_on_the_right_of_a_condition_are_added_only_if_it_compares_them() -> None:
    """`unless on ()` sees that there is something, and no label of it."""
    first = RecordingRule(record="a:rate", expr=A.expr, labels=Labels({"v": "1", "w": "5m"}))
    read = Selector("a:rate", (Matcher("w", "=", "5m"),))
    told = "sum by (x) (rate(a_total[5m]))"

    assert f"c unless on () {told}" == _second(build.excluding(Selector("c"), read), first)
    assert f'c unless on (w) label_replace({told}, "w", "5m", "", "")' == _second(
        build.unless(Selector("c"), read, "w"), first
    )


def test_an_expression_that_would_be_too_long_stays() -> None:
    """The database would refuse it; an interval late is better than never."""
    assert "a:rate > 1" == _second(build.above(Selector("a:rate"), 1), longest=20)


def test_chains_are_followed_to_their_beginning() -> None:
    """The third rule has what the first two compute."""
    rules = (
        A,
        RecordingRule(record="b", expr=build.times(Selector("a:rate"), 2)),
        RecordingRule(record="c", expr=Aggregate("max", Selector("b"), by=("x",))),
    )
    group = inlined(RuleGroup(name="g", interval=minutes(1), rules=rules), LONGEST)

    assert "max by (x) (sum by (x) (rate(a_total[5m])) * 2)" == text(group.rules[-1].expr)


AT = "2026-11-29T02:00+01:00"
POLICY = BudgetPolicy(steps=[Step(at=50, action="Look.")])
CATALOGS = {
    "usual": join([valid(SLO)], valid(Project)),
    "groups, periods and a calendar": join(
        [valid(SLO, by=["route"]), valid(SLO, name="week", period=days(7), also=[Calendar()])],
        valid(Project, budget_policy=POLICY),
    ),
    "healing": join([valid(SLO, healing=True)], valid(Project)),
    "maintenance": join(
        [
            valid(SLO, name=name, maintenance=[Maintenance(reason="x", start=AT, length=hours(1))])
            for name in ("one", "two")
        ],
        valid(Project),
    ),
    "shards": join([valid(SLO, name=f"s{n}") for n in range(5)], valid(Project, shards=16)),
}


@pytest.mark.parametrize("kind", CATALOGS)
def test_no_rule_of_a_plan_waits_for_the_one_before_it(kind: str) -> None:
    """Of all that is generated, nothing reads what its group has just recorded."""
    plain = [one for file in compile_catalog(CATALOGS[kind]).rules for one in file.groups]
    groups = [part for one in plain for part in apart(one)]

    assert any(_waiting(one) for one in groups)
    assert [] == [found for one in groups for found in _waiting(inlined(one, LONGEST))]


def _waiting(group: RuleGroup) -> list[str]:
    """Return what rules of *group* read at an instant and rules before them record."""
    found: list[str] = []
    recorded: set[str] = set()
    for rule in group.rules:
        own = rule.record if isinstance(rule, RecordingRule) else ""
        found += [one for one in _instants(rule.expr) if one in recorded and one != own]
        recorded |= {own}
    return found


def _instants(expr: Expr) -> Iterator[str]:
    match expr:
        case Selector(over=None):
            yield expr.metric
        case Call():
            for one in expr.args:
                yield from _instants(one)
        case Aggregate() | Subquery():
            yield from _instants(expr.expr)
        case Binary():
            yield from _instants(expr.left)
            yield from _instants(expr.right)


def test_alerts_and_all_else_of_a_group_stay() -> None:
    """Only expressions change."""
    group = next(
        one
        for file in compile_catalog(CATALOGS["usual"]).rules
        for one in file.groups
        if one.name == "slo-windows-6h"
    )
    found = inlined(group, LONGEST)
    plain = [attrs.evolve(one, expr=build.literal(0)) for one in group.rules]

    assert (group.name, group.interval, group.comment) == (
        found.name,
        found.interval,
        found.comment,
    )
    assert plain == [attrs.evolve(one, expr=build.literal(0)) for one in found.rules]
