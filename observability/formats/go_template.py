"""Go's text templates, as far as a Sloth query uses them: the window, and nothing else.

`{{.window}}` may be written with spaces and trim marks; a comment and a quoted text are taken as
well. Anything else could mean what only Go can tell, and is refused by name.
Source: https://pkg.go.dev/text/template
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["TemplateError", "has_window", "pieces", "render"]

_WINDOW = re.compile(r"\{\{ *\.window *\}\}")
_ACTION = re.compile(
    r"\{\{(?P<left>-(?=[ \t\r\n]))?\s*"
    r"(?P<body>\.window|/\*.*?\*/|\"(?:[^\"\\\n]|\\[\"\\nt])*\"|`[^`]*`)"
    r"\s*(?P<right>(?<=[ \t\r\n])-)?\}\}",
    re.DOTALL,
)
_PLAIN_ESCAPES = {'\\"': '"', "\\\\": "\\", "\\n": "\n", "\\t": "\t"}
_SPACE = " \t\r\n"


class TemplateError(ValueError):
    """A query holds a template action that is not understood here."""


def has_window(query: str) -> bool:
    """Tell whether *query* holds the window where Sloth looks for it."""
    return "{{.window}}" in query or _WINDOW.search(query) is not None


def render(query: str, window: str) -> str:
    """Return *query* for *window*.

    Raises:
        TemplateError: If it holds anything but the window.
    """
    return window.join(pieces(query))


@lru_cache(maxsize=256)
def pieces(query: str) -> tuple[str, ...]:
    """Return what stands between the windows in *query*.

    Raises:
        TemplateError: If it holds anything but the window.
    """
    for parts in (query.split("{{.window}}"), _WINDOW.split(query)):
        if not any("{{" in part for part in parts):
            return tuple(parts)
    return _careful(query)


def _careful(query: str) -> tuple[str, ...]:
    done: list[str] = [""]
    rest, trims = query, False
    while True:
        before, mark, _ = rest.partition("{{")
        text = before.lstrip(_SPACE) if trims else before
        if not mark:
            done[-1] += text
            return tuple(done)
        found = _ACTION.match(rest, len(before))
        if found is None:
            raise TemplateError(_reason(rest[len(before) :]))
        done[-1] += text.rstrip(_SPACE) if found["left"] else text
        body = found["body"]
        if body == ".window":
            done.append("")
        elif not body.startswith("/*"):
            done[-1] += _literal(body)
        trims = found["right"] is not None
        rest = rest[found.end() :]


def _literal(body: str) -> str:
    if body.startswith("`"):
        return body[1:-1]
    return re.sub(r"\\.", lambda one: _PLAIN_ESCAPES[one[0]], body[1:-1])


def _reason(text: str) -> str:
    end = text.find("}}")
    if end < 0:
        return "template: unclosed action"
    return f"template: only {{{{.window}}}} is understood, not {text[: end + 2][:80]}"
