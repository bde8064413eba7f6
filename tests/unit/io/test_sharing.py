"""Work in two processes is the same work, in the same order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from observability import app_sloth
from observability.app_sloth import Specs
from observability.io.errors import WriteError
from observability.io.sharing import shared
from observability.sloth.generate import Options

SPEC = """\
version: prometheus/v1
service: shop{number}
slos:
  - name: availability
    objective: {objective}
    surprise: 1
    sli:
      raw:
        error_ratio_query: a[{{{{.window}}}}]
    alerting:
      page_alert: {{disable: true}}
      ticket_alert: {{disable: true}}
"""


@pytest.mark.parametrize("count", range(6))
def test_order_is_kept(count: int) -> None:
    """Whichever process did it, each result stands where its item stood."""
    items = list(range(count))

    assert [(one, one * one) for one in items] == shared(
        lambda some: [(one, one * one) for one in some], items, lambda _: None
    )


def test_two_processes_work() -> None:
    """Every second item is worked on elsewhere."""
    here, there = shared(lambda some: [os.getpid() for _ in some], [1, 2], lambda _: None)

    assert here == os.getpid()
    assert here != there


def test_a_process_that_fails_is_stood_in_for() -> None:
    """What the other process could not do is done here."""
    own = os.getpid()

    def work(some: Sequence[int]) -> list[int]:
        if os.getpid() != own:
            raise WriteError("no")
        return list(some)

    assert [1, 2, 3] == shared(work, [1, 2, 3], lambda _: None)


def test_what_was_made_elsewhere_is_undone() -> None:
    """If the work fails here, what the other process made is given back to be removed."""
    own = os.getpid()
    undone: list[int] = []

    def work(some: Sequence[int]) -> list[int]:
        if os.getpid() == own:
            raise WriteError("no")
        return list(some)

    with pytest.raises(WriteError):
        shared(work, [1, 2, 3, 4], undone.extend)

    assert [2, 4] == undone


def _generate(specs: Path, out: Path) -> app_sloth.Generated:
    return app_sloth.generate_specs(
        Specs(path=str(specs)),
        str(out),
        Options(version="v"),
        recordings=True,
        alerts=True,
        multi_document=False,
    )


def _write(folder: Path, objectives: Sequence[str]) -> None:
    (folder / "deep").mkdir(parents=True)
    for number, objective in enumerate(objectives):
        name = f"{'deep/' if number % 2 else ''}{number}.yml"
        (folder / name).write_text(SPEC.format(number=number, objective=objective))


def _told(made: app_sloth.Generated) -> list[str]:
    return [str(one) for one in (*made.warnings, *made.problems)]


@pytest.mark.parametrize("objectives", [["99", "99.9", "99", "50"], ["99", "x", "200", "1", "0"]])
def test_rules_are_the_same(
    objectives: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files, warnings and problems do not depend on how many processes there are."""
    specs, one, two = (tmp_path / name for name in ("specs", "one", "two"))
    _write(specs, objectives)
    found = []
    for out, pays in ((one, False), (two, True)):
        out.mkdir()
        monkeypatch.setattr(app_sloth, "pays", lambda _, pays=pays: pays)
        told = _told(_generate(specs, out))
        files = {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*.yml")}
        found.append((told, files, sorted(path.name for path in out.rglob("*"))))

    assert found[0] == found[1]
    assert found[0][0]


def test_nothing_is_left_if_a_file_can_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder in the way of one file stops all of them, in both processes."""
    specs, out = tmp_path / "specs", tmp_path / "out"
    _write(specs, ["99"] * 6)
    (out / "2.yml").mkdir(parents=True)
    monkeypatch.setattr(app_sloth, "pays", lambda _: True)

    with pytest.raises(WriteError, match="is a directory"):
        _generate(specs, out)

    assert ["2.yml"] == [path.name for path in out.rglob("*")]
