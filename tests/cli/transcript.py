"""Transcripts: a file that says what is typed and what must come of it.

A transcript opens with a sentence of what it shows. Then come files (``-- path --`` and their
text) and commands (``$ command``), each with all that it must print, and its exit code in
brackets if it is not 0. They are run by a shell in a folder that starts as what ``o11y init``
makes. A line ``...`` stands for any lines; what is counted is written N.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import attrs

__all__ = ["Step", "matches", "parse", "run"]

_COUNTED = re.compile(r"\(\d+ files\)|and \d+ more|\d+ of \d+ checks")


@attrs.frozen
class Step:
    """A file to write (*path* and *text*), or a command (*text*) and what must come of it."""

    text: str
    path: str = ""
    expected: tuple[str, ...] = ()


def parse(transcript: str) -> list[Step]:
    """Return the steps of *transcript*."""
    blocks = re.split(r"^(?=\$ |-- .* --$)", transcript, flags=re.MULTILINE)[1:]
    return [_step(block) for block in blocks]


def _step(block: str) -> Step:
    head, _, body = block.partition("\n")
    if head.startswith("-- "):
        return Step(text=body.rstrip("\n") + "\n", path=head[3:-3])
    return Step(text=head[2:], expected=tuple(body.rstrip("\n").splitlines()))


def run(command: str, folder: Path) -> tuple[str, ...]:
    """Return the lines that *command* prints in *folder*, and its exit code if it is not 0."""
    tools = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": tools, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    lines = [_without_counts(line, folder) for line in done.stdout.rstrip("\n").splitlines()]
    return (*lines, f"[{done.returncode}]") if done.returncode else tuple(lines)


def _without_counts(line: str, folder: Path) -> str:
    line = line.rstrip().replace(str(folder), "$PWD")
    return _COUNTED.sub(lambda found: re.sub(r"\d+", "N", found[0]), line)


def matches(expected: tuple[str, ...], actual: tuple[str, ...]) -> bool:
    """Tell whether *actual* is as *expected* says, ``...`` being any lines."""
    parts = [r"(?:.*\n)*" if line == "..." else f"{re.escape(line)}\n" for line in expected]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in actual)) is not None
