"""What rules read, by the law that was measured against Prometheus' own count."""

from __future__ import annotations

from observability.base.duration import seconds
from observability.compile.bill import exact_samples, sloth_samples
from observability.compile.foreign import foreign_files
from observability.compile.plan import RuleGroup
from observability.model.foreign import settings
from observability.slo.windows import PERIOD, TABLES
from tests.unit.compile.test_foreign import _SLO

_QUERIES = (_SLO.sli.errors, _SLO.sli.total)


def _groups() -> tuple[RuleGroup, ...]:
    return tuple(group for file in foreign_files((_SLO,), settings()) for group in file.groups)


def test_sloth_reads_what_was_measured() -> None:
    """Two selectors of 30 series each: Prometheus counted 31,100 samples a second."""
    read = sloth_samples(_QUERIES, TABLES[PERIOD], 30, seconds(30), seconds(30))

    assert 311 == round(read / 100)


def test_exact_reads_a_two_hundredth() -> None:
    """The same SLO in two stages: most of it is looking at what was recorded."""
    sloth = sloth_samples(_QUERIES, TABLES[PERIOD], 30, seconds(30), seconds(30))

    assert sloth / exact_samples(_groups(), 30, seconds(30)) > 200


def test_only_the_first_stage_grows_with_the_series() -> None:
    """A thousand series more are read over four scrapes, every 30 seconds; three selectors."""
    grown = exact_samples(_groups(), 1040, seconds(30)) - exact_samples(_groups(), 40, seconds(30))

    assert 1000 * 3 * 4 == round(grown * 30)


def test_a_subquery_reads_its_inside_at_each_step() -> None:
    """One series, looked at each minute of the window: half of what a scrape each 30 s is."""
    table = TABLES[PERIOD]
    plain = sloth_samples(["x[{{.window}}]"], table, 1, seconds(30), seconds(30))
    stepped = sloth_samples(["x[{{.window}}:]"], table, 1, seconds(30), seconds(30))
    nothing = sloth_samples([], table, 1, seconds(30), seconds(30))

    assert round(plain - nothing) == round(2 * (stepped - nothing))
