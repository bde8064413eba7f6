"""Break the generated rules in every way we can think of; the generated tests must notice.

    .venv/bin/python bench/mutation.py [--services postgres …] [--jobs 2] [--limit 300]

Prints the share of mutants that turned a promtool test red, and each survivor. Mutants that
promtool itself refuses as invalid are not counted.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml
from mutants import Mutant, mutants

OUT = Path(__file__).resolve().parent.parent / "out" / "prometheus"
SHARED = "slo-windows"


def main() -> int:
    """Run the mutants and print the score."""
    options = _options()
    work = [one for service in options.services for one in _work(service)]
    work += [(SHARED, options.services[0], mutant) for mutant in _all(SHARED)]
    step = max(1, len(work) // options.limit) if options.limit else 1
    chosen = work[::step]
    print(f"{len(work)} mutants, {len(chosen)} tried with promtool", flush=True)
    with ThreadPoolExecutor(options.jobs) as pool:
        results = []
        for result in pool.map(lambda one: _judge(*one), chosen):
            results.append(result)
            if len(results) % 25 == 0:
                print(f"{len(results)} of {len(chosen)}", file=sys.stderr, flush=True)
    return 0 if _report(chosen, results) >= options.need else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", nargs="+", default=["learning-orchestrator", "postgres"])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="try about this many, evenly chosen")
    parser.add_argument("--need", type=float, default=95, help="percent that must be noticed")
    return parser.parse_args()


def _work(service: str) -> Iterator[tuple[str, str, Mutant]]:
    for name in (f"{service}.events", service):
        for mutant in _all(name):
            yield name, service, mutant


def _all(name: str) -> Iterator[Mutant]:
    for group, body in enumerate(_load(name)["groups"]):
        for index, rule in enumerate(body["rules"]):
            yield from mutants(group, index, rule)


def _load(name: str) -> Any:
    return yaml.safe_load((OUT / "rules" / f"{name}.yml").read_text())


def _judge(name: str, service: str, mutant: Mutant) -> str:
    """Return what became of *mutant*: killed, survived or invalid."""
    with tempfile.TemporaryDirectory() as folder:
        rules, tests = Path(folder, "rules"), Path(folder, "tests")
        shutil.copytree(OUT / "rules", rules)
        shutil.copytree(OUT / "tests", tests)
        broken = rules / f"{name}.yml"
        broken.write_text(yaml.safe_dump(_mutated(name, mutant)))
        if mutant.body and _fails("check", "rules", str(broken)):
            return "invalid"
        files = [tests / f"{one}.yml" for one in _proofs(name, service)]
        red = any(_fails("test", "rules", str(file)) for file in files if file.exists())
        return "killed" if red else "survived"


def _proofs(name: str, service: str) -> tuple[str, ...]:
    """Return the tests that speak of the rule file *name*, the quickest first."""
    if name == SHARED:
        return (SHARED, f"{service}.burn")
    if name.endswith(".events"):
        return (name, f"{service}.replay")
    return (f"{service}.replay", f"{service}.burn")


def _mutated(name: str, mutant: Mutant) -> Any:
    body = _load(name)
    rules = body["groups"][mutant.group]["rules"]
    rules[mutant.rule : mutant.rule + 1] = [mutant.body] if mutant.body else []
    return body


def _fails(*words: str) -> bool:
    done = subprocess.run(["promtool", *words], capture_output=True, timeout=120, check=False)
    return done.returncode != 0


def _report(work: list[tuple[str, str, Mutant]], results: list[str]) -> float:
    killed, survived = results.count("killed"), results.count("survived")
    for (name, _, mutant), result in zip(work, results, strict=True):
        if result == "survived":
            print(f"survived  {name}: {mutant.what}")
    score = 100 * killed / (killed + survived)
    invalid = results.count("invalid")
    print(f"{killed} of {killed + survived} killed: {score:.1f} %, {invalid} invalid")
    return score


if __name__ == "__main__":
    sys.exit(main())
