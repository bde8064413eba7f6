"""Watch the estate's alerts fire: ``python -m tests.demo [--port N] [--keep]``.

Starts Prometheus and Alertmanager on the loopback with the generated rules, routes and scrape
configuration, over synthetic services; then lets everything fail. Takes about a quarter of an hour.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from observability.compile.plan import Plan
from observability.compile.project import compile_catalog
from observability.io.load import load
from tests.demo.acts import down, faults, health
from tests.demo.stage import Stage, staged

ROOT = Path(__file__).parent.parent.parent


def main() -> int:
    """Play all acts and say what came of them; 1 if an alert did not fire, 3 if a tool lacks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9800, help="of the status page (9800)")
    parser.add_argument("--keep", action="store_true", help="keep the servers until Ctrl-C")
    options = parser.parse_args()
    tools = ("prometheus", "prometheus-alertmanager")
    missing = [one for one in tools if not shutil.which(one)]
    if missing:
        print(f"{' and '.join(missing)} needed: install Debian's packages of that name")
        return 3
    catalog = load(str(ROOT)).catalog
    if catalog is None:
        print("the definitions are wrong: run `o11y check`")
        return 2
    try:
        with tempfile.TemporaryDirectory(prefix="demo-") as folder:
            return _play(compile_catalog(catalog), Path(folder), options)
    except KeyboardInterrupt:
        return 130


def _play(plan: Plan, folder: Path, options: argparse.Namespace) -> int:
    with staged(plan, ROOT / "out", folder, options.port) as stage:
        print(f"watch it at http://127.0.0.1:{options.port}/")
        for act in (health, faults, down):
            act(stage, lambda words: print(words, flush=True))
        code = _tell(stage)
        if options.keep:
            input("the servers run until you press return ")
        return code


def _tell(stage: Stage) -> int:
    silent = [one for one in stage.expected if one not in stage.fired]
    wrong = [f"{name} did not fire" for name in silent]
    wrong += [f"{name} fired, and nobody was told" for name in stage.unheard]
    wrong += [f"no data for {one}" for one in stage.open]
    wrong += [f"rule failed: {failure}" for failure in stage.failures()]
    print(f"after {stage.passed():.0f} s: {stage.summary()}")
    for name in stage.expected:
        if name in stage.held and name not in stage.told:
            print(f"  {name} was inhibited by {stage.held[name]}")
    for one in wrong:
        print(f"  {one}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
