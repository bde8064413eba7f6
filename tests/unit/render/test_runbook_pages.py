"""The pages are good Markdown, and every link in them leads somewhere."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from typing import Any

import pytest

from observability.compile.links import runbook
from tests.alertmanager_catalog import documents, plan

_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@cache
def _files() -> dict[str, str]:
    return {path: one.body for path, one in documents(plan()).items() if path.endswith(".md")}


@cache
def _tokens(path: str) -> tuple[Any, ...]:
    markdown = pytest.importorskip("markdown_it", reason="needs markdown-it-py, a Markdown reader")
    reader = markdown.MarkdownIt("commonmark").enable("table")
    return tuple(reader.parse(_files()[path]))


def _links(path: str) -> list[str]:
    inline = [child for token in _tokens(path) for child in token.children or ()]
    return [str(one.attrs["href"]) for one in inline if one.type == "link_open"]


def _anchors(path: str) -> set[str]:
    headings = _HEADING.findall(_files()[path])
    return {re.sub(r"[^a-z0-9 -]", "", one.lower()).replace(" ", "-") for one in headings}


def test_every_alert_leads_to_its_page() -> None:
    """The annotation's address ends in a file that exists."""
    which = plan()
    expected = {runbook(which.catalog, alert.alert) for alert in which.alerts}
    urls = {alert.annotations["runbook_url"] for alert in which.alerts}

    assert expected == urls
    assert {url.rpartition("/")[2] for url in urls} <= {
        path.rpartition("/")[2] for path in _files()
    }


@pytest.mark.parametrize("path", sorted(_files()))
def test_relative_links_lead_somewhere(path: str) -> None:
    """To a file of the same folder, and to a heading in it."""
    relative = [link for link in _links(path) if "://" not in link]
    broken = [link for link in relative if not _resolves(path, link)]

    assert relative
    assert [] == broken


def _resolves(path: str, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    return target in _files() and (not anchor or anchor in _anchors(target))


@pytest.mark.parametrize("path", sorted(_files()))
def test_fences_are_closed_and_name_their_language(path: str) -> None:
    """A fence that is left open swallows the rest of the page."""
    opened = [line for line in _files()[path].splitlines() if line.startswith("```")]
    fences = [token for token in _tokens(path) if token.type == "fence"]

    assert len(opened) == 2 * len(fences)
    assert {"bash", "promql", "sql"} >= {token.info for token in fences}


@pytest.mark.parametrize("path", sorted(_files()))
def test_headings_are_headings_and_tables_are_tables(path: str) -> None:
    """Every line that looks like one is read as one, with as many cells as its head."""
    lines = _files()[path].splitlines()
    headings = [token for token in _tokens(path) if token.type == "heading_open"]
    rows = [token for token in _tokens(path) if token.type == "tr_open"]
    rules = [line for line in lines if re.fullmatch(r"(\|-+)+\|", line)]

    assert len([line for line in lines if line.startswith("#")]) == len(headings)
    assert len([line for line in lines if line.startswith("|")]) == len(rows) + len(rules)


@pytest.mark.parametrize("path", sorted(_files()))
def test_a_bar_in_a_text_does_not_end_its_cell(path: str) -> None:
    """Each row has as many bars as the rule below the table's head."""
    width = 0
    for line in _files()[path].splitlines():
        bars = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        width = bars if bars and not width else width * bool(bars)

        assert width == bars


def test_the_index_lists_every_page_once() -> None:
    """Those of alerts and of services below the service."""
    links = [link for link in _links("runbooks/README.md") if link.endswith(".md")]
    pages = {path.rpartition("/")[2] for path in _files()} - {"README.md"}

    assert {f"{alert.alert}.md" for alert in plan().alerts} < pages
    assert sorted(pages) == sorted(links)


def test_an_incident_begins_with_the_outages() -> None:
    """They are what SEV-1 looks like here; causes that merely page are not."""
    text = _files()["runbooks/incident-response.md"]

    assert "[StoreDown](StoreDown.md)" in text
    assert "StoreFull" not in text


def test_no_command_changes_anything() -> None:
    """In code blocks there are reading commands alone."""
    code = [
        line
        for path in _files()
        for token in _tokens(path)
        if token.type == "fence" and token.info == "bash"
        for line in token.content.splitlines()
    ]
    writing = re.compile(
        r"kubectl (apply|edit|patch|scale|set|delete|exec|run|debug|autoscale|rollout (?!history))"
    )

    assert code
    assert [] == [line for line in code if writing.search(line)]
