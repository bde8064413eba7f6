"""Every transcript in transcripts/ holds."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from observability.io.starter import start

sys.path.insert(0, str(Path(__file__).parent))
from transcript import matches, parse, run

FILES = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_transcript(file: Path, tmp_path: Path) -> None:
    """What is typed prints what the transcript says."""
    text = file.read_text()
    if "o11y test" in text and not (shutil.which("promtool") and shutil.which("amtool")):
        pytest.skip("promtool or amtool is not installed")
    folder = tmp_path / "shop"
    start(str(folder), "0")
    for step in parse(text):
        if step.path:
            (folder / step.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / step.path).write_text(step.text)
            continue
        actual = run(step.text, folder)
        shown = "\n".join(["$ " + step.text, *actual])

        assert matches(step.expected, actual), shown
