"""Break the generated rules in every way we can think of; the generated tests must notice.

    .venv/bin/python bench/mutation.py [--services postgres …] [--jobs 2] [--limit 300]

The rules are those of the estate, and with ``--project everything`` those of a project that has
every kind of promise. Prints the share of mutants that turned a promtool test red, and each
survivor with the reason why it is equivalent; ``--strict``: one without fails the run. Mutants that
promtool itself refuses as invalid are not counted. Intervals of groups are not tried: promtool
evaluates all groups at one interval.
"""

from __future__ import annotations

import argparse
import copy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from equivalent import reason
from everything import everything, write
from mutants import Mutant, mutants

OUT = Path(__file__).resolve().parent.parent / "out" / "prometheus"
_CHUNK = 8  # cases that are tried before it is asked whether one has failed
Key = tuple[str, str]
_RECENT: dict[str, list[Key]] = {}
"""The chunks that noticed mutants of a file, the last one first: its neighbour is tried with it."""


class Job(NamedTuple):
    """A mutant of the rule file *name* in *folder*, and the proofs to try it with in turn."""

    folder: Path
    name: str
    mutant: Mutant
    proofs: tuple[str, ...]


class Chunk(NamedTuple):
    """A few cases of *proof*, from the *first* on, as a file of their own."""

    proof: str
    first: str
    text: str

    @property
    def key(self) -> Key:
        """What tells it from other chunks."""
        return self.proof, self.first


def main() -> int:
    """Run the mutants and print the score: of those that change something, the share noticed."""
    options = _options()
    with tempfile.TemporaryDirectory() as place:
        folder, services = OUT, options.services
        if options.project == "everything":
            folder, services = write(everything(), Path(place)), ["shop", "desk"]
        return _run(options, list(_work(folder, services)))


def _run(options: argparse.Namespace, work: list[Job]) -> int:
    work = [job for job in work if options.only in job.name and _about(job, options.about)]
    step = max(1, len(work) // options.limit) if options.limit else 1
    chosen = work[options.first :: step]
    print(f"{len(work)} mutants, {len(chosen)} tried with promtool", flush=True)
    with ThreadPoolExecutor(options.jobs) as pool:
        results = []
        judged = pool.map(lambda job: _trusted(job, options.trust) or _judge(job), chosen)
        for job, result in zip(chosen, judged, strict=True):
            results.append(result)
            if result == "survived":
                why = reason(f"{job.name}: {job.mutant.what}") or "NOT LISTED"
                print(f"survived  {job.name}: {job.mutant.what}: {why}", flush=True)
            if len(results) % 25 == 0:
                print(f"{len(results)} of {len(chosen)}", file=sys.stderr, flush=True)
    return _report(chosen, results, options)


def _about(job: Job, text: str) -> bool:
    rule = _rule(job)
    return text in rule.get("record", rule.get("alert")) or text in rule["expr"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", choices=["estate", "everything"], default="estate")
    parser.add_argument("--services", nargs="+", default=["learning-orchestrator", "postgres"])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0, help="try about this many, evenly chosen")
    parser.add_argument("--first", type=int, default=0, help="begin with this one")
    parser.add_argument("--only", default="", help="files of rules with this in their name")
    parser.add_argument("--about", default="", help="rules with this in their name or expression")
    parser.add_argument("--need", type=float, default=97, help="percent that must be noticed")
    parser.add_argument("--trust", action="store_true", help="do not try those that are listed")
    parser.add_argument("--strict", action="store_true", help="fail at an unexplained survivor")
    return parser.parse_args()


def _work(folder: Path, services: list[str]) -> Iterator[Job]:
    edges = tuple(sorted(one.stem for one in folder.glob("tests/slo-maintenance.*.yml")))
    for service in services:
        replay, burn = f"{service}.replay", f"{service}.burn"
        proofs = {f"{service}.events": (f"{service}.events", f"{service}.healing", *edges, replay)}
        proofs[service] = (burn, replay)
        for name, used in proofs.items():
            for mutant in _all(folder, name):
                yield Job(folder, name, mutant, used)
    for file in sorted(folder.glob("rules/slo-windows*.yml")):
        calendars = sorted(one.stem for one in folder.glob(f"tests/{file.stem}.*.yml"))
        others = sorted(one.stem for one in folder.glob("tests/*.burn.yml"))
        burns = dict.fromkeys((*(f"{service}.burn" for service in services), *others))
        used = (*calendars, file.stem, *burns)
        for mutant in _all(folder, file.stem):
            yield Job(folder, file.stem, mutant, used)


def _all(folder: Path, name: str) -> Iterator[Mutant]:
    for group, body in enumerate(_load(folder, name)["groups"]):
        for index, rule in enumerate(body["rules"]):
            yield from mutants(group, index, rule)


@cache
def _load(folder: Path, name: str) -> Any:
    return yaml.load((folder / "rules" / f"{name}.yml").read_text(), yaml.CSafeLoader)


def _trusted(job: Job, trust: bool) -> str:
    listed = reason(f"{job.name}: {job.mutant.what}")
    return "survived" if trust and listed else ""


def _judge(job: Job) -> str:
    """Return what became of a mutant: killed, survived or invalid."""
    with tempfile.TemporaryDirectory() as place:
        rules, tests = Path(place, "rules"), Path(place, "tests")
        shutil.copytree(job.folder / "rules", rules)
        tests.mkdir()
        broken = rules / f"{job.name}.yml"
        broken.write_text(yaml.safe_dump(_mutated(job)))
        if job.mutant.body and _fails("check", "rules", str(broken)):
            return "invalid"
        recent = _RECENT.setdefault(job.name, [])
        for chunk in sorted(_chunks(job), key=lambda one: _rank(recent, one)):
            file = tests / "proof.yml"
            file.write_text(chunk.text)
            if _fails("test", "rules", str(file)):
                recent[:] = [chunk.key, *(key for key in recent if key != chunk.key)]
                return "killed"
        return "survived"


def _rank(recent: list[Key], chunk: Chunk) -> int:
    """Return the place of *chunk*: what noticed the last mutants of the file is tried first."""
    return recent.index(chunk.key) if chunk.key in recent else len(recent)


def _chunks(job: Job) -> list[Chunk]:
    """Return parts of the proofs of *job*, those of the SLO that the mutant is about first."""
    about = _slo(job)
    every = [_parts(job.folder, proof, about) for proof in job.proofs]
    return [chunk for mine, others in every for chunk in (*mine, *others)]


@cache
def _parts(folder: Path, proof: str, slo: str) -> tuple[list[Chunk], list[Chunk]]:
    """Return the cases of *slo*, and those of others that may speak of its rules, too."""
    file = folder / "tests" / f"{proof}.yml"
    if not file.exists():
        return [], []
    cases = _cases(file)["tests"]
    mine = [case for case in cases if case["name"].startswith(f"{slo}:")]
    others = [case for case in cases if not case["name"].startswith(f"{slo}:")]
    alone = mine and proof.endswith(".burn")  # other SLOs' cases do not speak of its rules
    return _cut(file, mine), [] if alone else _cut(file, others)


def _cut(file: Path, cases: list[Any]) -> list[Chunk]:
    return [
        Chunk(
            file.stem,
            cases[first]["name"],
            yaml.dump(
                _cases(file) | {"tests": cases[first : first + _CHUNK]}, Dumper=yaml.CSafeDumper
            ),
        )
        for first in range(0, len(cases), _CHUNK)
    ]


@cache
def _cases(file: Path) -> dict[str, Any]:
    return dict(yaml.load(file.read_text(), yaml.CSafeLoader))


def _rule(job: Job) -> Any:
    """Return the rule that is broken, as it was."""
    return _load(job.folder, job.name)["groups"][job.mutant.group]["rules"][job.mutant.rule]


def _slo(job: Job) -> str:
    """Return the name of the SLO that the rule is about, if it is about one."""
    labels = _rule(job).get("labels", {})
    return str(labels.get("sloth_slo") or labels.get("slo") or "")


def _mutated(job: Job) -> Any:
    body = copy.deepcopy(_load(job.folder, job.name))
    rules = body["groups"][job.mutant.group]["rules"]
    rules[job.mutant.rule : job.mutant.rule + 1] = [job.mutant.body] if job.mutant.body else []
    return body


def _fails(*words: str) -> bool:
    done = subprocess.run(["promtool", *words], capture_output=True, timeout=900, check=False)
    return done.returncode != 0


def _report(work: list[Job], results: list[str], options: argparse.Namespace) -> int:
    """Print the score; return 1 if it is too low or, if asked for, a survivor is unexplained."""
    unlisted = 0
    for job, result in zip(work, results, strict=True):
        what = f"{job.name}: {job.mutant.what}"
        listed = reason(what)
        unlisted += result == "survived" and not listed
        if result == "killed" and listed:
            print(f"listed as equivalent, and yet noticed: {what}")
    killed, survived = results.count("killed"), results.count("survived")
    score = 100 * killed / max(killed + unlisted, 1)
    invalid = results.count("invalid")
    print(f"{killed} of {killed + unlisted} killed: {score:.1f} %, {invalid} invalid")
    print(
        f"not counted: {survived - unlisted} survivors that change nothing; {unlisted} unexplained"
    )
    return 0 if score >= options.need and not (options.strict and unlisted) else 1


if __name__ == "__main__":
    sys.exit(main())
