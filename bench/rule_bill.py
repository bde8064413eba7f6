"""What SLO rules cost a Prometheus: the Sloth shape and ours, side by side over the same data.

    .venv/bin/python bench/rule_bill.py [--series 4 40 400] [--seconds 600] [--scale 1000] [--json]
    .venv/bin/python bench/rule_bill.py --quick

Counts the samples that the rules read (the same on every machine), then runs real servers on the
loopback and measures the CPU of their rules, net of a server without rules. `--scale` runs our
rules for many SLOs, fed with recorded event rates; `--complete` with all their scraped series.
Exits with 1 if we read more than a 250th of the samples at 40 series or if an evaluation fails or
is missed, with 3 if prometheus is not installed.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

import attrs
from bill_table import Scaled, Sized, faults, plain, table
from exporter import exporting
from fleet import Fleet, counters, ours, reads_counters
from history import Recorded, write_history
from live import Scene, Timing, bills
from pyrra_shape import pyrra
from samples import samples
from servers import missing, say
from sloth_shape import sloth

MOST_RAW = 6400  # series with three days of samples each: 55 million samples
SAMPLED = 2  # SLOs over which samples are counted: every further one reads the same


def main() -> int:
    """Measure what is asked for, print it, and tell whether the samples and evaluations hold."""
    options = _options()
    absent = missing()
    if absent:
        say(f"{' and '.join(absent)} needed: install Debian's prometheus, or put both on PATH")
        return 3
    signal.signal(signal.SIGTERM, _leave)
    with tempfile.TemporaryDirectory(prefix="rule-bill-", dir=options.folder) as folder:
        home = Path(folder)
        sized = [_sized(options, series, home / f"series-{series}") for series in options.series]
        scaled = [
            _scaled(options, slos, complete, home / f"scale-{slos}-{complete}")
            for complete, many in ((False, options.scale), (True, options.complete))
            for slos in many
        ]
    if options.json:
        print(json.dumps(plain(sized, scaled)))
    else:
        print(table(sized, scaled, options.where))
    wrong = faults(sized, scaled)
    for one in wrong:
        say(one)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--slos", type=int, default=160, help="SLOs in the live comparison, at most 160 (160)")
    add("--each", type=int, default=4, help="SLOs of a service, where CPU is measured (4)")
    add("--series", type=_series, nargs="*", default=[40], help="series an SLO (40)")
    add("--scrape", type=int, default=30, help="seconds between scrapes, 5 to 60 (30)")
    add("--evaluate", type=int, choices=range(30, 61), help="with many SLOs: seconds, 30 to 60")
    add("--seconds", type=int, default=240, help="how long CPU is measured; 600 sees each rule")
    add("--warm-up", type=int, default=360, help="seconds before that (360)")
    add("--scale", type=int, nargs="+", default=[], help="SLOs, from recorded event rates on")
    add("--complete", type=int, nargs="+", default=[], help="SLOs with 40 scraped series each")
    add("--pooled", action="store_true", help="with many SLOs: SLOs of a slot share groups")
    add(
        "--pyrra", action="store_true", help="also count the samples of Pyrra's rules; with --quick"
    )
    add("--quick", action="store_true", help="only count samples: seconds, no CPU")
    add("--where", action="store_true", help="also print what each kind of rule costs")
    add("--json", action="store_true", help="print JSON instead of tables")
    add("--folder", help="where to work; 10000 SLOs need 30 GB for a while (the system's own)")
    return parser.parse_args()


def _series(text: str) -> int:
    if not text.isdecimal() or not int(text) or int(text) % 4:
        raise argparse.ArgumentTypeError(f"{text}: write a multiple of 4, one for each status code")
    return int(text)


def _leave(_: int, __: FrameType | None) -> None:
    raise SystemExit(143)  # so that every server is stopped on the way out


def _now() -> int:
    return int(time.time()) // 300 * 300


def _sized(options: argparse.Namespace, series: int, home: Path) -> Sized:
    """Return the samples of both designs and, unless it must be quick, their live bills."""
    few = Fleet(slos=SAMPLED, series=series, scrape=options.scrape)
    say(f"{series} series an SLO: counting samples")
    minute = ours(attrs.evolve(few, evaluate=60), "ours, each minute")
    others = [pyrra(few)] if options.pyrra else []
    counted = samples([sloth(few), ours(few), minute, *others], few, _now(), home)
    if options.quick:
        return Sized(fleet=few, samples=counted)
    slos = max(SAMPLED, min(options.slos, MOST_RAW // series))
    fleet = attrs.evolve(few, slos=slos, each=options.each)
    designs = [sloth(fleet), ours(fleet), ours(attrs.evolve(fleet, evaluate=60), minute.name)]
    designs.append(ours(fleet, "of ours, stage 1", reads_counters))
    designs.append(ours(attrs.evolve(fleet, pooled=True), "ours, pooled"))
    end = int(time.time()) // fleet.scrape * fleet.scrape
    homes = {home / f"live-{number}": design for number, design in enumerate(designs)}
    for place, design in homes.items():
        write_history(design, fleet, end, place)
    with exporting(list(counters(fleet))) as port:
        found = bills(homes, Scene(fleet=fleet, port=port), _timing(options), home / "bare")
    return Sized(fleet=fleet, samples=counted, bills=found, seconds=options.seconds)


def _scaled(options: argparse.Namespace, slos: int, complete: bool, home: Path) -> Scaled:
    """Return the live bill of our rules for many SLOs, with or without their first stage."""
    fleet = Fleet(
        slos=slos,
        series=40 if complete else 4,
        scrape=options.scrape,
        each=options.each,
        evaluate=options.evaluate,
        pooled=options.pooled,
    )
    design = ours(fleet)
    later = ours(fleet, keep=lambda query: not reads_counters(query))
    say(f"{slos} SLOs: finding what is recorded")
    end = int(time.time()) // fleet.scrape * fleet.scrape
    loaded = design if complete else later
    recorded = write_history(design, fleet, end, home / "live", loaded)
    first = {rule.record for rule in design.rules if reads_counters(rule.query)}
    shown = [] if complete else _lines(recorded, first)
    scraped = list(counters(fleet)) if complete else []
    with exporting(scraped, shown) as port:
        scene = Scene(fleet=fleet, port=port, bare=not complete)
        (bill,) = bills({home / "live": loaded}, scene, _timing(options), home / "bare")
    return Scaled(slos=slos, complete=complete, bill=bill)


def _lines(recorded: list[Recorded], names: set[str]) -> list[str]:
    return [f"{one} {one.value}" for one in recorded if one.name in names]


def _timing(options: argparse.Namespace) -> Timing:
    return Timing(warm_up=options.warm_up, seconds=options.seconds)


if __name__ == "__main__":
    sys.exit(main())
