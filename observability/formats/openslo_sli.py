"""The indicator of an OpenSLO object: its metrics, made the queries of a Sloth SLI."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import attrs

from observability.base.errors import Problem
from observability.base.quantity import decimal, number
from observability.formats.fixed_range import over_any_window
from observability.formats.place import Place
from observability.formats.sloth_spec import Events, Raw, Sli

__all__ = ["Notes", "Threshold", "read_sli"]

_TEXTS = ("query", "promql", "expr")
_OPERATORS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_STEP = "1m"


@attrs.frozen
class Notes:
    """What is wrong, and what is not carried over."""

    problems: list[Problem] = attrs.field(factory=list)
    warnings: list[Problem] = attrs.field(factory=list)


@attrs.frozen(kw_only=True)
class Threshold:
    """What an objective wants of a threshold metric."""

    op: Place
    value: Place


def read_sli(
    spec: Place, threshold: Threshold, find: Callable[[str, str], Place | None], notes: Notes
) -> Sli | None:
    """Return the indicator at *spec*; *find* returns an object by kind and name."""
    reader = _Reader(find=find, notes=notes)
    ratio, metric = spec.at("ratioMetric"), spec.at("thresholdMetric")
    if metric:
        return reader.threshold(metric, threshold)
    if ratio:
        return reader.ratio(ratio)
    notes.problems.append(spec.problem("the indicator has no ratioMetric and no thresholdMetric"))
    return None


@attrs.frozen(kw_only=True)
class _Reader:
    find: Callable[[str, str], Place | None]
    notes: Notes

    def ratio(self, ratio: Place) -> Sli | None:
        counter = ratio.at("counter").text.lower() != "false"
        raw = ratio.at("raw")
        if raw:
            query = self.query(raw, counter=False)
            success = ratio.at("rawType").text == "success"
            if not query:
                return None
            return Sli(raw=Raw(error_ratio_query=f"1 - ({query})" if success else query))
        total = self.query(ratio.at("total"), counter=counter)
        bad, good = ratio.at("bad"), ratio.at("good")
        part = self.query(bad or good, counter=counter)
        if not total or not part:
            return None
        if bad:
            return Sli(events=Events(error_query=part, total_query=total))
        return Sli(raw=Raw(error_ratio_query=f"1 - (\n  ({part})\n  /\n  ({total})\n)"))

    def threshold(self, metric: Place, wanted: Threshold) -> Sli | None:
        op = _OPERATORS.get(wanted.op.text)
        if op is None:
            listed = ", ".join(_OPERATORS)
            message = f"op {wanted.op.text!r} is none of {listed}"
            self.notes.problems.append(wanted.op.problem(message))
            return None
        try:
            limit: Decimal = decimal(wanted.value.text)
        except ValueError:
            message = f"value {wanted.value.text!r} is no number"
            self.notes.problems.append(wanted.value.problem(message))
            return None
        text = self.text(metric)
        if not text:
            return None
        good = f"({text}) {op} bool {number(limit)}"
        ratio = f"1 - avg_over_time(({good})[{{{{.window}}}}:{_STEP}])"
        return Sli(raw=Raw(error_ratio_query=ratio))

    def query(self, metric: Place, *, counter: bool) -> str:
        """Return the query of *metric* over any window; empty if it is wrong."""
        text = self.text(metric)
        if not text:
            return ""
        found = over_any_window(text, counter=counter)
        if found is None:
            message = "it can not be told over which window the query looks"
            hint = "write the range as [{{.window}}]"
            self.notes.problems.append(metric.problem(message, hint))
            return ""
        return found

    def text(self, metric: Place) -> str:
        """Return the query of *metric* as it is written; empty if it is none of Prometheus'."""
        source = metric.at("metricSource")
        kind = source.at("type") or self._type_of(source.at("metricSourceRef"))
        if kind and kind.text.lower() not in ("prometheus", "sloth"):
            message = f"the metric comes from {kind.text}, not from Prometheus"
            self.notes.problems.append(kind.problem(message))
            return ""
        for name in _TEXTS:
            if source.at("spec", name):
                return source.at("spec", name).text.strip()
        message = "the metric has no query"
        hint = "write metricSource: {type: Prometheus, spec: {query: …}}"
        self.notes.problems.append(metric.problem(message, hint))
        return ""

    def _type_of(self, name: Place) -> Place:
        found = self.find("DataSource", name.text) if name else None
        return found.at("spec", "type") if found is not None else name.at("type")
