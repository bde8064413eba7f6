"""Where a definition was written."""

from __future__ import annotations

import sys

import attrs

from observability import Environment
from observability.base.source import Source


def _here() -> int:
    return sys._getframe(1).f_lineno


def test_a_definition_knows_its_call() -> None:
    """The source spans the call, whatever generated code lies between."""
    line = _here() + 1
    made = Environment(
        name="prod",
        namespace="prod",
        cluster="one",
    )

    assert __file__ == made.source.file
    assert (line, line + 4) == (made.source.line, made.source.end_line)


def test_a_changed_copy_knows_its_own_call() -> None:
    """attrs.evolve makes a definition where it is called."""
    made = Environment(name="prod", namespace="prod", cluster="one")
    line = _here() + 1
    copy = attrs.evolve(made, name="other")

    assert (__file__, line) == (copy.source.file, copy.source.line)


def test_the_place_takes_no_part_in_equality() -> None:
    """Equal definitions are equal wherever they are written."""
    first = Environment(name="prod", namespace="prod", cluster="one")
    second = Environment(name="prod", namespace="prod", cluster="one")

    assert first.source != second.source
    assert first == second


def test_places_are_shown_below_the_root() -> None:
    """A file under the root is shown relative to it, any other in full."""
    place = Source(file="/repo/slos/api.py", line=3)

    assert "slos/api.py:3" == str(place.relative("/repo/"))
    assert "/repo/slos/api.py:3" == str(place.relative("/rep"))
