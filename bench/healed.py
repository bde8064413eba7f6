"""What the healing rules find in a month, evaluated hour after hour."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from design import Rule
from history import write_lines
from replay import LOOKBACK, Found, Work, evaluated, lines_of
from servers import running

BACK = 3 * 3600  # seconds that a healing rule looks back, at what it found before among others
_SERVICE = "sloth_service"


def heal(home: Path, rules: Sequence[Rule], span: tuple[int, int]) -> dict[str, tuple[int, ...]]:
    """Add to *home* what *rules* record in *span*; return when each service was healed.

    What is found in an hour depends on what was found in the three before. So an hour is settled
    as soon as those before it hold nothing that is not written yet; a few rounds settle them all.
    In the end everything is evaluated once more: hours without a find must stay so.
    """
    total, errors = (
        [one for one in rules if one.record == name]
        for name in dict.fromkeys(one.record for one in rules)
    )
    settled: dict[str, dict[int, str]] = {}
    while True:
        found = _all(home, total, span)
        fresh = _some(
            {labels: _ready(values, settled.get(labels, {})) for labels, values in found.items()}
        )
        if not fresh:
            break
        for labels, values in fresh.items():
            settled.setdefault(labels, {}).update(values)
        _write(home, total[0].record, fresh)
        hours = {labels: dict(values) for labels, values in fresh.items()}
        lost = {
            labels: [one for one in values if one[0] in hours.get(labels, ())]
            for labels, values in _all(home, errors, span).items()
        }
        _write(home, errors[0].record, _some(lost))
    again = [labels for labels, values in found.items() if _more(values, settled[labels])]
    if again:
        raise RuntimeError(f"more is found where nothing was: {again}")
    return {
        labels.partition(f'{_SERVICE}="')[2].partition('"')[0]: tuple(
            at for at, value in sorted(values.items()) if float(value)
        )
        for labels, values in settled.items()
    }


def _some(found: Found) -> Found:
    return {labels: values for labels, values in found.items() if values}


def _ready(values: list[tuple[int, str]], known: dict[int, str]) -> list[tuple[int, str]]:
    """Return the hours that can be settled: the three before hold nothing unsettled but zeros."""
    pending = [at for at, value in values if at not in known and float(value)]
    return [
        (at, value)
        for at, value in values
        if at not in known and not any(at - BACK <= other < at for other in pending)
    ]


def _more(values: list[tuple[int, str]], known: dict[int, str]) -> bool:
    return any(float(value) and not float(known[at]) for at, value in values)


def _all(home: Path, rules: Sequence[Rule], span: tuple[int, int]) -> Found:
    found: Found = {}
    with running(home, LOOKBACK) as server:
        for rule in rules:
            found |= evaluated(server, Work(rule=rule, spans=(span,)))
    return found


def _write(home: Path, name: str, found: Found) -> None:
    write_lines(home, [f"# TYPE {name} gauge\n", *lines_of(name, found)])
