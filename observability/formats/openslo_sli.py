"""The indicator of an OpenSLO object: its metrics, made the queries of a Sloth SLI."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import attrs

from observability.base.quantity import decimal, number
from observability.formats.fixed_range import over_any_window
from observability.formats.openslo_notes import Notes
from observability.formats.openslo_slices import Slicing
from observability.formats.place import Place
from observability.formats.sloth_spec import Events, Raw, Sli

__all__ = ["Threshold", "read_sli"]

_TEXTS = ("query", "promql", "expr")
_OPERATORS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_STEP = "1m"


@attrs.frozen(kw_only=True)
class Threshold:
    """What an objective wants of a threshold metric."""

    op: Place
    value: Place


def read_sli(
    spec: Place,
    threshold: Threshold,
    slicing: Slicing,
    find: Callable[[str, str], Place | None],
    notes: Notes,
) -> Sli | None:
    """Return the indicator at *spec*; *find* returns an object by kind and name."""
    reader = _Reader(find=find, notes=notes, slicing=slicing)
    ratio, metric = spec.at("ratioMetric"), spec.at("thresholdMetric")
    if metric:
        return reader.threshold(metric, threshold)
    if ratio:
        return reader.ratio(ratio)
    notes.wrong(spec, "the indicator has no ratioMetric and no thresholdMetric")
    return None


@attrs.frozen(kw_only=True)
class _Reader:
    find: Callable[[str, str], Place | None]
    notes: Notes
    slicing: Slicing

    def ratio(self, ratio: Place) -> Sli | None:
        counter = ratio.at("counter").text.lower() != "false"
        raw = ratio.at("raw")
        if raw:
            return self.stored(raw, success=ratio.at("rawType").text == "success")
        total = self.query(ratio.at("total"), counter=counter)
        bad, good = ratio.at("bad"), ratio.at("good")
        if bad and good:
            self.notes.left_out(good, "good", "bad is given, too, and counts")
        part = self.query(bad or good, counter=counter)
        if not total or not part:
            return None
        if self.slicing:
            # A series that does not exist yet has counted nothing: its slices are judged, too.
            part = f"({part}) or 0 * ({total})"
        elif bad:
            return Sli(events=Events(error_query=part, total_query=total))
        share = f"(\n  ({part})\n  /\n  ({total})\n)"
        return self.share(share if bad else f"1 - {share}")

    def stored(self, raw: Place, *, success: bool) -> Sli | None:
        """Return the indicator of a ratio that is there already."""
        text = self.text(raw)
        query = over_any_window(text, counter=False) if text else ""
        if query is None and "[" not in text and not self.slicing:
            query = f"avg_over_time(({text})[{{{{.window}}}}:{_STEP}])"
            self.notes.odd(raw, "the ratio is one of a moment, so its mean over time is taken")
        query = text if query is None and "[" not in text else query
        if query is None:
            self.unclear(raw)
        if not query:
            return None
        return self.share(f"1 - ({query})" if success else query)

    def share(self, ratio: str) -> Sli:
        """Return the indicator whose error ratio over any window is *ratio*."""
        return Sli(raw=Raw(error_ratio_query=self.slicing.over(ratio)))

    def threshold(self, metric: Place, wanted: Threshold) -> Sli | None:
        op = _OPERATORS.get(wanted.op.text)
        if op is None:
            listed = ", ".join(_OPERATORS)
            self.notes.wrong(wanted.op, f"op {wanted.op.text!r} is none of {listed}")
            return None
        try:
            limit: Decimal = decimal(wanted.value.text)
        except ValueError:
            self.notes.wrong(wanted.value, f"value {wanted.value.text!r} is no number")
            return None
        text = self.text(metric)
        if not text:
            return None
        good = f"({text}) {op} bool {number(limit)}"
        return self.share(f"1 - avg_over_time(({good})[{{{{.window}}}}:{_STEP}])")

    def query(self, metric: Place, *, counter: bool) -> str:
        """Return the query of *metric* over any window; empty if it is wrong."""
        text = self.text(metric)
        if not text:
            return ""
        found = over_any_window(text, counter=counter)
        if found is None:
            self.unclear(metric)
        return found or ""

    def unclear(self, metric: Place) -> None:
        message = "it can not be told over which window the query looks"
        self.notes.wrong(metric, message, "write the range as [{{.window}}]")

    def text(self, metric: Place) -> str:
        """Return the query of *metric* as it is written; empty if it is none of Prometheus'."""
        source = metric.at("metricSource")
        kind = source.at("type") or self._type_of(source.at("metricSourceRef"))
        if kind and kind.text.lower() not in ("prometheus", "sloth"):
            self.notes.wrong(kind, f"the metric comes from {kind.text}, not from Prometheus")
            return ""
        for name in _TEXTS:
            if source.at("spec", name):
                return source.at("spec", name).text.strip()
        hint = "write metricSource: {type: Prometheus, spec: {query: …}}"
        self.notes.wrong(metric, "the metric has no query", hint)
        return ""

    def _type_of(self, name: Place) -> Place:
        found = self.find("DataSource", name.text) if name else None
        return found.at("spec", "type") if found is not None else name.at("type")
