"""observability.compile.reads: what is recorded, and what is scraped."""

from __future__ import annotations

from observability.base.duration import minutes
from observability.compile.plan import RecordingRule, RuleFile, RuleGroup
from observability.compile.reads import is_scraped, read_by, recorded_in
from observability.promql import build
from observability.promql.expr import Selector, Text

RATE = RecordingRule(record="a:rate", expr=Text("sum(rate(a_total[5m]))"))
SHARE = RecordingRule(record="a:share", expr=build.divide(Selector("a:rate"), Selector("b:rate")))


def _group(*rules: RecordingRule) -> RuleGroup:
    return RuleGroup(name="g", interval=minutes(1), rules=rules)


def test_names_are_those_of_the_rules() -> None:
    """What all files record."""
    file = RuleFile(name="f", title="F", groups=(_group(RATE), _group(SHARE)))

    assert {"a:rate", "a:share"} == recorded_in([file])


def test_reads_are_found_in_values_and_in_texts() -> None:
    """A user's own PromQL is read like what is built."""
    assert {"a_total"} == read_by(RATE)
    assert {"a:rate", "b:rate"} == read_by(SHARE)


def test_a_group_is_scraped_if_one_of_its_rules_reads_what_nobody_records() -> None:
    """A name that no rule records comes from a target."""
    recorded = frozenset(["a:rate", "b:rate"])

    assert is_scraped(_group(SHARE, RATE), recorded)
    assert not is_scraped(_group(SHARE), recorded)
