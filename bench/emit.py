"""How long a writer takes for the rules of specs; run by generate.py, each in its own process.

Usage: python bench/emit.py ours|dumper|loader SPECS

Prints the CPU seconds of the work alone: neither imports nor what comes before it count.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from observability.formats import sloth_file
from observability.serialize.goyaml_rules import dump_groups
from observability.sloth.document import document, groups_of
from observability.sloth.generate import Options, generate

Made = list[tuple[Any, Any]]


def main() -> None:
    kind, folder = sys.argv[1], Path(sys.argv[2])
    files = sorted(folder.glob("*.yml"))
    work = {"ours": _ours, "dumper": _dumper, "loader": _loader}[kind](files)
    gc.collect()
    start = time.process_time()
    work()
    print(time.process_time() - start)


def _loader(files: list[Path]) -> Callable[[], None]:
    def load() -> None:
        for file in files:
            yaml.load(file.read_bytes(), yaml.CSafeLoader)

    return load


def _made(files: list[Path]) -> Made:
    """Return the groups of *files* with their rules."""
    read = [one for file in files for one in sloth_file.read(file.read_bytes(), str(file))]
    groups = [one.group for one in read if one.group is not None]
    return [(group, generate(group, Options(version="v0.16.0"))) for group in groups]


def _ours(files: list[Path]) -> Callable[[], None]:
    made = _made(files)

    def write() -> None:
        for _, result in made:
            dump_groups(groups_of(result, recordings=True, alerts=True)).encode()

    return write


def _dumper(files: list[Path]) -> Callable[[], None]:
    trees = [
        document(group, result, recordings=True, alerts=True) for group, result in _made(files)
    ]

    def write() -> None:
        for tree in trees:
            yaml.dump(tree, Dumper=yaml.CSafeDumper, sort_keys=False, encoding="utf-8")

    return write


if __name__ == "__main__":
    main()
