"""Rules whose texts are still to come: each place of a text is known, and how it is written there.

A text that is to come is stood in for by a character of its own, which no spec has: see `hole`. It
may be repeated, so that an expression breaks its lines as it will with a text of that length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Protocol

import attrs

from observability.base import naming
from observability.base.labels import Matcher
from observability.compile.plan import AlertingRule, RecordingRule
from observability.promql.expr import Expr, Selector
from observability.promql.printer import text as printed
from observability.promql.rewrite import rewrite
from observability.serialize.yaml import comment, string

__all__ = ["MOST", "Form", "RuleHoles", "has_hole", "hole"]

_FIRST = 0xE000
MOST = 0xF8FF - _FIRST
"""How many texts there may be."""
_HOLE = re.compile("[\ue000-\uf8ff]")
_RUN = re.compile("([\ue000-\uf8ff])\\1*")
_KEPT = 1000  # layouts of one expression, by the lengths of its texts
_BLOCK = "      "


def hole(number: int) -> str:
    """Return what stands for the text *number*."""
    return chr(_FIRST + number)


def has_hole(text: str) -> bool:
    """Tell whether a text could be taken for one that is to come."""
    return _HOLE.search(text) is not None


@attrs.frozen
class Form:
    """A text in *parts*, every second of which is replaced by one that *pick* takes."""

    parts: list[str]
    pick: Callable[[list[str]], Sequence[str]]

    @classmethod
    def of(cls, parts: list[str], numbers: list[int]) -> Form:
        """Return the form whose holes, in order, are for the texts with *numbers*."""
        if len(numbers) > 1:
            return cls(parts, itemgetter(*numbers))
        return cls(parts, lambda texts: [texts[at] for at in numbers])

    def filled(self, texts: list[str]) -> str:
        """Return the text with *texts* in its holes."""
        parts = self.parts.copy()
        parts[1::2] = self.pick(texts)
        return "".join(parts)


def _form(text: str) -> Form:
    parts = _RUN.split(text)
    return Form.of(parts, [ord(one) - _FIRST for one in parts[1::2]])


class _Line(Protocol):
    def text(self, texts: list[str]) -> str: ...


@attrs.frozen
class _Scalar:
    form: Form
    block: str

    def text(self, texts: list[str]) -> str:
        return string(self.form.filled(texts), self.block)


@attrs.frozen
class _Comment:
    form: Form

    def text(self, texts: list[str]) -> str:
        return comment(" ".join(self.form.filled(texts).split()), "  ")


@attrs.frozen
class _Expression:
    expr: Expr
    numbers: list[int]
    layouts: dict[tuple[int, ...], Form] = attrs.field(factory=dict)

    def text(self, texts: list[str]) -> str:
        lengths = tuple([len(texts[number]) for number in self.numbers])
        form = self.layouts.get(lengths)
        if form is None:
            form = self._laid_out(dict(zip(self.numbers, lengths, strict=True)))
            if len(self.layouts) < _KEPT:
                self.layouts[lengths] = form
        return form.filled(texts)

    def _laid_out(self, lengths: Mapping[int, int]) -> Form:
        def sized(found: re.Match[str]) -> str:
            return found[0] * lengths[ord(found[0]) - _FIRST]

        def change(selector: Selector) -> Selector:
            matchers = [
                Matcher(one.label, one.op, _HOLE.sub(sized, one.value)) for one in selector.matchers
            ]
            return attrs.evolve(selector, matchers=tuple(matchers))

        return _form(string(printed(rewrite(self.expr, change)), _BLOCK))


class RuleHoles:
    """Writes rules, with a numbered mark for each line in which a text is to come."""

    def __init__(self, slot: str) -> None:
        self.slot = slot
        self.lines: list[_Line] = []
        self._known: dict[tuple[str, str], int] = {}

    def section(self, rules: Iterable[RecordingRule | AlertingRule]) -> Form:
        """Return *rules* as a form of the lines."""
        parts = "".join(map(self._rule, rules)).split("\0")
        return Form.of(parts, list(map(int, parts[1::2])))

    def _rule(self, rule: RecordingRule | AlertingRule) -> str:
        text = self._comment(rule.comment) if rule.comment else ""
        if isinstance(rule, RecordingRule):
            text += f"  - record: {self._scalar(rule.record, _BLOCK)}\n"
            text += f"    expr: {self._expr(rule.expr)}\n"
            return text + (self._texts("labels", rule.labels) if rule.labels else "")
        text += f"  - alert: {self._scalar(rule.alert, _BLOCK)}\n"
        text += f"    expr: {self._expr(rule.expr)}\n"
        text += f"    for: {rule.hold}\n" if rule.hold else ""
        return (
            text + self._texts("labels", rule.labels) + self._texts("annotations", rule.annotations)
        )

    def _texts(self, name: str, texts: Mapping[str, str]) -> str:
        lines = [f"    {name}:\n"]
        for key, value in texts.items():
            shown = self.slot if key == naming.SLO_SLOT else value
            lines.append(f"      {string(key, '')}: {self._scalar(shown, f'{_BLOCK}  ')}\n")
        return "".join(lines)

    def _scalar(self, value: str, block: str) -> str:
        if not has_hole(value):
            return string(value, block)
        known = self._known.get((value, block))
        if known is None:
            known = self._known[value, block] = self._add(_Scalar(_form(value), block))
        return f"\0{known}\0"

    def _comment(self, value: str) -> str:
        return (
            f"\0{self._add(_Comment(_form(value)))}\0" if has_hole(value) else comment(value, "  ")
        )

    def _expr(self, expr: Expr) -> str:
        numbers = sorted({ord(one) - _FIRST for one in _HOLE.findall(printed(expr))})
        if not numbers:
            return string(printed(expr), _BLOCK)
        return f"\0{self._add(_Expression(expr, numbers))}\0"

    def _add(self, line: _Line) -> int:
        self.lines.append(line)
        return len(self.lines) - 1
