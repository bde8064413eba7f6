"""What rules read: series that other rules record, or series that were scraped."""

from __future__ import annotations

from collections.abc import Iterable

from observability.base.labels import Matcher
from observability.compile.plan import AlertingRule, RecordingRule, RuleFile, RuleGroup
from observability.promql.walk import selectors

__all__ = ["Rule", "is_scraped", "may_fulfil", "read_by", "recorded_in"]

Rule = RecordingRule | AlertingRule


def recorded_in(files: Iterable[RuleFile]) -> frozenset[str]:
    """Return the name of every series that *files* record."""
    rules = [rule for file in files for group in file.groups for rule in group.rules]
    return frozenset(rule.record for rule in rules if isinstance(rule, RecordingRule))


def read_by(rule: Rule) -> frozenset[str]:
    """Return the name of every series that *rule* reads."""
    return frozenset(use.metric for use in selectors(rule.expr))


def may_fulfil(rule: RecordingRule, matchers: Iterable[Matcher]) -> bool:
    """Tell whether *matchers* can select something that *rule* records: its labels are known."""
    own = (one for one in matchers if one.label in rule.labels)
    return all(one.matches(rule.labels[one.label]) for one in own)


def is_scraped(group: RuleGroup, recorded: frozenset[str]) -> bool:
    """Tell whether a rule of *group* reads a series that is not among the *recorded* ones."""
    return any(read_by(rule) - recorded for rule in group.rules)
