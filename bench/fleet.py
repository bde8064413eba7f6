"""A fleet of SLOs alike: what each counts, and our rules for all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import count

import attrs
from design import Design, Rule

from observability import (
    SLO,
    Availability,
    Counter,
    Deployment,
    Email,
    Environment,
    Project,
    Resources,
    Service,
    Team,
    seconds,
)
from observability.compile.plan import Plan, RecordingRule, RuleFile, RuleGroup
from observability.compile.rules import rule_files
from observability.model.catalog import Catalog, join
from observability.promql.printer import text
from observability.render import prometheus
from observability.serialize.bytes import to_bytes

METRIC = "http_requests_total"
NAMESPACE = "production"
OBJECTIVE = Decimal("99.9")
FAILED = "5.."
CODES = ("200", "404", "500", "503")  # half of the series are errors
REQUESTS = 100.0  # a second and SLO
ERRORS = 0.0004  # of them: a third of what the budget allows, so that no alert fires
_OF_ONE = re.compile(r"service-(\d+)")
ORIGIN = 1_700_000_000  # when all counters stood at 0


@attrs.frozen(kw_only=True)
class Fleet:
    """*slos* SLOs, *each* of a service; *series* series count one, scraped every *scrape* s."""

    slos: int
    series: int = attrs.field()
    scrape: int = 30
    each: int = 1
    rate_scrapes: int = 4
    evaluate: int | None = None  # seconds between evaluations; None: as usual
    healing: bool = False
    pooled: bool = False  # whether SLOs share groups by their slot

    @series.validator
    def _whole(self, _: object, value: int) -> None:
        if value <= 0 or value % len(CODES):
            raise ValueError(f"{value} series: write a multiple of {len(CODES)}, one for each code")

    @property
    def evaluation(self) -> int:
        """How often rules are evaluated, in seconds, unless a design says otherwise."""
        return max(self.scrape, 30)

    def service(self, number: int) -> str:
        """Return the name of the service of SLO *number*."""
        return f"service-{number // self.each:04d}"

    def slo(self, number: int) -> str:
        """Return the name of SLO *number* in its service."""
        return f"requests-{number % self.each}" if self.each > 1 else "requests"

    def only(self, number: int) -> dict[str, str]:
        """Return the labels that tell the events of SLO *number* from those of its service."""
        return {"api": str(number % self.each)} if self.each > 1 else {}


@attrs.frozen
class CounterSeries:
    """A counter that an exporter shows: its name with labels, and how fast it grows.

    *ahead* is the part of an event that it began with: counters of one kind step in turn, else
    all pods of an SLO would count their one error in 500 seconds at the same moment.
    """

    name: str
    per_second: float
    ahead: float = 0.0

    def at(self, second: float) -> int:
        """Return what it has counted by *second*; history and exporter agree on it."""
        return int(self.per_second * (second - ORIGIN) + self.ahead)


def counters(fleet: Fleet) -> Iterator[CounterSeries]:
    """Yield every series of the fleet: pods x handlers x codes for each SLO."""
    handlers = 2 if fleet.series % (2 * len(CODES)) == 0 else 1
    pods = fleet.series // (handlers * len(CODES))
    bad = {code: code.startswith("5") for code in CODES}
    each = fleet.series // 2
    for number in range(fleet.slos):
        service = fleet.service(number)
        turn = {True: count(), False: count()}
        for pod in range(pods):
            where = f'job="{service}",namespace="{NAMESPACE}",pod="{service}-{pod}"'
            where += "".join(f',{name}="{value}"' for name, value in fleet.only(number).items())
            for handler in range(handlers):
                what = f'{where},instance="10.0.0.1:{8000 + pod}",handler="/orders/{handler}"'
                for code in CODES:
                    share = ERRORS if bad[code] else 1 - ERRORS
                    name = f'{METRIC}{{{what},code="{code}"}}'
                    ahead = next(turn[bad[code]]) / each
                    yield CounterSeries(name, REQUESTS * share / each, ahead)


def project(fleet: Fleet) -> Project:
    """Return the project that the fleet belongs to."""
    url = "http://localhost"
    return Project(
        name="fleet",
        owner=_team(),
        grafana=url,
        prometheus=url,
        alertmanager=url,
        runbooks=url,
        scrape_interval=seconds(fleet.scrape),
        rate_scrapes=fleet.rate_scrapes,
        pooled=fleet.pooled,
        evaluation_interval=None if fleet.evaluate is None else seconds(fleet.evaluate),
    )


def catalog(fleet: Fleet) -> Catalog:
    """Return the definitions of the fleet."""
    team = _team()
    where = Environment(name=NAMESPACE, namespace=NAMESPACE, cluster="one")
    resources = Resources(cpu="1", memory="1Gi")
    slos = []
    services = {
        name: Service(
            name=name,
            team=team,
            environment=where,
            description="Answers requests.",
            workload=Deployment(image="service:1", requests=resources),
        )
        for name in map(fleet.service, range(fleet.slos))
    }
    counted = {
        name: Counter(service=service, name=METRIC, labels=["code", "handler", "api"])
        for name, service in services.items()
    }
    for number in range(fleet.slos):
        service = services[fleet.service(number)]
        requests = counted[service.name]
        sli = Availability(total=requests, failed={"code": FAILED}, only=fleet.only(number))
        slos.append(
            SLO(
                service=service,
                name=fleet.slo(number),
                objective=OBJECTIVE,
                sli=sli,
                description="Requests are answered.",
                healing=fleet.healing,
            )
        )
    return join(slos, project(fleet))


def ours(fleet: Fleet, name: str = "ours", keep: Callable[[str], bool] | None = None) -> Design:
    """Return our rules for *fleet*, of which only those whose query *keep* accepts."""
    joined = catalog(fleet)
    plan = Plan(catalog=joined, rules=_kept(rule_files(joined), keep or (lambda _: True)))
    return Design(
        name=name,
        files={one.path.rpartition("/")[2]: to_bytes(one, "/") for one in prometheus.render(plan)},
        rules=tuple(
            Rule(
                every=group.interval.seconds,
                query=text(rule.expr),
                record=rule.record if isinstance(rule, RecordingRule) else "",
                alert="" if isinstance(rule, RecordingRule) else rule.alert,
                labels=dict(rule.labels),
            )
            for file in plan.rules
            for group in file.groups
            for rule in group.rules
        ),
    )


def reads_counters(query: str) -> bool:
    """Tell whether *query* belongs to the first stage: it reads scraped series."""
    return METRIC in query


def concerns(rule: Rule, numbers: Iterable[int]) -> bool:
    """Tell whether *rule* is for all services, or for one of *numbers*."""
    found = _OF_ONE.search(rule.query + " ".join(rule.labels.values()))
    return found is None or int(found[1]) in numbers


def _kept(files: tuple[RuleFile, ...], keep: Callable[[str], bool]) -> tuple[RuleFile, ...]:
    def group(one: RuleGroup) -> RuleGroup:
        return attrs.evolve(one, rules=tuple(rule for rule in one.rules if keep(text(rule.expr))))

    narrowed = [
        attrs.evolve(file, groups=tuple(one for one in map(group, file.groups) if one.rules))
        for file in files
    ]
    return tuple(file for file in narrowed if file.groups)


def _team() -> Team:
    mail = [Email(to="team@example.com")]
    return Team(name="team", page=mail, ticket=mail)
