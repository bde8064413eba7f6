"""observability.compile.splitting: groups in parts of which each fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from observability.base.duration import minutes
from observability.base.labels import Labels, Matcher
from observability.base.source import Source
from observability.compile.plan import AlertingRule, RecordingRule, RuleGroup
from observability.compile.reads import Rule, read_by
from observability.compile.splitting import apart, split
from observability.promql import build
from observability.promql.expr import Expr, Selector


def _one(_: Rule) -> int:
    return 1


def _rule(name: str, *reads: str) -> RecordingRule:
    expr: Expr = build.any_of(*map(Selector, reads)) if reads else build.vector(1)
    return RecordingRule(record=name, expr=expr)


def _group(*rules: Rule) -> RuleGroup:
    return RuleGroup(name="g", interval=minutes(1), rules=rules, comment="Why.")


def _names(group: RuleGroup) -> list[str]:
    return [one.record for one in group.rules if isinstance(one, RecordingRule)]


def test_a_group_that_fits_stays_as_it_is() -> None:
    """Its name, too: nothing is split for no reason."""
    group = _group(_rule("a"), _rule("b"))

    assert (group,) == split(group, 2, _one)


def test_parts_are_numbered_and_keep_interval_and_comment() -> None:
    """What is not its rules and its name is in each part."""
    parts = split(_group(_rule("a"), _rule("b"), _rule("c")), 2, _one)

    assert [("g-1", ["a", "b"]), ("g-2", ["c"])] == [(one.name, _names(one)) for one in parts]
    assert {(minutes(1), "Why.")} == {(one.interval, one.comment) for one in parts}


def test_rules_that_read_each_other_stay_together_in_their_order() -> None:
    """What reads b is beside b, though another rule stands between them."""
    parts = split(_group(_rule("a"), _rule("b"), _rule("c"), _rule("d", "b")), 2, _one)

    assert [["a"], ["b", "d"], ["c"]] == [_names(one) for one in parts]


def test_rules_that_read_their_own_series_need_no_other() -> None:
    """To keep a value is not to wait for a rule."""
    parts = split(_group(_rule("a", "a"), _rule("b", "b")), 1, _one)

    assert [["a"], ["b"]] == [_names(one) for one in parts]


def test_rules_that_record_one_series_are_read_together() -> None:
    """Whoever reads a series waits for all that record it."""
    parts = split(_group(_rule("a"), _rule("a"), _rule("b"), _rule("c", "a")), 3, _one)

    assert [["a", "a", "c"], ["b"]] == [_names(one) for one in parts]


def test_series_of_other_slos_are_not_waited_for() -> None:
    """Two write one name with other labels; who asks for one of them waits for that one."""
    first, second = (
        RecordingRule(record="a", expr=build.vector(1), labels=Labels({"id": one})) for one in "xy"
    )
    readers = [
        RecordingRule(record=f"b-{one}", expr=Selector("a", (Matcher("id", "=", one),)))
        for one in "xy"
    ]
    parts = split(_group(first, second, *readers), 2, _one)

    assert [["a", "b-x"], ["a", "b-y"]] == [_names(one) for one in parts]
    assert [first, second] == [one.rules[0] for one in parts]


def test_a_chain_that_is_too_long_is_cut_where_a_part_is_full() -> None:
    """There is no other way; what follows is an interval late."""
    parts = split(_group(_rule("a"), _rule("b", "a"), _rule("c", "b")), 2, _one)

    assert [["a", "b"], ["c"]] == [_names(one) for one in parts]


def test_costs_count_and_not_rules() -> None:
    """A rule that costs too much alone is a part of its own."""
    costs = {"a": 1, "b": 9, "c": 2}
    group = _group(_rule("a"), _rule("b"), _rule("c"))

    def cost(rule: Rule) -> int:
        return costs[rule.record] if isinstance(rule, RecordingRule) else 1

    assert [["a"], ["b"], ["c"]] == [_names(one) for one in split(group, 2, cost)]


NAMES = st.sampled_from("abcdef")
RULES = st.lists(st.builds(lambda name, reads: _rule(name, *reads), NAMES, st.lists(NAMES)))


@given(RULES, st.integers(2, 6))
def test_nothing_is_lost_and_everything_fits(rules: list[RecordingRule], limit: int) -> None:
    """Whatever the rules: each is in one part, in order, no part is too large, readers follow."""
    group = _group(*rules)
    parts = split(group, limit, _one)
    places = {id(rule): number for number, part in enumerate(parts) for rule in part.rules}
    chains = [rule for rule in rules if read_by(rule) & {one.record for one in rules}]

    assert sorted(map(id, rules)) == sorted(id(one) for part in parts for one in part.rules)
    assert all(len(part.rules) <= limit for part in parts) or parts == (group,)
    assert all(
        list(part.rules) == [rule for rule in rules if places[id(rule)] == number]
        for number, part in enumerate(parts)
    )
    assert len(chains) > limit or len(rules) > limit or parts == (group,)


def test_alerts_come_apart_from_what_is_recorded() -> None:
    """Both keep their order and the interval; the comment stays with what it tells of."""
    alerts = tuple(
        AlertingRule(
            alert=name,
            expr=Selector("b"),
            hold=minutes(0),
            labels=Labels(),
            annotations=Labels(),
            source=Source("slos/a.py", 1),
        )
        for name in ("First", "Second")
    )
    recorded, told = apart(_group(_rule("a"), alerts[0], _rule("b", "a"), alerts[1]))

    assert ("g", "Why.", ["a", "b"]) == (recorded.name, recorded.comment, _names(recorded))
    assert ("g-alerts", "", alerts) == (told.name, told.comment, told.rules)
    assert minutes(1) == recorded.interval == told.interval


def test_a_group_of_one_kind_stays_whole() -> None:
    """There is nothing to take apart."""
    group = _group(_rule("a"))

    assert (group,) == apart(group)
