"""The two pages. They follow from the files of the others, so that no link leads nowhere."""

from __future__ import annotations

from observability.compile.plan import Plan
from observability.render.document import Document
from observability.render.overview.diagram import diagram
from observability.render.overview.environments import page
from observability.render.overview.inventory import checklist
from observability.render.overview.markdown import link, table
from observability.render.overview.services import index

__all__ = ["render"]

_ARCHITECTURE, _ENVIRONMENTS, _INVENTORY = "architecture.md", "environments.md", "inventory.md"
_FOLDERS = (
    ("kubernetes/", "kubernetes/kustomization.yaml", "what runs, an object a file"),
    ("prometheus/", "prometheus/prometheus.yml", "what is scraped, recorded and alerted on"),
    ("alertmanager/", "alertmanager/alertmanager.yml", "who is told"),
    ("grafana/", "grafana/dashboards/slo/slo-overview.json", "what is shown"),
    ("terraform/", "", "what it runs on"),
    ("argocd/", "argocd/bootstrap/kustomization.yaml", "how it gets there"),
    ("github/", "github/workflows/deploy.yml", "what builds and promotes it"),
    ("runbooks/", "runbooks/README.md", "what people do"),
    ("cost/", "cost/README.md", "what it costs"),
)


def render(plan: Plan, documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """Return the pages about *documents*; none where nothing is defined."""
    if not plan.catalog.services:
        return ()
    paths = frozenset(one.path for one in documents)
    environments = page(plan, documents)
    pages = [(_ARCHITECTURE, "How it hangs together", _architecture(plan, paths, environments))]
    if environments:
        pages.append((_ENVIRONMENTS, "How the environments differ", environments))
    if plan.catalog.inventory:
        pages.append((_INVENTORY, "What was asked for, and where it is", checklist(plan)))
    return tuple(
        Document(path=path, format="text", body="\n".join(lines) + "\n", title=title)
        for path, title, lines in pages
    )


def _architecture(plan: Plan, paths: frozenset[str], environments: list[str]) -> list[str]:
    compared = f" How they differ: {link('environments', _ENVIRONMENTS)}." if environments else ""
    asked = (
        f" What was asked for: {link('inventory', _INVENTORY)}." if plan.catalog.inventory else ""
    )
    names = ", ".join(one.name for one in plan.catalog.environments)
    return [
        f"# Architecture of {plan.catalog.project.name}",
        "",
        f"Environments: {names}.{compared}{asked}",
        "",
        "## What calls what",
        "",
        "Full arrows are calls: network policies admit these and nothing else. Dashed ones are",
        "what is scraped, logged, traced and copied besides.",
        "",
        "```mermaid",
        *diagram(plan).lines(),
        "```",
        "",
        "## What there is of each service",
        "",
        *index(plan, paths),
        "",
        "## Where to look",
        "",
        *table(("folder", "what it holds"), _folders(paths)),
    ]


def _folders(paths: frozenset[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for folder, start, what in _FOLDERS:
        own = sorted(path for path in paths if path.startswith(folder))
        if own:
            found.append((link(folder, start if start in paths else own[0]), what))
    return found
