"""Specs to rule files: time and memory beside PyYAML's C loader and dumper, and beside promtool.

Usage: python bench/generate.py [--files N] [--each N] [--rounds N]

Everything is measured in turn, round after round; the least of the rounds counts, which is hardly
moved by what else the machine does. Times are CPU seconds. Where a command works in two processes,
those of the busier one count, which is how long it takes with two free cores; those of both are
printed as well. promtool works in several threads: of it the lesser of CPU and elapsed seconds
counts. The writers that are slow are given some of the files only, and their time is scaled.

Exits with 1 if a command or the writer breaks a limit. `o11y convert --engine exact`, which splits
each query and prints other ones, may take twice as long as the loader.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import attrs
from specs import write_specs

WHOLE_LIMIT = {
    "o11y sloth generate": 1.3,
    "o11y convert --engine sloth": 1.3,
    "o11y convert --engine exact": 2.0,
}
"""How many times as long as the loader the busier process of each command may take."""
PROMTOOL_LIMIT = 20.0
DUMPER_LIMIT = 30.0
MEMORY_LIMIT = 150.0
SAMPLED = 10
"""Files that the slow writers are given."""
TOOL = """
import resource, sys
from observability.__main__ import main
code = main()
for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
    used = resource.getrusage(one)
    print(used.ru_utime + used.ru_stime, file=sys.stderr)
sys.exit(code)
"""
"""The command line, which says at last what this process and the other one used."""
EMIT = str(Path(__file__).with_name("emit.py"))


@attrs.frozen(kw_only=True)
class Run:
    """One run of a command: CPU seconds, elapsed seconds, and the most memory of a process, MB.

    *busiest* are the CPU seconds of the busiest process.
    """

    cpu: float
    busiest: float
    elapsed: float
    memory: float


@attrs.define
class Verdict:
    """Prints rows and remembers whether a limit is broken."""

    failed: bool = False

    def row(self, name: str, figure: str, ratio: str = "", *, broken: str = "") -> None:
        """Print one figure; *broken* says which limit it breaks."""
        print(f"{name:42} {figure:>12} {ratio:>9}{'  MISSED: ' + broken if broken else ''}")
        self.failed = self.failed or bool(broken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        size = write_specs(home / "specs", arguments.files, arguments.each)
        some = min(SAMPLED, arguments.files)
        write_specs(home / "some", some, arguments.each)
        verdict = Verdict()
        count = arguments.files * arguments.each
        verdict.row(f"{count} SLOs in {arguments.files} files", f"{size / 1e6:.1f} MB")
        _whole(home, arguments.rounds, verdict)
        _writers(home, arguments.files // some, arguments.rounds, verdict)
    sys.exit(1 if verdict.failed else 0)


def _commands(home: Path) -> dict[str, list[str]]:
    tool = [sys.executable, "-c", TOOL]
    convert = [*tool, "convert", str(home / "specs"), "--engine"]
    return {
        "o11y sloth generate": [
            *tool, "sloth", "generate", "-i", str(home / "specs"), "-o", str(home / "sloth")
        ],
        "o11y convert --engine sloth": [*convert, "sloth", "-o", str(home / "shape")],
        "o11y convert --engine exact": [*convert, "exact", "-o", str(home / "exact")],
    }  # fmt: skip


def _whole(home: Path, rounds: int, verdict: Verdict) -> None:
    commands = _commands(home)
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    loads = []
    for _ in range(rounds):
        loads.append(emitted("loader", home / "specs"))
        for name, command in commands.items():
            _fresh(home)
            runs[name].append(run(command))
    load = min(loads)
    verdict.row("PyYAML's C loader alone", f"{load:.2f} s", "1.00x")
    for name, done in runs.items():
        cpu, memory = min(one.busiest for one in done), min(one.memory for one in done)
        limit = WHOLE_LIMIT[name]
        slow = f"above {limit:g}x" if cpu > limit * load else ""
        verdict.row(name, f"{cpu:.2f} s", f"{cpu / load:.2f}x", broken=slow)
        both = min(one.cpu for one in done)
        verdict.row("  all its processes", f"{both:.2f} s", f"{both / load:.2f}x")
        elapsed = min(one.elapsed for one in done)
        verdict.row("  elapsed", f"{elapsed:.2f} s", f"{elapsed / load:.2f}x")
        big = f"above {MEMORY_LIMIT:g} MB" if memory > MEMORY_LIMIT else ""
        verdict.row("  memory", f"{memory:.0f} MB", broken=big)


def _writers(home: Path, scale: int, rounds: int, verdict: Verdict) -> None:
    """Compare the writers; the slow ones are given one in *scale* files."""
    _fresh(home)
    tool = [sys.executable, "-c", TOOL]
    run([*tool, "sloth", "generate", "-i", str(home / "some"), "-o", str(home / "sloth")])
    files = sorted(str(file) for file in (home / "sloth").glob("*.yml"))
    timed: dict[str, Callable[[], float]] = {
        "ours": lambda: emitted("ours", home / "specs"),
        "dumper": lambda: emitted("dumper", home / "some") * scale,
        "promtool": lambda: _checked(files) * scale,
    }
    best = dict.fromkeys(timed, float("inf"))
    for _ in range(rounds):
        best = {name: min(best[name], timed[name]()) for name in timed}
    verdict.row("our writer alone", f"{best['ours']:.2f} s", "1.0x")
    for name, label, limit in (
        ("promtool", "promtool check rules", PROMTOOL_LIMIT),
        ("dumper", "PyYAML's C dumper", DUMPER_LIMIT),
    ):
        ratio = best[name] / best["ours"]
        slow = f"below {limit:g}x" if ratio < limit else ""
        verdict.row(label, f"{best[name]:.2f} s", f"{ratio:.1f}x", broken=slow)


def emitted(kind: str, specs: Path) -> float:
    """Return the CPU seconds that the loader or a writer needs for *specs*."""
    command = [sys.executable, EMIT, kind, str(specs)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _checked(files: list[str]) -> float:
    done = run(["promtool", "check", "rules", *files])
    return min(done.cpu, done.elapsed)


def run(command: list[str]) -> Run:
    """Run *command*, which must succeed."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        told = process.stderr.read().split() if process.stderr is not None else []
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} failed with {process.returncode}: {' '.join(told)}")
    elapsed = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    busiest = max(map(float, told[-2:])) if TOOL in command else cpu
    return Run(cpu=cpu, busiest=busiest, elapsed=elapsed, memory=usage.ru_maxrss / 1000)


def _fresh(home: Path) -> None:
    for name in ("sloth", "shape", "exact"):
        shutil.rmtree(home / name, ignore_errors=True)
    (home / "sloth").mkdir()


if __name__ == "__main__":
    main()
