"""What teachers may expect of analytics."""

from observability import SLO, Across, Availability, Example, GaugeWithin, Latency, Raw, ms
from services.analytics import analytics, duration, events, requests
from services.stores import kafka_metrics

availability = SLO(
    service=analytics,
    name="requests-availability",
    objective=99.5,
    sli=Availability(total=requests, failed={"code": "5.."}),
    description="Reports are shown without a server error.",
    by=["route"],
    traffic=5,
)
latency = SLO(
    service=analytics,
    name="requests-latency",
    objective=95,
    sli=Latency(histogram=duration, under=ms(1000)),
    description="Reports are shown within a second.",
    traffic=5,
)
ingestion = SLO(
    service=analytics,
    name="events-ingestion",
    objective=99.9,
    sli=Raw(
        errors="""
            sum(
              rate(
                analytics_events_consumed_total{
                  job="analytics", namespace="quizmentor-prod", result="dead_lettered"
                }[{{.window}}]
              )
            )
            or vector(0)
        """,
        total="""
            sum(
              rate(
                analytics_events_consumed_total{
                  job="analytics", namespace="quizmentor-prod", result!="duplicate"
                }[{{.window}}]
              )
            )
        """,
        reads=[events],
        counts="that end in the dead-letter topic",
        proof=[
            Example(
                title="one event in five is dead-lettered, and duplicates do not count",
                series=[
                    events.series("0+240x60", {"topic": "answers", "result": "stored"}),
                    events.series("0+60x60", {"topic": "answers", "result": "dead_lettered"}),
                    events.series("0+600x60", {"topic": "answers", "result": "duplicate"}),
                    events.series(
                        "0+600x60", {"topic": "answers", "result": "dead_lettered", "job": "other"}
                    ),
                    events.series(
                        "0+600x60",
                        {"topic": "answers", "result": "dead_lettered", "namespace": "other"},
                    ),
                ],
                errors=1,
                total=5,
            ),
            Example(
                title="nothing was dead-lettered yet",
                series=[events.series("0+240x60", {"topic": "answers", "result": "stored"})],
                errors=0,
                total=4,
            ),
        ],
    ),
    description="Learning events reach the reports.",
    traffic=100,
)
lag = SLO(
    service=analytics,
    name="events-lag",
    objective=99,
    sli=GaugeWithin(
        gauge=kafka_metrics.gauge("kafka_consumergroup_lag_sum"),
        at_most=30_000,  # five minutes at 100 events per second
        across=Across.SUM,
        only={"consumergroup": "analytics"},
    ),
    page=False,
    description="Learning events wait five minutes at most before reports show them.",
)
