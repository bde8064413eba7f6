"""Proof of the rules that serve all SLOs: one SLO's data never silence another, pages are kept.

Every join is tried with a second series on its "one" side, as comes of a changed label, a second
Prometheus or a second ruler. A rule that fails for one SLO would fail for all.
"""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base import naming
from observability.base.duration import Duration, hours, minutes
from observability.base.labels import EMPTY, Labels
from observability.compile.fleet import Fleet
from observability.compile.plan import ExpectedSample, InputSeries, TestCase
from observability.compile.prove_burn import group
from observability.compile.prove_calendars import period_label
from observability.compile.prove_maintenance import resting_case

__all__ = ["EVALUATION", "window_cases"]

EVALUATION = minutes(4)  # below the five minutes for which Prometheus looks back
_STEP = minutes(1)
_HOUR = hours(1)
_BURNING, _HEALTHY = "burning", "healthy"
_ONCE = (naming.OBJECTIVE, naming.PERIOD_DAYS)
_JOINED = (naming.PAGE, naming.TICKET, naming.CURRENT_BURN, naming.PERIOD_BURN)


def window_cases(fleet: Fleet) -> tuple[TestCase, ...]:
    """Return the cases for SLOs like most of the shard's: their period, one of their tables."""
    return (
        *(_twice(fleet, record) for record in (naming.ERROR_BUDGET, naming.TOTAL_RATE)),
        _one_without_budget(fleet),
        _kept(fleet),
        _let_go(fleet),
        _half_gone(fleet),
        _forgotten(fleet),
        _no_traffic(fleet),
        _remembered(fleet),
        _promised_less(fleet),
        _bucket(fleet),
        *((_group_gone(fleet), _long_gone(fleet)) if any(slo.by for slo in fleet.slos) else ()),
        *((_elsewhere(fleet),) if fleet.slots else ()),
        *((resting_case(fleet),) if any(slo.maintenance for slo in fleet.slos) else ()),
    )


def _ids(name: str, extra: Labels = EMPTY) -> Labels:
    return Labels({naming.SLO_ID: name, naming.SLO_SERVICE: name, naming.SLO_NAME: "x"}) | extra


def _slo(
    fleet: Fleet, name: str, errors: str, total: str = "100x60", extra: Labels = EMPTY
) -> list[InputSeries]:
    """Return event rates and a budget of 0.1 % that stays; *errors* and *total* a minute each."""
    keys = _ids(name, extra) | {naming.SLO_SLOT: fleet.slots[:1] or "0"}
    chosen = {naming.SLO_PERIOD: str(fleet.usual), naming.SLO_WINDOWS: fleet.tables[0].name}
    return [
        InputSeries(series=f"{naming.TOTAL_RATE}{keys}", values=total),
        InputSeries(series=f"{naming.ERRORS_RATE}{keys}", values=errors),
        InputSeries(series=f"{naming.ERROR_BUDGET}{keys | chosen}", values="0.001x1600"),
    ]


def _twice(fleet: Fleet, record: str) -> TestCase:
    """Two SLOs burn; of the first, *record* exists with two label sets."""
    second = Labels({"replica": "b"})
    doubled = [one for one in _slo(fleet, _HEALTHY, "50x60", extra=second) if record in one.series]
    if record == naming.TOTAL_RATE:
        doubled = _slo(fleet, _HEALTHY, "50x60", extra=second)[:2]
    others = [_claim(f"count({one}{_ids(_BURNING)})", _HOUR) for one in _JOINED]
    own = [_claim(f"count({one}{_ids(_HEALTHY)}) > bool 0", _HOUR) for one in _JOINED]
    own += [_claim(f"count({one}{_ids(_HEALTHY)})", _HOUR) for one in _ONCE]
    return _case(
        f"a second {record} of one SLO silences nobody",
        [*_slo(fleet, _BURNING, "50x60"), *_slo(fleet, _HEALTHY, "50x60"), *doubled],
        [*others, *own],
    )


def _one_without_budget(fleet: Fleet) -> TestCase:
    return _case(
        "an SLO without a budget silences nobody",
        [*_slo(fleet, _BURNING, "50x60"), *_slo(fleet, _HEALTHY, "50x60")[:2]],
        [_claim(f"count({one}{_ids(_BURNING)})", _HOUR) for one in _JOINED],
    )


def _kept(fleet: Fleet) -> TestCase:
    """All series end after an hour of errors; nine hours later both alerts still stand."""
    late = hours(10)
    alerts = (naming.PAGE, naming.TICKET)
    return _case(
        "what was burning when the data vanished is kept, what was not is not",
        [*_slo(fleet, _BURNING, "50x60"), *_slo(fleet, _HEALTHY, "0x60")],
        [
            *(_claim(f"count({one}{_ids(_BURNING)})", late) for one in alerts),
            *(_nothing(f"{one}{_ids(_HEALTHY)}", late) for one in alerts),
            *(_nothing(f"{naming.ratio(minutes(5))}{_ids(_BURNING)}", at) for at in (late,)),
        ],
    )


def _let_go(fleet: Fleet) -> TestCase:
    """The data come back healthy: what was kept is let go."""
    back = "_x479 100x120"  # from nine hours on
    return _case(
        "what was kept is let go when healthy data come back",
        _slo(fleet, _BURNING, f"50x60 {back.replace('100', '0')}", f"100x60 {back}"),
        [
            _claim(f"count({naming.PAGE}{_ids(_BURNING)})", hours(8)),
            _nothing(f"{naming.PAGE}{_ids(_BURNING)}", hours(10)),
        ],
    )


def _half_gone(fleet: Fleet) -> TestCase:
    """Only the events tell whether data are there: without errors it is let go, and not kept."""
    late, ids = hours(8), (_ids(_BURNING), _ids(_HEALTHY))
    events_only = _slo(fleet, _BURNING, "50x60", "100x480")
    errors_only = _slo(fleet, _HEALTHY, "50x480", "100x60")
    return _case(
        "what was burning is kept while there are no events, whatever becomes of its errors",
        [*events_only, *errors_only],
        [
            *(_claim(f"count({naming.PAGE}{one})", _HOUR) for one in ids),
            _nothing(f"{naming.PAGE}{ids[0]}", late),
            _nothing(f"{naming.TICKET}{ids[0]}", late),
            _claim(f"count({naming.PAGE}{ids[1]})", late),
            _claim(f"count({naming.TICKET}{ids[1]})", late),
        ],
    )


def _forgotten(fleet: Fleet) -> TestCase:
    """The SLO is taken out of the definitions while its data are gone: nothing haunts."""
    *rates, budget = _slo(fleet, _BURNING, "50x60")
    return _case(
        "what is no longer defined is let go",
        [*rates, attrs.evolve(budget, values="0.001x300")],
        [
            _claim(f"count({naming.PAGE}{_ids(_BURNING)})", hours(4)),
            _nothing(f"{naming.PAGE}{_ids(_BURNING)}", hours(6)),
            _nothing(f"{naming.TICKET}{_ids(_BURNING)}", hours(6)),
        ],
    )


def _group_gone(fleet: Fleet) -> TestCase:
    """Of a burning group no events are left, of another no errors; a third goes on in health."""
    gone, blind, stays = (Labels({"group": name}) for name in ("gone", "blind", "stays"))
    healthy = _slo(fleet, _BURNING, "0x1600", "100x1600", extra=stays)[:2]
    burning = _slo(fleet, _BURNING, "50x1600", extra=gone)[:2]
    half = _slo(fleet, _BURNING, "50x60", "100x1600", extra=blind)[:2]
    budget = _slo(fleet, _BURNING, "")[-1]
    ids = _ids(_BURNING, gone)
    return _case(
        "a group that vanishes while it burns is kept as long as a window remembers it",
        [*healthy, *burning, *half, budget],
        [
            *(_claim(f"count({one}{ids})", hours(5)) for one in (naming.PAGE, naming.TICKET)),
            *(_nothing(f"{naming.PAGE}{_ids(_BURNING, one)}", hours(5)) for one in (blind, stays)),
            _nothing(f"{naming.TICKET}{_ids(_BURNING, stays)}", hours(5)),
            _nothing(f"{naming.PAGE}{ids}", hours(9)),
            _claim(f"count({naming.TICKET}{ids})", hours(9)),
        ],
    )


def _long_gone(fleet: Fleet) -> TestCase:
    """No window remembers the SLO any more; that it is defined is enough to keep its ticket."""
    *rates, budget = _slo(fleet, _BURNING, "50x60")
    return _case(
        "what was burning is kept for longer than any window remembers",
        [*rates, attrs.evolve(budget, values="0.001x4800")],
        [_claim(f"count({naming.TICKET}{_ids(_BURNING)})", hours(79))],
    )


def _no_traffic(fleet: Fleet) -> TestCase:
    """No event in the window: no ratio, no alert, and the period's ratio stays what it was."""
    late = hours(2)
    period = f"{naming.ratio(fleet.usual)}{_ids(_HEALTHY)}"
    return _case(
        "without traffic there is no ratio, and the budget stays",
        _slo(fleet, _HEALTHY, "0.05x60 0x90", "100x60 0x90"),
        [
            _nothing(f"{naming.ratio(minutes(5))}{_ids(_HEALTHY)}", late),
            _nothing(naming.PAGE, late),
            _claim(f"abs(sum({period}) - 0.0005) < bool 1e-9", late),
        ],
    )


def _remembered(fleet: Fleet) -> TestCase:
    """An hour of errors, then a healthy day: the day forgets, the period does not."""
    late, ids = hours(26), _ids(_HEALTHY)
    return _case(
        "what is over for a day still counts in the period",
        _slo(fleet, _HEALTHY, "50x60 0x1500", "100x1561"),
        [
            _claim(f"sum({naming.CURRENT_BURN}{ids}) == bool 0", late),
            _claim(f"sum({naming.PERIOD_BURN}{ids}) > bool 15", late),
            _claim(f"sum({naming.BUDGET_LEFT}{ids}) < bool -14", late),
        ],
    )


def _promised_less(fleet: Fleet) -> TestCase:
    """The objective is lowered half-way: what burned stays, measured by the new budget."""
    *rates, budget = _slo(fleet, _HEALTHY, "1x60 0x1500", "100x1561")
    before, after = hours(10), hours(24)
    spent = f"sum({naming.PERIOD_BURN}{_ids(_HEALTHY)})"
    ratio = f"sum({naming.ratio(fleet.usual)}{_ids(_HEALTHY)})"
    return _case(
        "a changed objective does not touch what was counted",
        [*rates, attrs.evolve(budget, values="0.001x800 0.01x800")],
        [
            *(
                _claim(f"abs({spent} / ({ratio} / {share}) - 1) < bool 1e-9", at)
                for share, at in (("0.001", before), ("0.01", after))
            ),
            _claim(f"abs({ratio} * 1440 - 0.61) < bool 0.05", after),
        ],
    )


def _bucket(fleet: Fleet) -> TestCase:
    """A bucket tells of its five minutes alone, in periods as in calendars."""
    at, having = minutes(24), [slo.keys | group(slo) for slo in fleet.slos if slo.calendars]
    told = {naming.TOTAL_RATE: "1x15 100x20", naming.ERRORS_RATE: "0x15 10x20"}
    recorded = {naming.TOTAL_INCREASE: 30_000, naming.ERRORS_INCREASE: 3000}
    calendars = {naming.TOTAL_CALENDAR: 30_000, naming.ERRORS_CALENDAR: 3000}
    keys = _ids(_HEALTHY) | {naming.SLO_SLOT: fleet.slots[:1] or "0"}
    return _case(
        "a bucket tells of its five minutes alone",
        [
            InputSeries(series=f"{name}{labels}", values=values)
            for labels in (keys, *having)
            for name, values in told.items()
        ],
        [
            _claim(f"max({name}{labels}) == bool {value}", at)
            for labels, names in ((keys, recorded), *((one, calendars) for one in having))
            for name, value in names.items()
        ],
    )


def _elsewhere(fleet: Fleet) -> TestCase:
    """An SLO of another shard burns: this shard records nothing of it."""
    slot = next(one for one in "0f" if one not in fleet.slots)
    own = Labels({naming.SLO_SLOT: slot})
    keys, other = _ids("elsewhere") | own, str(fleet.matchers[0].value)
    budget = {naming.SLO_PERIOD: str(fleet.usual), naming.SLO_WINDOWS: fleet.tables[0].name}
    series = {
        f"{naming.TOTAL_RATE}{keys}": "100x60",
        f"{naming.ERRORS_RATE}{keys}": "50x60",
        f"{naming.ERROR_BUDGET}{keys | budget}": "0.001x60",
    }
    for calendar in fleet.calendars:
        now = {naming.SLO_CALENDAR: period_label(calendar, int(_HOUR.seconds))}
        labels = keys | now | {naming.SLO_PERIOD: calendar.name}
        series |= {
            f"{naming.TOTAL_CALENDAR}{labels}": "100x60",
            f"{naming.ERRORS_CALENDAR}{labels}": "50x60",
        }
    fed = "|".join(sorted({name.partition("{")[0] for name in series}))
    recorded = f'{{sloth_id="elsewhere", __name__!~"{fed}"}}'
    return _case(
        f"of an SLO beside the slots {other} nothing is recorded",
        [InputSeries(series=name, values=values) for name, values in series.items()],
        [_nothing(recorded, _HOUR)],
    )


def _case(name: str, series: list[InputSeries], samples: list[ExpectedSample]) -> TestCase:
    return TestCase(name=name, interval=_STEP, series=tuple(series), samples=tuple(samples))


def _claim(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=Decimal(1))


def _nothing(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=None)
