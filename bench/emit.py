"""How long a writer takes for the rules of specs; run by generate.py, each in its own process.

Usage: python bench/emit.py ours|dumper|loader SPECS

Prints the CPU seconds of the work alone: neither imports nor what comes before it count. Ours
starts from SLOs that are read and checked: it makes their rules and writes them. The dumper starts
from the finished documents.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from observability.formats import sloth_file
from observability.formats.sloth_spec import Group
from observability.serialize.goyaml_shapes import Shapes
from observability.sloth.document import document
from observability.sloth.generate import Options, each, generate

OPTIONS = Options(version="v0.16.0")


def main() -> None:
    kind, folder = sys.argv[1], Path(sys.argv[2])
    files = sorted(folder.glob("*.yml"))
    work = {"ours": _ours, "dumper": _dumper, "loader": _loader}[kind](files)
    gc.disable()  # as the command does
    start = time.process_time()
    work()
    print(time.process_time() - start)


def _loader(files: list[Path]) -> Callable[[], None]:
    def load() -> None:
        for file in files:
            yaml.load(file.read_bytes(), yaml.CSafeLoader)

    return load


def _groups(files: list[Path]) -> list[Group]:
    read = [one for file in files for one in sloth_file.read(file.read_bytes(), str(file))]
    return [one.group for one in read if one.group is not None]


def _ours(files: list[Path]) -> Callable[[], None]:
    requests = [
        [request for _, request in each(group, OPTIONS, lambda request: request)[0]]
        for group in _groups(files)
    ]

    def write() -> None:
        shapes = Shapes(OPTIONS)
        for some in requests:
            for request in some:
                str(shapes.written(request)).encode()

    return write


def _dumper(files: list[Path]) -> Callable[[], None]:
    trees = [
        document(group, generate(group, OPTIONS), recordings=True, alerts=True)
        for group in _groups(files)
    ]

    def write() -> None:
        for tree in trees:
            yaml.dump(tree, Dumper=yaml.CSafeDumper, sort_keys=False, encoding="utf-8")

    return write


if __name__ == "__main__":
    main()
