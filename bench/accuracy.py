"""Budgets and pages against the truth: our rules and the Sloth shape over a month of requests.

    .venv/bin/python bench/accuracy.py [--json]

Writes the counters of ten services as blocks, lets a Prometheus on the loopback evaluate the
generated rules over them, and compares three things with what is known: the budget after 30 days,
how soon pages and tickets come and go, and what healing finds where nothing was missed. Exits with
1 if a limit is broken, with 3 if prometheus is not installed. Takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
from accuracy_table import Budget, Heals, Result, faults, table
from design import Rule
from fleet import METRIC, NAMESPACE, Fleet, concerns, ours
from healed import heal
from history import write_lines
from latency import TIMED, timings
from month import DAY, DAYS, SCENARIOS, Scenario, events, scraped
from replay import LOOKBACK, Work, record
from servers import linked, missing, running, say
from sloth_shape import sloth

from observability.base import naming
from observability.base.duration import days

START = 1_700_006_400  # a midnight, UTC
END = START + DAYS * DAY
FLEET = Fleet(slos=len(SCENARIOS), series=4)
MONTH = ((START, END),)
_RECORDED = (naming.TOTAL_RATE, naming.ERRORS_RATE, naming.TOTAL_INCREASE, naming.ERRORS_INCREASE)


def main() -> int:
    """Print the tables, and tell whether all limits hold."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    absent = missing()
    if absent:
        say(f"{' and '.join(absent)} needed: install Debian's prometheus, or put both on PATH")
        return 3
    with tempfile.TemporaryDirectory(prefix="accuracy-") as folder:
        result = _measured(Path(folder))
    print(json.dumps(attrs.asdict(result)) if options.json else table(result))
    wrong = faults(result)
    for one in wrong:
        say(one)
    return 1 if wrong else 0


def _measured(home: Path) -> Result:
    say("writing the month")
    rest = [number for number in range(len(SCENARIOS)) if number not in TIMED]
    truths = _write(home / "timed", TIMED) | _write(home / "rest", rest)
    say("recording event rates")
    timed = linked(home / "timed-4", home / "timed")
    others = linked(home / "rest-4", home / "rest")
    sooner = linked(home / "timed-2", home / "timed")
    quick = attrs.evolve(FLEET, rate_scrapes=2)
    _monthly(timed, FLEET, TIMED)
    _monthly(others, FLEET, rest)
    _monthly(sooner, quick, TIMED)
    say("budgets")
    usual = linked(home / "usual", timed, others)
    averaged = linked(home / "averaged", home / "timed", home / "rest")
    _sloth_monthly(averaged)
    theirs = _sloth_budgets(averaged)
    mine = _budgets(usual, FLEET)
    healing = attrs.evolve(FLEET, healing=True)
    say("healing")
    mended = linked(home / "mended", usual)
    heals = heal(mended, [one for one in ours(healing).rules if one.every == 3600], (START, END))
    healed = _budgets(mended, healing)
    budgets = [
        Budget(
            name=scenario.name,
            truth=truths[number],
            ours=mine[number],
            healed=healed[number],
            sloth=theirs.get(number),
            allowed=scenario.allowed,
            needs_healing=scenario.healed,
        )
        for number, scenario in enumerate(SCENARIOS)
    ]
    found = [
        Heals(
            name=scenario.name,
            heals=len(heals.get(FLEET.service(number), ())),
            wanted=len(_missed(scenario, heals.get(FLEET.service(number), ()))),
            share=healed[number] / mine[number] - 1,
        )
        for number, scenario in enumerate(SCENARIOS)
    ]
    say("pages and tickets")
    bases = {"ours": (FLEET, timed), "ours, 2 scrapes": (quick, sooner)}
    return Result(budgets=budgets, heals=found, timings=timings(home, bases, home / "timed", START))


def _write(home: Path, numbers: Sequence[int]) -> dict[int, float]:
    """Write the counters of the scenarios *numbers*; return what share really failed."""
    truths = {}

    def lines() -> Iterator[str]:
        yield f"# TYPE {METRIC.removesuffix('_total')} counter\n"
        for number in numbers:
            counted = events(SCENARIOS[number])
            truths[number] = counted.truth()
            service = FLEET.service(number)
            for code, column in (("500", counted.failed), ("200", counted.good)):
                for life, second, value in scraped(SCENARIOS[number], column):
                    labels = f'job="{service}",namespace="{NAMESPACE}",pod="{life.pod}"'
                    yield f'{METRIC}{{{labels},code="{code}"}} {value} {START + second}\n'

    write_lines(home, lines())
    return truths


def _monthly(home: Path, fleet: Fleet, numbers: Sequence[int]) -> None:
    """Record the event rates of services *numbers*, and their buckets."""
    design = ours(fleet)
    rules = [one for one in design.rules if one.record in _RECORDED and concerns(one, numbers)]
    record(home, design, [Work(rule=one, spans=MONTH) for one in rules])


def _sloth_monthly(home: Path) -> None:
    wanted = "slo:sli_error:ratio_rate5m"
    design = sloth(FLEET)
    rules = [one for one in design.rules if one.record == wanted]
    record(home, design, [Work(rule=one, spans=MONTH) for one in rules])


def _budgets(home: Path, fleet: Fleet) -> dict[int, float]:
    """Return the error ratio of the last 30 days, as our rules compute it."""
    name = naming.period_ratio(days(30))
    (rule,) = (one for one in ours(fleet).rules if one.record == name)
    return _asked(home, [rule])


def _sloth_budgets(home: Path) -> dict[int, float]:
    wanted = "slo:sli_error:ratio_rate30d"
    return _asked(home, [one for one in sloth(FLEET).rules if one.record == wanted])


def _asked(home: Path, rules: list[Rule]) -> dict[int, float]:
    numbers = {FLEET.service(number): number for number in range(FLEET.slos)}
    with running(home, LOOKBACK) as server:
        found = [one for rule in rules for one in server.ask(rule.query, END)["result"]]
    return {numbers[one["metric"]["sloth_service"]]: float(one["value"][1]) for one in found}


def _missed(scenario: Scenario, heals: tuple[int, ...]) -> list[int]:
    """Return the heals whose three hours hold a time in which nothing was scraped."""
    return [
        at
        for at in heals
        if any(at - 3 * 3600 <= START + end and START + begin <= at
               for begin, end in scenario.unscraped)
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
