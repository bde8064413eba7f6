"""Regular expressions of Go: the verdicts and the matches are those of Go's own package."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from observability.base.errors import FormatError
from observability.formats.go_regex import go_regex

_PROGRAM = """\
package main

import (
	"encoding/json"
	"os"
	"regexp"
)

func main() {
	var asked struct{ Patterns, Texts []string }
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	told := []any{}
	for _, one := range asked.Patterns {
		pattern, err := regexp.Compile(one)
		if err != nil {
			told = append(told, err.Error())
			continue
		}
		found := []bool{}
		for _, text := range asked.Texts {
			found = append(found, pattern.MatchString(text))
		}
		told = append(told, found)
	}
	json.NewEncoder(os.Stdout).Encode(told)
}
"""
_TEXTS = [
    "",
    "a",
    "A",
    "ab/C.yml",
    "specs/team-1/a_b.yaml",
    "\n",
    "a\nb",
    "ä\\é",
    "s",
    "K",
    "\u017f\u212a",
    "-]x{2}^$",
    "\x0b ",
]
_PARTS = [
    *"aAb/.é-_]{}(()),|*+?^$^$0",
    "\n",
    *(r"\d", r"\D", r"\s", r"\S", r"\w", r"\W", r"\b", r"\B", r"\A", r"\z", r"\Z", r"\C", r"\_"),
    *(
        r"\.",
        r"\/",
        r"\n",
        r"\v",
        r"\101",
        r"\1",
        r"\08",
        r"\x41",
        r"\x{e9}",
        r"\x4",
        r"\x{110000}",
    ),
    *(
        r"\pL",
        r"\PL",
        r"\p{Lu}",
        r"\p{^Lu}",
        r"\p{Any}",
        r"\p",
        r"\p{Nope}",
        r"\Q.a\E",
        r"\Q*",
        "\\",
    ),
    *(
        "(?i)",
        "(?i:",
        "(?s)",
        "(?m)",
        "(?U)",
        "(?-i)",
        "(?i-s:",
        "(?-)",
        "(?z)",
        "(?:",
        "(?",
        "(?i",
    ),
    *("(?P<n>", "(?<n>", "(?P<n", "(?P<n m>", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?>a)", "a++"),
    *("{2}", "{0,2}", "{,2}", "{2,1}", "{1001}", "{1000}", "{02}", "{2", "*?", "+?", "??", "{1,}?"),
    *(
        "[a-c]",
        "[^a]",
        "[]a]",
        "[^]a]",
        "[a-]",
        "[-a]",
        "[c-a]",
        "[a",
        "[[:alpha:]]",
        "[[:^word:]x]",
    ),
    *(
        r"[\d-z]",
        r"[a-\d]",
        r"[\D]",
        r"[^\s]",
        "[[:no:]]",
        "[[a]",
        r"[\pL]",
        r"[^\PL]",
        r"[\]]",
        "[.]",
    ),
    *(
        "[^\\x00-\\x{10FFFF}]",
        "[a-c-e]",
        "(a{500}){3}",
        "(?i)k",
        "(?i)s",
        "a|",
        "|b",
        "()",
        "(|a)+",
    ),
    *(r"(?i)\W", r"(?i)[\W]", r"(?i)[^\W]", r"(?i)\p{^Lu}", r"(?i)[[:^word:]]", r"(?i)[^k]"),
]


def _patterns() -> list[str]:
    """Every part alone, and many together; the same ones each time."""
    dice = random.Random(1)  # noqa: S311 - no secret
    return _PARTS + ["".join(dice.choices(_PARTS, k=dice.randint(2, 6))) for _ in range(6000)]


def _told(pattern: str) -> str | list[bool]:
    try:
        made = go_regex(pattern)
    except FormatError as error:
        return str(error)
    return [made.search(text) is not None for text in _TEXTS]


@pytest.mark.skipif(shutil.which("go") is None, reason="go is not on PATH")
@pytest.mark.slow
def test_the_verdicts_are_those_of_go(tmp_path: Path) -> None:
    """What is refused and why, and what matches, of thousands of expressions."""
    (tmp_path / "main.go").write_text(_PROGRAM)
    patterns = _patterns()
    done = subprocess.run(
        ["go", "run", str(tmp_path / "main.go")],
        input=json.dumps({"Patterns": patterns, "Texts": _TEXTS}),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    expected = dict(zip(patterns, json.loads(done.stdout), strict=True))

    assert expected == {one: _told(one) for one in patterns}
