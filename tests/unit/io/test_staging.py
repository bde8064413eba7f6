"""Files that wait aside until a folder is made of them."""

from __future__ import annotations

import fcntl
import hashlib
import os
from pathlib import Path

import pytest

from observability.io.content import Staged
from observability.io.staging import Draft, staging
from observability.io.write import write


def _draft(head: str, *bodies: list[str]) -> Draft:
    openings = [f"opening {number}\n" for number in range(len(bodies))]
    return Draft(
        head=head, sections=list(zip(openings, bodies, strict=True)), bare="nothing at all\n"
    )


def _text(staged: Staged) -> str:
    return Path(staged.path).read_text(encoding="utf-8")


def test_a_piece_alone_is_the_file(tmp_path: Path) -> None:
    """What one source gives is written once; sections without texts are left out."""
    with staging(str(tmp_path / "out")) as stage:
        piece = stage.add(_draft("head é\n", ["a\n", "b\n"], [], ["c\n"]))
        whole = stage.joined("unused", [piece])

        assert "head é\nopening 0\na\nb\nopening 2\nc\n" == _text(whole)
        assert hashlib.sha256(_text(whole).encode()).hexdigest() == whole.digest


def test_pieces_are_joined_section_by_section(tmp_path: Path) -> None:
    """Each section is opened once, and has the texts of all pieces in their order."""
    with staging(str(tmp_path / "out")) as stage:
        pieces = [
            stage.add(_draft("first é\n", [], ["b1\n"], ["ü1\n"])),
            stage.add(_draft("second\n", [], [], [])),
            stage.add(_draft("third\n", [], ["b3\n"], [])),
        ]

        assert "all\nopening 1\nb1\nb3\nopening 2\nü1\n" == _text(stage.joined("all\n", pieces))


def test_pieces_without_texts_are_bare(tmp_path: Path) -> None:
    """Where no section has anything, what stands for nothing is written once."""
    with staging(str(tmp_path / "out")) as stage:
        pieces = [stage.add(_draft("head\n", [], [])) for _ in range(2)]

        assert "head\nnothing at all\n" == _text(pieces[0].staged)
        assert "all\nnothing at all\n" == _text(stage.joined("all\n", pieces))


def test_staged_files_are_put_in_place(tmp_path: Path) -> None:
    """A folder is made of them, listed by their digests, and nothing is left beside it."""
    out = tmp_path / "not" / "yet" / "out"
    with staging(str(out)) as stage:
        files = {"a.yml": stage.add(_draft("head\n", ["a\n"])).staged, "b.yml": b"b"}
        changes = write(str(out), files, adopt=False, say=print, before=lambda: None)

    assert ("a.yml", "b.yml") == changes.added
    assert "head\nopening 0\na\n" == (out / "a.yml").read_text(encoding="utf-8")
    assert [tmp_path / "not"] == list(tmp_path.iterdir())


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    """A staged file that equals the one in place changes nothing."""
    out = tmp_path / "out"
    for _ in range(2):
        with staging(str(out)) as stage:
            files = {"a.yml": stage.add(_draft("head\n", ["a\n"])).staged}
            changes = write(str(out), files, adopt=False, say=print, before=lambda: None)

    assert (False, ("a.yml",)) == (changes.any, changes.unchanged)


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    """The folder is gone, whatever happened while it was there."""

    def fail() -> None:
        with staging(str(tmp_path / "out")) as stage:
            stage.add(_draft("head\n", ["a\n"]))
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert [] == list(tmp_path.iterdir())


def test_what_a_dead_run_left_is_cleared_away(tmp_path: Path) -> None:
    """A folder that nobody holds is removed; that of a run that goes on is not."""
    for name in ("dead", "alive"):
        (tmp_path / f".o11y-staged-{name}").mkdir()
        (tmp_path / f".o11y-staged-{name}" / "1-0").write_text("x", encoding="utf-8")
    held = os.open(tmp_path / ".o11y-staged-alive", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)

    with staging(str(tmp_path / "out")):
        pass
    os.close(held)

    assert [tmp_path / ".o11y-staged-alive"] == list(tmp_path.iterdir())
