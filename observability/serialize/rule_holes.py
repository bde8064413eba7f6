"""Rules whose texts are still to come: each place of a text is known, and how it is written there.

A text that is to come is stood in for by a character of its own, which no spec has: see `hole`.
Where an expression breaks its lines depends on how long its texts are: each layout is kept with the
lengths that it holds for.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Protocol

import attrs

from observability.base import naming
from observability.compile.plan import AlertingRule, RecordingRule
from observability.promql.expr import Expr, Selector
from observability.promql.printer import text as printed
from observability.promql.rewrite import rewrite
from observability.serialize.yaml import comment, string

__all__ = ["MOST", "Form", "RuleHoles", "has_hole", "hole", "metric"]

_FIRST = 0xE000
MOST = 0xF8FF - _FIRST
"""How many texts there may be."""
_HOLE = re.compile("[\ue000-\uf8ff]")
_PARTS = re.compile("([\ue000-\uf8ff])")
_MARK = "zq"
_METRIC = re.compile(r"zq(\d+)zq")
_KEPT = 50  # layouts of one expression
_BLOCK = "      "


def hole(number: int) -> str:
    """Return what stands for the text *number*."""
    return chr(_FIRST + number)


def metric(number: int) -> str:
    """Return what stands for the text *number* where it is the name of a metric, or its start."""
    return f"{_MARK}{number}{_MARK}"


def has_hole(text: str) -> bool:
    """Tell whether a part of *text* could be taken for one that is to come."""
    return _HOLE.search(text) is not None or _MARK in text


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
    parts = _PARTS.split(text)
    return Form.of(parts, [ord(one) - _FIRST for one in parts[1::2]])


def _unmarked(selector: Selector) -> Selector:
    """Return *selector* with a character for the name of its metric, as for all other texts."""
    name = _METRIC.sub(lambda found: hole(int(found[1])), selector.metric)
    return attrs.evolve(selector, metric=name)


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
class _Layout:
    """The lines of an expression, for as long as texts together are as long as *ranges* say.

    A range is the numbers of texts, how long they are at least, and from when on they are too long.
    """

    form: Form
    ranges: list[tuple[tuple[int, ...], int, int]]

    def suits(self, lengths: list[int]) -> bool:
        """Tell whether an expression with texts of these *lengths* has these lines."""
        for numbers, least, most in self.ranges:
            if not least <= sum([lengths[number] for number in numbers]) < most:
                return False
        return True


@attrs.frozen
class _Expression:
    expr: Expr
    layouts: list[_Layout] = attrs.field(factory=list)

    def text(self, texts: list[str]) -> str:
        lengths = list(map(len, texts))
        for layout in self.layouts:
            if layout.suits(lengths):
                return layout.form.filled(texts)
        layout = self._laid_out(lengths)
        if len(self.layouts) < _KEPT:
            self.layouts.append(layout)
        return layout.form.filled(texts)

    def _laid_out(self, lengths: list[int]) -> _Layout:
        ranges: dict[tuple[int, ...], tuple[int, int]] = {}

        def fits(line: str, width: int) -> bool:
            numbers = tuple(sorted([ord(one) - _FIRST for one in _HOLE.findall(line)]))
            limit = width - (len(line) - len(numbers)) + 1  # from here on it is too long
            least, most = ranges.get(numbers, (0, sys.maxsize))
            is_short = sum([lengths[number] for number in numbers]) < limit
            ranges[numbers] = (least, min(most, limit)) if is_short else (max(least, limit), most)
            return is_short

        form = _form(string(printed(self.expr, fits=fits), _BLOCK))
        return _Layout(form, [(numbers, *one) for numbers, one in ranges.items() if numbers])


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
        if _HOLE.search(value) is None:
            return string(value, block)
        known = self._known.get((value, block))
        if known is None:
            known = self._known[value, block] = self._add(_Scalar(_form(value), block))
        return f"\0{known}\0"

    def _comment(self, value: str) -> str:
        if _HOLE.search(value) is None:
            return comment(value, "  ")
        return f"\0{self._add(_Comment(_form(value)))}\0"

    def _expr(self, marked: Expr) -> str:
        expr = rewrite(marked, _unmarked)
        text = printed(expr)
        if _HOLE.search(text) is None:
            return string(text, _BLOCK)
        return f"\0{self._add(_Expression(expr))}\0"

    def _add(self, line: _Line) -> int:
        self.lines.append(line)
        return len(self.lines) - 1
