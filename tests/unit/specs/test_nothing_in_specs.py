"""Files that promise nothing: told, and what was made before is left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability.base.duration import days
from observability.base.errors import LoadError
from observability.specs.convert import convert
from observability.specs.read import Choice, read

CHOICE = Choice(period=days(30))


@pytest.mark.parametrize("text", ["", "# later\n", "---\n---\n"])
@pytest.mark.parametrize("engine", ["exact", "sloth"])
def test_rules_are_not_lost_to_an_empty_file(tmp_path: Path, text: str, engine: str) -> None:
    """An emptied file would take every alert of its service away."""
    spec, out = tmp_path / "slos.yml", tmp_path / "rules"
    spec.write_text(text, encoding="utf-8")

    with pytest.raises(LoadError, match=r"slos\.yml: no SLO in it"):
        convert(str(spec), str(out), engine, CHOICE, adopt_files=False, say=print)

    assert not out.exists()


def test_an_empty_file_is_no_report(tmp_path: Path) -> None:
    """Nor anything to import."""
    spec = tmp_path / "slos.yml"
    spec.write_text("", encoding="utf-8")

    with pytest.raises(LoadError, match=r"slos\.yml: no SLO in it"):
        read(str(spec), CHOICE)
