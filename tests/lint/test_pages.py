"""Every rule is listed, explained, and on the page; the page is what the docstrings say."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from observability.cli import lints
from observability.cli.commands import o11y
from observability.lint import rules
from observability.lint.page import page
from observability.lint.rules import RULES

FOLDER = Path(rules.__file__).parent
ROOT = Path(__file__).resolve().parents[2]


def test_every_module_is_a_rule_and_its_id_is_its_file() -> None:
    """A rule that is not listed would never run; one that is named otherwise is never found."""
    files = [one for one in FOLDER.glob("*/*.py") if one.name != "__init__.py"]
    ids = {str(one.relative_to(FOLDER).with_suffix("")).replace("_", "-") for one in files}

    assert ids == {rule.RULE for rule in RULES}
    assert len(files) == len(RULES)


def test_rules_are_listed_in_order() -> None:
    """The page and `explain` can be read like an index."""
    ids = [rule.RULE for rule in RULES]

    assert sorted(ids) == ids


@pytest.mark.parametrize("rule", RULES, ids=[rule.RULE for rule in RULES])
def test_every_rule_says_why_and_where_that_is_written(rule: rules.Rule) -> None:
    """A rule that does not convince is switched off."""
    one = page(rule)

    assert one.title.endswith(".")
    assert one.why
    assert one.origin


def test_page_of_all_rules_is_current() -> None:
    """docs/lints.md is what ``python -m observability.cli.lints docs/lints.md`` writes."""
    assert lints.text() == (ROOT / "docs/lints.md").read_text()


@pytest.mark.parametrize("rule", RULES, ids=[rule.RULE for rule in RULES])
def test_explain_shows_title_reason_and_examples(rule: rules.Rule) -> None:
    """`o11y explain` says what the page says."""
    shown = " ".join(CliRunner().invoke(o11y, ["explain", rule.RULE]).output.split())
    one = page(rule)
    wanted = [one.title, one.why, *one.bad, *one.good]

    assert [] == [text for text in wanted if " ".join(text.split()) not in shown]


def test_explain_names_the_nearest_rule() -> None:
    """A misspelt rule is answered with the one that was meant."""
    result = CliRunner().invoke(o11y, ["explain", "expr/unknown-lable"])

    assert "did you mean 'expr/unknown-label'?" in result.output
