"""The two files: a table for a spreadsheet, and a page for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from observability.base.quantity import number
from observability.compile.plan import Plan
from observability.model.price import PriceTable
from observability.panels.recommendation import RECOMMENDED
from observability.render.cost.infrastructure import Bill, bills
from observability.render.cost.money import HOURS, total
from observability.render.cost.workloads import Workload, workloads
from observability.render.document import Document

__all__ = ["render"]

_HEAD = (
    "environment",
    "kind",
    "name",
    "capacity",
    "replicas_least",
    "replicas_most",
    "cpu_cores",
    "memory_gib",
    "storage_gib",
    "month_least",
    "month_most",
)

_NODES = (
    "Nodes are those that are wanted at the start. What the pods request has to fit into them, so"
    " it is a share of the nodes, not a further cost."
)


def render(plan: Plan, documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """Return what *documents* cost by the price table of *plan*, if there is one."""
    for table in plan.catalog.prices:
        found = workloads(table, documents)
        billed = [one for given in plan.catalog.infrastructures for one in bills(table, given)]
        others = [one.name for given in plan.catalog.infrastructures for one in given.reserved]
        csv = "".join(",".join(row) + "\n" for row in [_HEAD, *map(_row, found)])
        lines = _page(table, found, billed, others)
        page = "\n".join([*lines, *_recommended(plan)]) + "\n"
        return (
            _file(table, "cost/resources.csv", csv, ""),
            _file(table, "cost/README.md", page, "What the estate costs a month"),
        )
    return ()


def _file(table: PriceTable, path: str, body: str, title: str) -> Document:
    return Document(path=path, format="text", body=body, title=title, sources=(table.source,))


def _row(one: Workload) -> tuple[str, ...]:
    return (
        one.environment,
        one.kind,
        one.name,
        _capacity(one.spot),
        str(one.least),
        str(one.most),
        *map(number, (one.cpu, one.memory, one.storage)),
        str(one.month_least),
        str(one.month_most),
    )


def _capacity(spot: bool) -> str:
    return "spot" if spot else "on-demand"


def _page(
    table: PriceTable, found: Sequence[Workload], billed: Sequence[Bill], others: Sequence[str]
) -> list[str]:
    environments = list(dict.fromkeys(one.environment for one in found))
    return [
        "# What the estate costs a month",
        "",
        f"In {table.currency}, {HOURS} hours a month, prices as of {table.as_of}: {table.origin}.",
        "Least and most are with the fewest and the most pods that the autoscalers allow.",
        "",
        "## By environment: what the pods request",
        "",
        *_table(
            ("environment", "least", "most", "spot, of the least"),
            [_environment(name, found) for name in environments],
        ),
        "",
        *_environments(environments, found),
        "## By cluster: what is billed",
        "",
        _NODES,
        "",
        *_table(
            ("cluster", "item", "type", "count", "capacity", "month"),
            [_billed(one) for one in billed],
        ),
        "",
        f"Together: {total(one.month for one in billed if one.month is not None)}.",
        *_unpriced(billed, others),
    ]


def _recommended(plan: Plan) -> list[str]:
    """Say where it is shown whether the requests are right, if it is."""
    shown = [
        f"[{one.title}](../grafana/dashboards/{one.folder}/{one.uid}.json)"
        for one in plan.dashboards
        if any(row.title == RECOMMENDED for row in one.rows)
    ]
    if not shown:
        return []
    return [
        "",
        "## Whether it is needed",
        "",
        f"The row *{RECOMMENDED}* of a dashboard has what the vertical autoscaler would request.",
        "What is requested above its upper bound is paid for and not used.",
        "",
        f"Dashboards with this row: {', '.join(shown)}.",
    ]


def _environment(name: str, found: Iterable[Workload]) -> tuple[str, ...]:
    own = [one for one in found if one.environment == name]
    least = total(one.month_least for one in own)
    spot = total(one.month_least for one in own if one.spot)
    share = round(100 * spot / least) if least else 0
    return name, str(least), str(total(one.month_most for one in own)), f"{share} %"


def _environments(names: Iterable[str], found: Iterable[Workload]) -> list[str]:
    every = list(found)
    lines: list[str] = []
    for name in names:
        rows = [_workload(one) for one in every if one.environment == name]
        head = ("workload", "pods", "cores", "GiB", "capacity", "least", "most")
        lines += [f"### {name}", "", *_table(head, rows), ""]
    return lines


def _workload(one: Workload) -> tuple[str, ...]:
    pods = str(one.least) if one.least == one.most else f"{one.least} to {one.most}"
    requests = (number(one.cpu), number(one.memory))
    months = (str(one.month_least), str(one.month_most))
    return (one.name, pods, *requests, _capacity(one.spot), *months)


def _billed(one: Bill) -> tuple[str, ...]:
    cost = "not priced" if one.month is None else str(one.month)
    return one.cluster, one.item, one.type, str(one.count), _capacity(one.spot), cost


def _unpriced(billed: Iterable[Bill], others: Sequence[str]) -> list[str]:
    types = list(dict.fromkeys(one.type for one in billed if one.month is None))
    lines = [f"Not in the sum, without a price in the table: {', '.join(types)}."] if types else []
    if others:
        lines.append(f"Not in the sum, as somebody else runs them: {', '.join(others)}.")
    return ["", *lines] if lines else []


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
