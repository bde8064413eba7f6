"""Specs as definitions: they load, they read well, and their rules are those of the specs."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from observability.app_sloth import catalogue
from observability.base import naming
from observability.base.duration import days
from observability.base.errors import LoadError
from observability.compile.adoption import adopt
from observability.compile.foreign import foreign_files
from observability.compile.plan import RecordingRule, RuleFile
from observability.compile.rules import rule_files
from observability.io.errors import WriteError
from observability.io.load import load
from observability.io.starter import start
from observability.model.foreign import settings
from observability.specs.imports import import_specs
from observability.specs.read import Choice, read

_SPEC = textwrap.dedent(
    r"""
    version: prometheus/v1
    service: api
    labels: {owner: shop, team: a}
    slos:
      - name: availability
        objective: 99.95
        description: It's "answered".
        sli:
          events:
            error_query: |
              sum by (route) (rate(hits_total{job="api",code=~"5..|4\\d\\d"}[{{.window}}])) # fails
              + sum by (route) (rate(drops_total{job="api"}[{{.window}}]))
            total_query: sum by (route) (rate(hits_total{job="api"}[{{.window}}]))
        alerting:
          name: CartFails
          page_alert: {labels: {severity: page}, annotations: {runbook: here}}
          ticket_alert: {disable: true}
      - name: class
        objective: 99
        sli:
          raw:
            error_ratio_query: >-
              1 - (sum(rate(t_seconds_bucket{le="0.25",job="api"}[{{.window}}]))
              / sum(rate(t_seconds_count{job="api"}[{{.window}}])))
        alerting: {name: Slow}
      - name: Odd.name
        objective: 99
        sli:
          events:
            error_query: sum(rate(e_total{x='"'}[{{.window}}]))
            total_query: sum(rate(t_total[{{.window}}]))
        alerting: {name: Odd}
      - name: mood
        objective: 95
        sli: {raw: {error_ratio_query: 'avg_over_time(mood[{{.window}}])'}}
        alerting: {name: Mood}
    """
)
_PERIOD = days(30)
_CHOICE = Choice(period=_PERIOD)


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    start(str(root), "0")
    (root / "spec.yml").write_text(_SPEC)
    return root


def _recorded(files: tuple[RuleFile, ...], ids: tuple[str, ...]) -> list[RecordingRule]:
    """What is recorded for single SLOs, comments apart: they are words."""
    kept = (naming.TOTAL_RATE, naming.ERRORS_RATE, naming.ERROR_BUDGET)
    return [
        RecordingRule(record=rule.record, expr=rule.expr, labels=rule.labels)
        for file in files
        for group in file.groups
        for rule in group.rules
        if isinstance(rule, RecordingRule)
        if rule.record in kept and rule.labels.get(naming.SLO_ID) in ids
    ]


def test_the_definitions_record_what_the_spec_does(root: Path) -> None:
    """Event rates and budgets of the imported definitions are those of `o11y convert`."""
    spec = str(root / "spec.yml")
    done = import_specs(spec, str(root / "slos" / "more"), str(root), _CHOICE)
    catalog = load(str(root)).catalog
    assert catalog is not None
    ids = ("api-availability", "api-class")
    exact = adopt(read(spec, _CHOICE).groups, _PERIOD).exact

    assert () == done.problems
    assert _recorded(foreign_files(exact, settings()), ids) == _recorded(rule_files(catalog), ids)


def test_the_file_is_formatted(root: Path) -> None:
    """Ruff leaves it as it is."""
    done = import_specs(str(root / "spec.yml"), str(root / "more"), str(root), _CHOICE)
    ruff = Path(sys.executable).with_name("ruff")
    judged = subprocess.run(
        [ruff, "format", "--diff", "--isolated", *done.files],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "" == judged.stdout


def test_what_is_left_out_stands_in_the_file(root: Path) -> None:
    """Names of alerts, labels, SLOs that can not be: each with its reason."""
    done = import_specs(str(root / "spec.yml"), str(root / "more"), str(root), _CHOICE)
    text = " ".join(Path(done.files[0]).read_text().replace("\n#", "").split())

    assert ["api-mood"] == [one.slo.id for one in done.left]
    for told in (
        "The label team=a: the generator sets it.",
        "Labels of the page (severity=page): routes follow the team and severity.",
        "Annotations of the page (runbook): they are generated.",
        "its name is no DNS label, and another would end its history.",
        "it is no quotient of two sums of rates.",
    ):
        assert told in text


def test_only_what_is_used_is_imported(root: Path) -> None:
    """A word in a description is no name; a histogram of which no bucket is named says so."""
    text = _SPEC.replace('It\'s "answered".', "In 30 days. SLO(1)").replace(
        "hits_total{", "hits_seconds_count{"
    )
    (root / "spec.yml").write_text(text)
    done = import_specs(str(root / "spec.yml"), str(root / "more"), str(root), _CHOICE)
    written = Path(done.files[0]).read_text()

    assert "from observability import SLO, Counter, Histogram, Queries, ms\n" in written
    assert "# No query names a bucket: write those that there are.\nhits_seconds" in written


def test_a_service_of_which_nothing_is_imported_has_a_sound_file(root: Path) -> None:
    """Names that no definition may have: the file says why, declares nothing, and loads."""
    text = _SPEC
    for name in ("availability", "class", "mood"):
        text = text.replace(f"name: {name}", f"name: {name}_x")
    (root / "spec.yml").write_text(text)
    done = import_specs(str(root / "spec.yml"), str(root / "slos" / "more"), str(root), _CHOICE)
    written = Path(done.files[0]).read_text()

    assert () == load(str(root)).problems
    assert ("Counter(" not in written, written.count("is no DNS label")) == (True, 3)


def test_a_service_must_be_defined(root: Path) -> None:
    """A spec does not say what runs: who does not define the service is told to."""
    (root / "spec.yml").write_text(_SPEC.replace("service: api", "service: cart"))
    done = import_specs(str(root / "spec.yml"), str(root / "more"), str(root), _CHOICE)

    assert ["the repository defines no service 'cart'"] * 1 == [
        one.message for one in done.problems
    ]
    assert not (root / "more").exists()


def test_nothing_is_overwritten(root: Path) -> None:
    """A file that is in the way stays as it is."""
    before = (root / "slos" / "api.py").read_text()

    with pytest.raises(WriteError, match="is there already"):
        import_specs(str(root / "spec.yml"), str(root / "slos"), str(root), _CHOICE)

    assert before == (root / "slos" / "api.py").read_text()


_MONTH = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: web}
spec:
  service: api
  timeWindow: [{duration: 1M, calendar: {startTime: 2026-01-01, timeZone: Asia/Tokyo}}]
  indicator: {spec: {ratioMetric: {bad: {metricSource: {spec: {query: e_total}}},
    total: {metricSource: {spec: {query: t_total}}}}}}
  objectives: [{target: 0.99}]
"""


def test_a_calendar_is_imported(root: Path) -> None:
    """The month of the clocks that the spec names, beside the rolling period."""
    (root / "month.yml").write_text(_MONTH)
    done = import_specs(str(root / "month.yml"), str(root / "slos" / "more"), str(root), _CHOICE)
    catalog = load(str(root)).catalog
    assert catalog is not None
    slo = next(slo for slo in catalog.slos if slo.name == "web")

    assert (done.problems, [one.name for one in slo.calendars]) == ((), ["month+09:00"])


_WINDOWS = """\
apiVersion: sloth.slok.dev/v1
kind: AlertWindows
spec:
  sloPeriod: 14d
  page:
    quick: {errorBudgetPercent: 4, shortWindow: 5m, longWindow: 1h}
    slow: {errorBudgetPercent: 7.5, shortWindow: 30m, longWindow: 6h}
  ticket:
    quick: {errorBudgetPercent: 15, shortWindow: 90m, longWindow: 1d}
    slow: {errorBudgetPercent: 20, shortWindow: 6h, longWindow: 3d}
"""


def test_windows_of_ones_own_are_imported(root: Path) -> None:
    """The burn rates that alert are those of the catalogue, to the factor."""
    (root / "windows").mkdir()
    (root / "windows" / "own.yml").write_text(_WINDOWS)
    choice = Choice(
        period=days(14), catalogue=catalogue(str(root / "windows"), "14d"), labels={"env": "x"}
    )
    spec = str(root / "spec.yml")
    done = import_specs(spec, str(root / "slos" / "more"), str(root), choice)
    catalog = load(str(root)).catalog
    assert catalog is not None
    slo = next(slo for slo in catalog.slos if slo.id == "api-availability")
    foreign = adopt(read(spec, choice).groups, choice.period, choice.catalogue).exact[0]

    assert () == done.problems
    assert (days(14), "x") == (slo.period, slo.labels["env"])
    assert foreign.table.pairs == slo.table.pairs


def test_windows_that_no_definition_can_have_are_told(root: Path) -> None:
    """A window longer than three days: the SLO keeps Sloth's shape, for that reason."""
    (root / "windows").mkdir()
    (root / "windows" / "own.yml").write_text(_WINDOWS.replace("longWindow: 3d", "longWindow: 7d"))
    windows = catalogue(str(root / "windows"), "14d")
    left = adopt(read(str(root / "spec.yml"), _CHOICE).groups, days(14), windows).left

    assert (
        "has windows that can not be kept: long is 1w, a Duration, not a duration from 5m to 3d"
        == (left[0].reason)
    )


def test_files_are_chosen_as_sloth_chooses(root: Path) -> None:
    """By regular expressions of their paths; none left is an error."""
    (root / "specs").mkdir()
    (root / "specs" / "a.yml").write_text(_SPEC)
    (root / "specs" / "b.yml").write_text("no: spec")
    folder = str(root / "specs")

    assert () == read(folder, Choice(period=_PERIOD, exclude=r"b\.yml\z")).problems
    assert () == read(folder, Choice(period=_PERIOD, include=r"(?i)A\.YML")).problems
    with pytest.raises(LoadError):
        read(folder, Choice(period=_PERIOD, include="^none$"))
