"""The proofs of an alert: its stories, and series of others beside them."""

from __future__ import annotations

from observability.base.labels import EMPTY, Labels
from observability.base.source import UNKNOWN
from observability.compile.plan import AlertingRule
from observability.compile.plan import TestCase as Case
from observability.compile.prove_alerts import alert_cases
from observability.model.alerts.threshold import Threshold
from observability.model.series import Series, Story
from tests.core_definitions import ALERT

OLD = Series(metric="age", labels={"job": "mine"}, values="5x60")
YOUNG = Series(metric="age", labels={"job": "mine"}, values="2x60")
BORN_LONG_AGO = Series(metric="born", labels={"job": "mine"}, values="4+1x60")


def _cases(*stories: Story, annotations: Labels = EMPTY) -> dict[str, Case]:
    alert = Threshold(
        **ALERT,
        expr='max(age{job="mine"} or born{job="mine"})',
        above=3,
        fires=[OLD],
        stays_silent=[YOUNG],
        stories=stories,
    )
    rule = AlertingRule(
        alert=alert.name,
        expr=alert.expression(),
        hold=alert.hold,
        labels=EMPTY,
        annotations=annotations,
        source=UNKNOWN,
    )
    return {case.name: case for case in alert_cases(alert, {alert.name: rule})}


def test_a_story_is_a_case() -> None:
    """What each story says is asked at the end of it."""
    cases = _cases(
        Story(title="never done", series=[BORN_LONG_AGO], fires=True),
        Story(title="done", series=[YOUNG, BORN_LONG_AGO], fires=False),
    )
    told = {name: case.samples[-1].value for name, case in cases.items()}

    assert {
        "QueueFull fires once its condition has lasted 1m": 1,
        "QueueFull stays silent": None,
        "QueueFull: never done": 1,
        "QueueFull: done": None,
    } == told


def test_others_stand_beside_a_story_that_fires() -> None:
    """A maximum, a minimum or a sum over another job's series would have another value."""
    case = _cases(Story(title="never done", series=[BORN_LONG_AGO], fires=True))[
        "QueueFull: never done"
    ]

    assert {
        'born{job="mine"}': "4+1x60",
        'born{job="not-mine"}': "40+10x60",
        'born{job="nor-mine"}': "0.4+0.1x60",
    } == {one.series: one.values for one in case.series}


def test_what_fires_as_anothers_stands_beside_silence() -> None:
    """Each series that fires in some story is there as another job's, and no series twice."""
    case = _cases(Story(title="never done", series=[BORN_LONG_AGO], fires=True))[
        "QueueFull stays silent"
    ]

    assert ['age{job="mine"}', 'age{job="not-mine"}', 'born{job="not-mine"}'] == [
        one.series for one in case.series
    ]


def test_what_the_notification_tells_is_there() -> None:
    """An alert that lost a label of its summary would have said `<no value>`."""
    fires = _cases(
        annotations=Labels({"summary": "{{ $labels.job }} of {{ $labels.nobody }} is late"})
    )
    query = fires["QueueFull fires once its condition has lasted 1m"].samples[-1].query

    assert 'count(ALERTS{alertname="QueueFull", alertstate="firing", job!=""}) > bool 0' == query
