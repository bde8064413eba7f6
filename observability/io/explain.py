"""Python's own errors in a definition file, in the words of definitions."""

from __future__ import annotations

import re

import attrs

import observability
from observability.model.check import nearest

__all__ = ["explain"]

_UNKNOWN = re.compile(r"(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'")
_MISSING = re.compile(r"(\w+)\.__init__\(\) missing \d+ required keyword-only arguments?: (.*)")
_POSITIONAL = re.compile(r"(\w+)\.__init__\(\) takes 1 positional argument but")


def explain(error: BaseException) -> tuple[str, str, str]:
    """Return what is wrong, the keyword it is about (or nothing), and what to write instead."""
    text = str(error)
    if isinstance(error, TypeError):
        return _call(text) or (f"TypeError: {text}", "", "")
    if isinstance(error, NameError) and error.name in observability.__all__:
        return f"{error.name} is not imported", "", f"add: from observability import {error.name}"
    if isinstance(error, ModuleNotFoundError):
        return f"there is no module {error.name!r}", "", "check the name and the folder"
    if isinstance(error, ImportError) and error.name == "observability":
        return _unknown_export(text)
    if isinstance(error, SystemExit):
        return "the file ends the program", "", "take exit() out: a definition file only defines"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__, "", ""


def _call(text: str) -> tuple[str, str, str] | None:
    if found := _UNKNOWN.match(text):
        kind, word = found.groups()
        fields = _fields(kind)
        near = nearest(word, fields)
        hint = f"did you mean {near!r}?" if near else f"its keywords are {', '.join(fields)}"
        return f"{kind} has no keyword {word!r}", word, hint
    if found := _MISSING.match(text):
        kind, words = found.groups()
        wanted = ", ".join(f"{word}=…" for word in re.findall(r"'(\w+)'", words))
        return f"{kind} needs {wanted}", "", f"add {wanted}"
    if found := _POSITIONAL.match(text):
        kind = found[1]
        return f"{kind} takes keywords only", "", f"name each value: {', '.join(_fields(kind))}"
    return None


def _fields(kind: str) -> list[str]:
    made = getattr(observability, kind, None)
    if not isinstance(made, type) or not attrs.has(made):
        return []
    return [one.alias or one.name for one in attrs.fields(made) if one.init]


def _unknown_export(text: str) -> tuple[str, str, str]:
    found = re.search(r"cannot import name '(\w+)'", text)
    word = found[1] if found else ""
    near = nearest(word, observability.__all__)
    hint = f"did you mean {near!r}?" if near else "see docs/model.md for what there is"
    return f"observability has no {word!r}", "", hint
