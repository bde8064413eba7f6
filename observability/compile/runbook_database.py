"""What to do about a PostgreSQL: connections that nobody uses, and slow queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from observability.base import naming
from observability.compile.runbook_commands import workload_name
from observability.compile.runbook_memory import telling
from observability.compile.runbook_page import Command, Issue
from observability.compile.runbook_queries import query
from observability.model.catalog import Catalog
from observability.model.infrastructure import Database, Infrastructure
from observability.model.service import Service
from observability.model.workload import Deployment, External
from observability.promql import build
from observability.promql.expr import Selector

__all__ = ["database_issues", "sessions"]

_CONNECTIONS, _MOST = "pg_stat_database_numbackends", "pg_settings_max_connections"
_STATES, _LONGEST = "pg_stat_activity_count", "pg_stat_activity_max_tx_duration"
# A transaction that does nothing for ten minutes is nobody's any more.
_WHO = """\
SELECT pid, usename, application_name, client_addr, state, now() - state_change AS since
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
   AND state LIKE 'idle%' AND state_change < now() - interval '10 minutes'
 ORDER BY state_change;"""
_END = """\
SELECT pid, pg_terminate_backend(pid)
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
   AND state LIKE 'idle in transaction%'
   AND state_change < now() - interval '10 minutes';"""
_RUNNING = """\
SELECT pid, usename, now() - query_start AS runs_for, wait_event_type, wait_event,
       pg_blocking_pids(pid) AS waits_for, left(query, 120) AS query
  FROM pg_stat_activity
 WHERE state = 'active' AND pid <> pg_backend_pid()
 ORDER BY query_start LIMIT 20;"""
_CANCEL = "SELECT pg_cancel_backend(12345);  -- the pid from the statement above"


def database_issues(places: Sequence[Service], catalog: Catalog) -> tuple[Issue, ...]:
    """Return what to do about the PostgreSQL at *places*; nothing if it is none."""
    if not _selectors(places, catalog):
        return ()
    return (_connections(places, catalog), _slow(places, catalog))


def sessions(places: Sequence[Service], catalog: Catalog) -> tuple[Command, ...]:
    """Return how to open a session with the PostgreSQL at each of *places*."""
    if not _selectors(places, catalog):
        return ()
    return tuple(line for one in places for line in _session(one, places, catalog))


def _selectors(places: Sequence[Service], catalog: Catalog) -> dict[str, Selector]:
    home = next(one for one in catalog.services if one.name == places[0].name)
    found = {one.name: one.select() for one in catalog.metrics_of(home)}
    wanted = (_CONNECTIONS, _MOST, _STATES, _LONGEST)
    return {name: found[name] for name in wanted} if found.keys() >= set(wanted) else {}


def _connections(places: Sequence[Service], catalog: Catalog) -> Issue:
    series, project = _selectors(places, catalog), catalog.project
    used = build.sum_by(series[_CONNECTIONS], "instance")
    most = build.max_by(series[_MOST], "instance")
    return Issue(
        title="No connections left",
        looks="A connection is held by the pool of a pod whether it is used or not; one that idles"
        " in a transaction also holds its locks.",
        alerts=telling(places, catalog, _CONNECTIONS),
        queries=(
            query("Share of the connections that are taken", build.divide(used, most), project),
            query("Who holds them", build.sum_by(series[_STATES], "usename", "state"), project),
        ),
        statements=(
            Command(shows="Who has idled for more than ten minutes?", line=_WHO),
            Command(
                shows="End those that idle in a transaction. Their pools connect anew; those that"
                " merely idle belong to a pool and are left alone.",
                line=_END,
            ),
        ),
        actions=(
            "See whose they are. After a scale-up: more pods, each with a pool of its own.",
            "End what idles in a transaction (below), and find the code that leaves it open.",
            "Lower the size of the pools, or raise `max_connections` where the store is defined.",
        ),
    )


def _slow(places: Sequence[Service], catalog: Catalog) -> Issue:
    series, project = _selectors(places, catalog), catalog.project
    longest = build.max_by(series[_LONGEST], "datname", "state")
    return Issue(
        title="Slow queries",
        looks=_logged(places, catalog),
        alerts=telling(places, catalog, _LONGEST),
        queries=(query("How long the longest transaction lasts", longest, project),),
        commands=tuple(line for one in places for line in _logs(one, catalog)),
        statements=(
            Command(shows="What runs, for how long, and what does it wait for?", line=_RUNNING),
            Command(shows="Cancel one of them, not its connection.", line=_CANCEL),
        ),
        actions=(
            "One query, in the log or above: `EXPLAIN` it, and see what it reads without an index.",
            "Many that wait for one: that one holds their locks. Cancel it.",
            "All of them, since a moment ago: look at processor and reads on the dashboard.",
        ),
    )


def _logged(places: Sequence[Service], catalog: Catalog) -> str:
    """Return what is logged, if the definitions say so."""
    limits = {
        one.environment.name: setting
        for one in places
        if (setting := _setting(one, catalog, "log_min_duration_statement"))
    }
    told = ", ".join(f"from {limit} ms on in {where}" for where, limit in limits.items())
    return f"Each statement that takes longer is logged with its duration: {told or 'none is'}."


def _setting(service: Service, catalog: Catalog, name: str) -> str:
    """Return what the setting *name* is at *service*, as it is defined; empty if it is not."""
    workload = service.workload
    if isinstance(workload, External):
        made = _managed(service, catalog)
        return made[0].parameters.get(name, "") if made else ""
    lines = [line for text in workload.files.values() for line in text.splitlines()]
    found = [line.partition("=")[2].strip(" '") for line in lines if line.startswith(f"{name} ")]
    return found[-1] if found else ""


def _managed(service: Service, catalog: Catalog) -> tuple[Database, Infrastructure] | None:
    for made in catalog.infrastructures:
        for database in made.databases:
            if database.service.name == service.name and made.environment is service.environment:
                return database, made
    return None


def _logs(service: Service, catalog: Catalog) -> Iterator[Command]:
    made, where = _managed(service, catalog), service.environment.name
    if made:
        name = naming.store_name(made[1].environment.cluster, service.name)
        yield Command(
            shows=f"What was slow within the last hour in {where}?",
            line=f"aws logs tail --region {made[1].region} /aws/rds/instance/{name}/postgresql"
            " --since 1h --filter-pattern duration",
        )
    elif workload_name(service):
        yield Command(
            shows=f"What was slow within the last hour in {where}?",
            line=f"kubectl logs -n {service.namespace} {workload_name(service)}"
            f" -c {service.container} --since=1h | grep 'duration:'",
        )


def _session(service: Service, places: Sequence[Service], catalog: Catalog) -> Iterator[Command]:
    if workload_name(service):
        yield Command(
            shows=f"In {service.environment.name}, in the pod itself:",
            line=f"kubectl exec -n {service.namespace} -it {workload_name(service)}"
            f' -c {service.container} -- sh -c \'psql -U "$POSTGRES_USER" -d "$POSTGRES_DB"\'',
        )
        return
    made, client = _managed(service, catalog), _client(service, catalog)
    images = [one.workload.image for one in places if not isinstance(one.workload, External)]
    if not made or client is None or not images:
        return
    database, given = made
    name = naming.store_name(given.environment.cluster, service.name)
    found = f"aws rds describe-db-instances --region {given.region} --db-instance-identifier {name}"
    login = f"port={service.port} dbname={database.database} user={database.username}"
    yield Command(
        shows=f"In {service.environment.name} network policies admit its clients alone, so beside"
        f" a pod of {client.name}. The password is in the secret of the first line.",
        line=f"{found} --query 'DBInstances[0].MasterUserSecret.SecretArn' --output text\n"
        f"host=$({found} --query 'DBInstances[0].Endpoint.Address' --output text)\n"
        f"pod=$(kubectl get pods -n {client.namespace} -l {naming.APP_LABEL}={client.name}"
        " -o jsonpath='{.items[0].metadata.name}')\n"
        f'kubectl debug -n {client.namespace} -it "$pod" --profile=restricted --image={images[0]}'
        f' -- psql "host=$host {login} sslmode=require"',
    )


def _client(service: Service, catalog: Catalog) -> Service | None:
    """Return whose pods may connect to *service*: the last that can wait, if one can."""
    calling = [one for one in catalog.services if service in one.depends_on]
    callers = [one for one in calling if isinstance(one.workload, Deployment)]
    return max(callers, key=lambda one: getattr(one.workload, "spot", False), default=None)
