"""The rules of many SLOs as text: what SLOs of one shape have in common is made and written once.

Of the first SLOs of a shape (the same names of labels, objective, kind of SLI) the rules are made
and written with stand-ins for all of its own texts. The text of any other SLO of that shape is
that text with its own ones in their places, each written as its place demands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from operator import itemgetter

import attrs

from observability.base.errors import Problem
from observability.formats.go_template import pieces, render
from observability.formats.sloth_spec import AlertMeta, Events, Raw, Sli, Slo
from observability.formats.sloth_validation import invalid
from observability.serialize.goyaml import scalar
from observability.serialize.goyaml_rules import RuleWriter
from observability.serialize.goyaml_scalar import plain_block
from observability.sloth import core
from observability.sloth.contrib import selector
from observability.sloth.document import selected
from observability.sloth.generate import Options, no_rules, rules
from observability.sloth.rule import Request, Rules

__all__ = ["Shapes"]

_MARK = "zq"
_STAND_IN = re.compile(r"zq(\d+)zq")
_QUERY = re.compile(r"zqq(\w+)qzq")
_RUN = re.compile("{(?:[^\n{}\0]*\0t\\d+\0){2,}[^\n{}\0]*}|(?:      [^\n\0]+: \0l\\d+\0\n){2,}")
"""Matchers in braces, and lines of labels."""
_GROUP_NAME = "sloth-slo-"
"""How the names of groups start: an id needs no quotes there, whichever it is."""
_IN_RULE = "      "
_COLUMN = 10
"""Where the expression of a rule starts, and what its further lines start with."""


class Shapes:
    """Makes the text of the rules of SLOs, by what *options* say; which kinds of rules is said too.

    Only SLOs without plugins have a shape; the rules of others are made and written one by one.
    """

    def __init__(self, options: Options, *, recordings: bool = True, alerts: bool = True) -> None:
        self.options = options
        self.wanted = {"recordings": recordings, "alerts": alerts}
        self.is_open = (
            options.default_plugins and not options.plugins and _MARK not in options.version
        )
        self.shapes: dict[Hashable, _Shape | None] = {}

    def text(self, request: Request) -> str | Problem:
        """Return the groups of the SLO of *request* as text, or what is wrong with it."""
        slo = request.slo
        if not self.is_open or slo.plugins or slo.overrides:
            return self._one(request)
        return invalid(slo, request.period) or self.written(request)

    def written(self, request: Request) -> str | Problem:
        """Return the groups of the valid SLO of *request*, which has no plugins, as text."""
        key = _key(request)
        if key not in self.shapes:
            text = self._one(request)
            if isinstance(text, str):
                self.shapes[key] = None  # of two the shape is worth its making
            return text
        shape = self.shapes[key]
        if shape is None:
            shape = self.shapes[key] = self._shape(request)
        return shape.text(request.slo)

    def _one(self, request: Request) -> str | Problem:
        made = rules(request, self.options)
        return made if isinstance(made, Problem) else self._written(made, RuleWriter())

    def _written(self, made: Rules, writer: RuleWriter) -> str:
        return writer.groups(selected(made, **self.wanted))

    def _shape(self, request: Request) -> _Shape:
        slo = _stand_in(request.slo)
        ids = dict(zip(request.ids, (slo.id, slo.service, slo.name), strict=True))
        stand_in = attrs.evolve(request, slo=slo, ids=ids, selector=selector(ids))
        made = no_rules(slo)
        for process in (core.sli_rules, core.metadata_rules, core.alert_rules):
            made = process(stand_in, made)
        holes = _Holes(len(_texts(slo)))
        return holes.shape(self._written(made, RuleWriter(holes.scalar)))


def _key(request: Request) -> Hashable:
    slo = request.slo
    return (
        request.period.milliseconds,
        request.info.spec,
        slo.objective,
        slo.sli.events is None,
        tuple(slo.labels),
        *(
            (one.disable, tuple(one.labels), tuple(one.annotations))
            for one in (slo.page, slo.ticket)
        ),
    )


def _texts(slo: Slo) -> list[str]:
    """Return the texts of *slo* that differ within a shape, in the order of their stand-ins."""
    found = [slo.id, slo.service, slo.name, *slo.labels.values()]
    for alert in (slo.page, slo.ticket):
        found += (alert.name, *alert.labels.values(), *alert.annotations.values())
    return found


def _stand_in(slo: Slo) -> Slo:
    """Return *slo* with a stand-in for each of its texts."""
    numbers = iter(range(len(_texts(slo))))

    def text() -> str:
        return f"{_MARK}{next(numbers)}{_MARK}"

    def alert(meta: AlertMeta) -> AlertMeta:
        return AlertMeta(
            disable=meta.disable,
            name=text(),
            labels={name: text() for name in meta.labels},
            annotations={name: text() for name in meta.annotations},
        )

    query = f"{_MARK}q{{{{.window}}}}q{_MARK}"
    id_, service, name = text(), text(), text()
    labels = {label: text() for label in slo.labels}
    page, ticket = alert(slo.page), alert(slo.ticket)
    events = None if slo.sli.events is None else Events(error_query=query, total_query=query)
    raw = None if slo.sli.raw is None or events else Raw(error_ratio_query=query)
    return Slo(
        id=id_,
        service=service,
        name=name,
        objective=slo.objective,
        labels=labels,
        sli=Sli(events=events, raw=raw),
        page=page,
        ticket=ticket,
    )


_Line = tuple[str, tuple[int, ...], int, str]
"""A scalar: a form with NUL for texts of the SLO (empty if it is one), the numbers of
these, its column and its indent."""


class _Holes:
    """Finds stand-ins among the values of rules, and numbers what is to be put in their places.

    First come the *count* texts themselves, then scalars that hold some, then queries by window.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.lines: dict[_Line, int] = {}
        self.windows: dict[str, int] = {}

    def scalar(self, value: str, column: int, indent: str) -> str:
        """Return *value* as a scalar, with a numbered hole for each stand-in."""
        query = _QUERY.search(value)
        if query is not None:
            return f"\0q{self.windows.setdefault(query[1], len(self.windows))}\0"
        if _STAND_IN.search(value) is None:
            return scalar(value, column, indent)
        block = plain_block(value, indent) if "\n" in value else None
        if block is not None:
            return _STAND_IN.sub("\0t\\1\0", block)
        if value.startswith(_GROUP_NAME):
            return _STAND_IN.sub("\0t\\1\0", value)
        numbers = tuple(int(one) for one in _STAND_IN.findall(value))
        form = _STAND_IN.sub("\0", value)
        line = ("" if form == "\0" else form, numbers, column, indent)
        return f"\0l{self.lines.setdefault(line, len(self.lines))}\0"

    def shape(self, text: str) -> _Shape:
        """Return the shape whose text, with numbered holes, is *text*."""
        starts = {"t": 0, "l": self.count, "q": self.count + len(self.lines)}
        starts["r"] = starts["q"] + len(self.windows)
        counted = Counter(_RUN.findall(text))
        often = [run for run, count in counted.items() if count > 1]
        runs = sorted(often, key=len, reverse=True)
        for number, run in enumerate(runs):
            text = text.replace(run, f"\0r{number}\0")
        return _Shape(
            count=self.count,
            form=_form(text, starts),
            runs=tuple(_form(run, starts) for run in runs),
            lines=tuple(self.lines),
            windows=tuple(self.windows),
        )


@attrs.frozen
class _Form:
    """A text in *parts*, every second of which is replaced by one that *pick* takes."""

    parts: list[str]
    pick: Callable[[list[str]], Sequence[str]]

    def filled(self, texts: list[str]) -> str:
        parts = self.parts.copy()
        parts[1::2] = self.pick(texts)
        return "".join(parts)


def _form(text: str, starts: Mapping[str, int]) -> _Form:
    parts = text.split("\0")
    return _Form(parts, _picker([starts[hole[0]] + int(hole[1:]) for hole in parts[1::2]]))


@attrs.define(kw_only=True)
class _Shape:
    """The text of an SLO as a *form* of all of its texts, its *lines*, its queries, and *runs*.

    A run is a form as well: matchers or labels that come back in rule after rule. *last* are the
    texts and the written lines of the SLO before, with which this one may have some in common.
    """

    count: int
    form: _Form
    runs: tuple[_Form, ...]
    lines: tuple[_Line, ...]
    windows: tuple[str, ...]
    last: tuple[Sequence[str | None], list[str]] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.last = [None] * self.count, [""] * len(self.lines)

    def text(self, slo: Slo) -> str:
        """Return the groups of *slo*."""
        texts = _texts(slo)
        before, written = self.last
        lines = [
            scalar(_filled(form, numbers, texts), column, indent)
            if form
            else old
            if texts[numbers[0]] == before[numbers[0]]
            else scalar(texts[numbers[0]], column, indent)
            for old, (form, numbers, column, indent) in zip(written, self.lines, strict=True)
        ]
        self.last = texts.copy(), lines
        texts += [*lines, *self.queries(slo.sli)]
        texts += [run.filled(texts) for run in self.runs]
        return self.form.filled(texts)

    def queries(self, sli: Sli) -> list[str]:
        """Return the expression of the SLI as it is written, for each window."""
        if not self.windows:
            return []
        query = core.ratio(sli)
        first = render(query, self.windows[0])
        if "\n" not in first or first[-1] != "\n" or plain_block(first, _IN_RULE) is None:
            return [scalar(render(query, one), _COLUMN, _IN_RULE) for one in self.windows]
        around = [one.replace("\n", f"\n{_IN_RULE}") for one in pieces(query)]
        around[0] = f"|\n{_IN_RULE}{around[0]}"
        around[-1] = around[-1][: -len(_IN_RULE) - 1]
        return [window.join(around) for window in self.windows]


def _picker(order: list[int]) -> Callable[[list[str]], Sequence[str]]:
    """Return what takes the texts at the places in *order*."""
    if len(order) > 1:
        return itemgetter(*order)
    return lambda texts: [texts[at] for at in order]


def _filled(form: str, numbers: tuple[int, ...], texts: list[str]) -> str:
    first, *rest = form.split("\0")
    return first + "".join([texts[at] + part for at, part in zip(numbers, rest, strict=True)])
