"""The page that ticks off what was asked for: where each row is, or what was decided instead."""

from __future__ import annotations

from collections.abc import Iterator

from observability.compile.plan import Plan
from observability.model.inventory import Inventory, Wanted
from observability.render.overview.markdown import link, table

__all__ = ["checklist"]

_ROOT = ".."  # of the repository, from the output folder


def checklist(plan: Plan) -> list[str]:
    """Return the lines of the page; none where nothing was asked for."""
    parts = plan.catalog.inventory
    if not parts:
        return []
    return [
        f"# What was asked for of {plan.catalog.project.name}, and where it is",
        "",
        "A row for each thing that was asked for: the file it is in, with the kind and the name of",
        "what is there, or the decision by which it is not. `o11y check` looks each of them up.",
        "",
        *(line for part in parts for line in _part(part)),
        f"The whole: {link('architecture', 'architecture.md')}.",
    ]


def _part(part: Inventory) -> Iterator[str]:
    yield f"## {part.name}"
    yield ""
    yield from table(("asked for at", "what", "where it is", "note"), map(_row, part.rows))
    yield ""


def _row(one: Wanted) -> tuple[str, ...]:
    places = [f"{what.partition('/')[0]} {_linked(path, what)}" for path, what in one.places]
    if one.decision:
        name = one.decision.rpartition("/")[2].removesuffix(".md")
        places.append(f"decision {link(name, f'{_ROOT}/{one.decision}')}")
    return (one.row, one.what, "; ".join(places), one.note or "-")


def _linked(path: str, what: str) -> str:
    return link(what.partition("/")[2], path)
