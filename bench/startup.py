"""How long the tool takes to start, as a ratio to Python itself, in paired runs.

Usage: python bench/startup.py [PAIRS]

A pair is one run of bare Python and one of the command, one right after the other; the median of
the pairs' ratios is hardly moved by whatever else the machine does.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 3.0
BARE = [sys.executable, "-c", "pass"]
TOOL = [str(Path(sys.executable).with_name("o11y"))]


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as folder:
        root = str(Path(folder) / "starter")
        subprocess.run([*TOOL, "init", root], check=True, stdout=subprocess.DEVNULL)
        commands = {
            "o11y --help": [*TOOL, "--help"],
            "o11y --version": [*TOOL, "--version"],
            "o11y generate, unchanged": [*TOOL, "generate", "--root", root],
            "o11y generate --no-cache": [*TOOL, "generate", "--no-cache", "--root", root],
        }
        print(f"{'':26} {'bare':>8} {'tool':>8} {'ratio':>6}")
        for name, command in commands.items():
            report(name, command, pairs)


def report(name: str, command: list[str], pairs: int) -> None:
    seconds(command)  # the first run compiles and writes
    seconds(command)
    measured = [(seconds(BARE), seconds(command)) for _ in range(pairs)]
    bare = statistics.median(one for one, _ in measured) * 1000
    tool = statistics.median(two for _, two in measured) * 1000
    ratio = statistics.median(two / one for one, two in measured)
    verdict = "" if ratio <= LIMIT else f"  above {LIMIT:g}"
    print(f"{name:26} {bare:6.1f}ms {tool:6.1f}ms {ratio:5.2f}x{verdict}")


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
