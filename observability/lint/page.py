"""What the docstring of a rule says, taken apart."""

from __future__ import annotations

import re
import textwrap

import attrs

from observability.lint.rules import Rule

__all__ = ["Page", "page"]

_SECTION = re.compile(r"^(Why|Source|Severity|Bad|Good):", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Page:
    """The explanation of a rule.

    Args:
        rule: Its id.
        title: What it finds, in one sentence.
        why: Why that is bad.
        origin: Where that is written.
        severity: How bad it is.
        bad: Examples in which it finds something, in the words of ``tests/lint/vocabulary.py``.
        good: The same examples, put right.
    """

    rule: str
    title: str
    why: str
    origin: str
    severity: str
    bad: tuple[str, ...]
    good: tuple[str, ...]


def page(rule: Rule) -> Page:
    """Return the explanation of *rule*.

    Raises:
        KeyError: If its docstring lacks a section.
    """
    title, *rest = _SECTION.split(rule.__doc__ or "")
    sections: dict[str, list[str]] = {}
    for name, text in zip(rest[::2], rest[1::2], strict=True):
        sections.setdefault(name, []).append(text)
    return Page(
        rule=rule.RULE,
        title=title.strip(),
        why=_sentence(sections["Why"][0]),
        origin=_sentence(sections["Source"][0]),
        severity=_sentence(sections["Severity"][0]),
        bad=tuple(map(_code, sections["Bad"])),
        good=tuple(map(_code, sections["Good"])),
    )


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line if line.startswith("http") else line[:1].upper() + line[1:]


def _code(text: str) -> str:
    return textwrap.dedent(text).strip()
