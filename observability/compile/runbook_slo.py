"""What the pages of an SLO's alerts say: the promise, when it fires, what to do."""

from __future__ import annotations

from decimal import Decimal

from observability.base.duration import Duration
from observability.base.naming import FAST_BURN, NO_DATA, SLOW_BURN
from observability.base.quantity import number, short
from observability.compile.alerting import days_of
from observability.compile.policy import policy_of
from observability.compile.runbook_page import Limit, Part
from observability.compile.runbook_policy import agreed
from observability.compile.runbook_queries import burn_queries, no_data_queries
from observability.model.catalog import Catalog
from observability.model.project import Project
from observability.model.slo import SLO
from observability.model.team import Severity
from observability.slo import burn
from observability.slo.windows import PAGE, TICKET, Pair

__all__ = ["promise", "slo_parts"]


def slo_parts(catalog: Catalog) -> dict[str, Part]:
    """Return what the page of each alert of an SLO says, by the alert's name."""
    project = catalog.project
    return {
        slo.alert(suffix): part
        for slo in catalog.slos
        for suffix, part in (
            (FAST_BURN, _burning(slo, project, Severity.PAGE)),
            (SLOW_BURN, _burning(slo, project, Severity.TICKET)),
            (NO_DATA, _no_data(slo, project)),
        )
    }


def _burning(slo: SLO, project: Project, severity: Severity) -> Part:
    page = severity is Severity.PAGE
    kind = PAGE if page else TICKET
    return Part(
        service=slo.service,
        severity=severity,
        meaning=(*promise(slo), _FAST if page else _SLOW),
        impact=f"Users do not get what was promised: {slo.description}",
        limits=tuple(_limit(pair, slo) for pair in slo.table.of(kind)),
        agreed=agreed(policy_of(slo, project)),
        actions=_PAGE_ACTIONS if page else _TICKET_ACTIONS,
        queries=burn_queries(slo, project, kind),
    )


def promise(slo: SLO) -> tuple[str, ...]:
    """Return what is promised, and what that allows to fail, as paragraphs."""
    left = short(burn.budget_minutes(slo.budget, slo.period))
    said = (
        f"The promise: {slo.description} It is to hold for {number(slo.objective)} % of the events"
        f" of {days_of(slo.period)}. Errors are the events {slo.sli.meaning()}."
    )
    budget = (
        f"The budget is {number(slo.budget * 100)} % of the events: as much as {left} minutes of"
        " total failure at even traffic."
    )
    return said, budget


def _limit(pair: Pair, slo: SLO) -> Limit:
    threshold = burn.threshold(slo.budget, pair.factor)
    fires = burn.time_to_fire(pair, slo.budget, Decimal(1))
    gone = int(slo.period.milliseconds * slo.budget / threshold / 60_000)
    return Limit(
        long=str(pair.long),
        short=str(pair.short),
        percent=short(threshold * 100),
        fires_after=str(_rounded(fires)) if fires else "never",
        gone_in=str(Duration(gone * 60_000)),
    )


def _rounded(length: Duration) -> Duration:
    """To seconds, upwards."""
    return Duration(-(-length.milliseconds // 1000) * 1000)


def _no_data(slo: SLO, project: Project) -> Part:
    return Part(
        service=slo.service,
        severity=slo.no_data,
        meaning=(*promise(slo), _GONE),
        impact="Nobody can tell whether the promise is kept, and no other alert of this SLO can"
        " start. A page that was open stays open.",
        actions=_NO_DATA_ACTIONS,
        queries=no_data_queries(slo, project),
    )


_FAST = (
    "The budget is burning so fast that somebody must act now. While this page is open, the ticket"
    " of the same SLO is silenced; it may come when the page is over, because its windows are"
    " longer. If the data vanish meanwhile, the page stays."
)
_SLOW = (
    "The budget is burning faster than it may, but slowly: find the cause in working hours, before"
    " the budget is spent."
)
_GONE = (
    "The series that the promise is measured by have been gone for ten minutes. No traffic is not"
    " the reason: then the series are there, and stand still."
)
_PAGE_ACTIONS = (
    "Open the dashboard: is it still burning (the short window), and since when?",
    (
        "Did something change just then, in this service or in one it depends on? If so, revert the"
        " commit in the repository. That does not undo a migration of the database: check first"
        " that the older version can live with it."
    ),
    "Find what fails with the queries below: one route, one pod, one status code, or everything?",
    "Look at the services it depends on. If one of them is down, go there first.",
    (
        "If users are without the service for longer than a few minutes, follow"
        " [the incident response](incident-response.md)."
    ),
)
_TICKET_ACTIONS = (
    "Open the dashboard: since when does it burn, steadily or in bursts?",
    "Compare the start with the deployments and with the traffic.",
    "Find what fails with the queries below: one route, one pod, one status code?",
    "Fix the cause. If the promise is wrong, change it with those who rely on it: never the alert.",
)
_NO_DATA_ACTIONS = (
    (
        "Is the service scraped? If `up` is 0 or missing: is it running, and may Prometheus reach"
        " its metrics port (NetworkPolicy)?"
    ),
    "Is the metric still there? A new version may have renamed it, or a label of it.",
    "Are the rules evaluated? Look at *Status > Rules* in Prometheus.",
)
