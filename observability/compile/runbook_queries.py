"""The queries to run first, each with the address that runs it."""

from __future__ import annotations

from urllib.parse import quote

from observability.base import naming
from observability.base.duration import days
from observability.base.labels import Matcher
from observability.compile.runbook_page import Query
from observability.model.alerts.protocol import Alert
from observability.model.metric import Counter, Histogram, Metric, NativeHistogram
from observability.model.project import Project
from observability.model.service import Service
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Aggregate, Expr, Selector
from observability.promql.printer import text

__all__ = ["alert_queries", "burn_queries", "no_data_queries", "query", "spent_queries"]

_ENDLESS = 1_000_000  # a line in an address is never broken
_MOST = build.literal(10)
_SCRAPED = "Is it scraped at all? 1: yes"


def alert_queries(alert: Alert, project: Project) -> tuple[Query, ...]:
    """Return the condition of *alert*, and the series that it reads."""
    inputs = {one.metric: one.labels.get("job", "") for one in alert.firing()}
    return (
        query(
            "The condition: one series for each thing that is wrong", alert.expression(), project
        ),
        *(
            query(f"What `{metric}` says now", _of_job(metric, job), project)
            for metric, job in inputs.items()
        ),
        query(_SCRAPED, _up(alert.service), project),
    )


def burn_queries(slo: SLO, project: Project, severity: str) -> tuple[Query, ...]:
    """Return how fast *slo* burns, what is left of its budget, and where the errors are."""
    own = Matcher(naming.SLO_ID, "=", slo.id)
    windows = {one for pair in slo.table.of(severity) for one in (pair.short, pair.long)}
    ratios = [
        query(
            f"Share of events that fail, over {window}", _ratio(slo, naming.ratio(window)), project
        )
        for window in sorted(windows)
    ]
    return (
        *ratios,
        query("Share of the budget that is left", Selector(naming.BUDGET_LEFT, (own,)), project),
        query("Errors per second", slo.sli.error_rate(project.rate_window, slo.by), project),
        query("Events per second", slo.sli.event_rate(project.rate_window, slo.by), project),
        *(_breakdown(metric, project) for metric in slo.sli.metrics()),
    )


def spent_queries(slo: SLO, project: Project) -> tuple[Query, ...]:
    """Return how much of the budget of *slo* is spent, when that happened, and by what."""
    own = Matcher(naming.SLO_ID, "=", slo.id)
    daily = build.sum_over(Selector(naming.ERRORS_INCREASE, (own,)), days(1))
    whole = str(slo.period)
    spent = Selector(naming.PERIOD_BURN, (own,))
    return (
        query("Share of the budget that is spent", spent, project, whole),
        query("The steps that are reached", Selector(naming.POLICY_REACHED, (own,)), project),
        query("Errors of the day before each moment: when was it spent?", daily, project, whole),
        *(_breakdown(metric, project) for metric in slo.sli.metrics()),
    )


def no_data_queries(slo: SLO, project: Project) -> tuple[Query, ...]:
    """Return where the data of *slo* end: at the scrape, the metric or the rule."""
    own = Matcher(naming.SLO_ID, "=", slo.id)
    services = {one.service.name: one.service for one in slo.sli.metrics()}
    return (
        *(query(_SCRAPED, _up(service), project) for service in services.values()),
        *(_counted(metric, project) for metric in slo.sli.metrics()),
        query("What is recorded from them", Selector(naming.TOTAL_RATE, (own,)), project),
    )


def _counted(metric: Metric, project: Project) -> Query:
    selector = metric.select(suffix="_count") if isinstance(metric, Histogram) else metric.select()
    series = build.count(selector, "pod", "instance")
    return query(f"How many series of `{selector.metric}` there are", series, project)


def _breakdown(metric: Metric, project: Project) -> Query:
    window = project.rate_window
    match metric:
        case Counter():
            busiest = _top(build.sum_by(build.rate(metric.select(), window), *metric.labels))
            return query(f"Where `{metric.name}` grows most", busiest, project)
        case Histogram():
            buckets = build.rate(metric.select(suffix="_bucket"), window)
            slowest = _top(build.quantile("0.99", buckets, *metric.labels))
            return query(f"Where `{metric.name}` is slowest (99th percentile)", slowest, project)
        case NativeHistogram():
            rates = build.sum_by(build.rate(metric.select(), window), *metric.labels)
            slowest = _top(build.call("histogram_quantile", build.literal("0.99"), rates))
            return query(f"Where `{metric.name}` is slowest (99th percentile)", slowest, project)
        case _:
            return query(f"`{metric.name}`, series by series", metric.select(), project)


def _top(expr: Expr) -> Aggregate:
    return Aggregate("topk", expr, parameter=_MOST)


def _ratio(slo: SLO, series: str) -> Selector:
    return Selector(series, (Matcher(naming.SLO_ID, "=", slo.id),))


def _up(service: Service) -> Selector:
    return Selector("up", service.identity)


def _of_job(metric: str, job: str) -> Selector:
    return Selector(metric, (Matcher("job", "=", job),) if job else ())


def query(answers: str, expr: Expr, project: Project, since: str = "6h") -> Query:
    """Return *expr*, what it *answers*, and the address that shows it *since* then."""
    line = quote(text(expr, _ENDLESS), safe="")
    url = f"{project.prometheus}/graph?g0.expr={line}&g0.tab=0&g0.range_input={since}"
    return Query(answers=answers, promql=text(expr), url=url)
