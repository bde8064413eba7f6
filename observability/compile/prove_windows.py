"""Proof of the rules that serve all SLOs: one SLO's data never silence another, pages are kept.

Every join is tried with a second series on its "one" side, as comes of a changed label, a second
Prometheus or a second ruler. A rule that fails for one SLO would fail for all.
"""

from __future__ import annotations

from decimal import Decimal

from observability.base import naming
from observability.base.duration import Duration, hours, minutes
from observability.base.labels import EMPTY, Labels
from observability.compile.plan import ExpectedSample, InputSeries, TestCase

__all__ = ["EVALUATION", "window_cases"]

EVALUATION = minutes(4)  # below the five minutes for which Prometheus looks back
_STEP = minutes(1)
_HOUR = hours(1)
_BURNING, _HEALTHY = "burning", "healthy"
_JOINED = (naming.PAGE, naming.TICKET, naming.CURRENT_BURN, naming.PERIOD_BURN)


def window_cases() -> tuple[TestCase, ...]:
    """Return the cases; they do not depend on any definition."""
    return (
        *(_twice(record) for record in (naming.ERROR_BUDGET, naming.TOTAL_RATE)),
        _one_without_budget(),
        _kept(),
        _let_go(),
        _forgotten(),
        _no_traffic(),
        _remembered(),
    )


def _ids(name: str, extra: Labels = EMPTY) -> Labels:
    return Labels({naming.SLO_ID: name, naming.SLO_SERVICE: name, naming.SLO_NAME: "x"}) | extra


def _slo(name: str, errors: str, total: str = "100x60", extra: Labels = EMPTY) -> list[InputSeries]:
    """Return event rates and a budget of 0.1 % that stays; *errors* and *total* a minute each."""
    ids = _ids(name, extra)
    return [
        InputSeries(series=f"{naming.TOTAL_RATE}{ids}", values=total),
        InputSeries(series=f"{naming.ERRORS_RATE}{ids}", values=errors),
        InputSeries(series=f"{naming.ERROR_BUDGET}{ids}", values="0.001x1600"),
    ]


def _twice(record: str) -> TestCase:
    """Two SLOs burn; of the first, *record* exists with two label sets."""
    second = Labels({"replica": "b"})
    doubled = [one for one in _slo(_HEALTHY, "50x60", extra=second) if record in one.series]
    if record == naming.TOTAL_RATE:
        doubled = _slo(_HEALTHY, "50x60", extra=second)[:2]
    others = [_claim(f"count({one}{_ids(_BURNING)})", _HOUR) for one in _JOINED]
    own = [_claim(f"count({one}{_ids(_HEALTHY)}) > bool 0", _HOUR) for one in _JOINED]
    return _case(
        f"a second {record} of one SLO silences nobody",
        [*_slo(_BURNING, "50x60"), *_slo(_HEALTHY, "50x60"), *doubled],
        [*others, *own],
    )


def _one_without_budget() -> TestCase:
    return _case(
        "an SLO without a budget silences nobody",
        [*_slo(_BURNING, "50x60"), *_slo(_HEALTHY, "50x60")[:2]],
        [_claim(f"count({one}{_ids(_BURNING)})", _HOUR) for one in _JOINED],
    )


def _kept() -> TestCase:
    """All series end after an hour of errors; nine hours later both alerts still stand."""
    late = hours(10)
    alerts = (naming.PAGE, naming.TICKET)
    return _case(
        "what was burning when the data vanished is kept, what was not is not",
        [*_slo(_BURNING, "50x60"), *_slo(_HEALTHY, "0x60")],
        [
            *(_claim(f"count({one}{_ids(_BURNING)})", late) for one in alerts),
            *(_nothing(f"{one}{_ids(_HEALTHY)}", late) for one in alerts),
            *(_nothing(f"{naming.ratio(minutes(5))}{_ids(_BURNING)}", at) for at in (late,)),
        ],
    )


def _let_go() -> TestCase:
    """The data come back healthy: what was kept is let go."""
    back = "_x479 100x120"  # from nine hours on
    return _case(
        "what was kept is let go when healthy data come back",
        _slo(_BURNING, f"50x60 {back.replace('100', '0')}", f"100x60 {back}"),
        [
            _claim(f"count({naming.PAGE}{_ids(_BURNING)})", hours(8)),
            _nothing(f"{naming.PAGE}{_ids(_BURNING)}", hours(10)),
        ],
    )


def _forgotten() -> TestCase:
    """The SLO is taken out of the definitions while its data are gone: nothing haunts."""
    rates, budget = _slo(_BURNING, "50x60")[:2], f"{naming.ERROR_BUDGET}{_ids(_BURNING)}"
    return _case(
        "what is no longer defined is let go",
        [*rates, InputSeries(series=budget, values="0.001x300")],
        [
            _claim(f"count({naming.PAGE}{_ids(_BURNING)})", hours(4)),
            _nothing(f"{naming.PAGE}{_ids(_BURNING)}", hours(6)),
            _nothing(f"{naming.TICKET}{_ids(_BURNING)}", hours(6)),
        ],
    )


def _no_traffic() -> TestCase:
    """No event in the window: no ratio, no alert, and the period's ratio stays what it was."""
    late = hours(2)
    period = naming.ratio(Duration(30 * 86_400_000))
    labels = _ids(_HEALTHY) | {naming.SLO_WINDOW: "30d"}
    claim = f"abs({period}{labels} - 0.0005) < bool 1e-9"
    return _case(
        "without traffic there is no ratio, and the budget stays",
        _slo(_HEALTHY, "0.05x60 0x90", "100x60 0x90"),
        [
            _nothing(f"{naming.ratio(minutes(30))}{_ids(_HEALTHY)}", late),
            _nothing(naming.PAGE, late),
            ExpectedSample(query=claim, at=late, value=Decimal(1), labels=labels),
        ],
    )


def _remembered() -> TestCase:
    """An hour of errors, then a healthy day: the day forgets, the period does not."""
    late, ids = hours(26), _ids(_HEALTHY)
    return _case(
        "what is over for a day still counts in the period",
        _slo(_HEALTHY, "50x60 0x1500", "100x1561"),
        [
            _claim(f"sum({naming.ratio(hours(24))}{ids}) == bool 0", late),
            _claim(f"sum({naming.CURRENT_BURN}{ids}) == bool 0", late),
            _claim(f"sum({naming.PERIOD_BURN}{ids}) > bool 15", late),
            _claim(f"sum({naming.BUDGET_LEFT}{ids}) < bool -14", late),
        ],
    )


def _case(name: str, series: list[InputSeries], samples: list[ExpectedSample]) -> TestCase:
    return TestCase(name=name, interval=_STEP, series=tuple(series), samples=tuple(samples))


def _claim(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=Decimal(1))


def _nothing(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=None)
