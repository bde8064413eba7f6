"""Defects of the guide that any file could have: no file of ours has them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from observability.render.document import Document
from observability.render.targets import render
from observability.serialize.bytes import to_bytes
from tests.defects.planted import Files
from tests.terraform_files import ROOT, estate

_JAEGER = re.compile(r"jaeger-agent|\b6831\b")
_COST = re.compile(r"kubectl cost")
_ACCOUNT = re.compile(r"arn:aws:[a-z]*:[a-z0-9-]*:([0-9]+):")


def _texts() -> Files:
    from observability.compile.project import compile_catalog

    every: tuple[Document, ...] = render(compile_catalog(estate()))
    return {one.path: to_bytes(one, str(ROOT)).decode() for one in every}


def _helm(given: Files) -> list[str]:
    """Return values without a chart, and applications that ask for Helm."""
    return [
        path
        for path, text in given.items()
        if path.startswith("helm/")
        or "values-prod" in text
        or ("\n    helm:" in text and "\n    chart:" not in text)
    ]


def _short_accounts(given: Files) -> list[str]:
    return [
        found for text in given.values() for found in _ACCOUNT.findall(text) if len(found) != 12
    ]


def _naming(pattern: re.Pattern[str]) -> Callable[[Files], list[str]]:
    return lambda given: [path for path, text in given.items() if pattern.search(text)]


CASES: list[tuple[str, Callable[[Files], list[str]], str, str]] = [
    ("E19", _helm, "helm/values-prod.yaml", "replicaCount: 3\n"),
    ("E20", _short_accounts, "x.yaml", "arn:aws:iam::123456789:role/QuizmentorServiceRole\n"),
    ("E21", _naming(_JAEGER), "x.yaml", "host: jaeger-agent\nport: 6831\n"),
    ("F13", _naming(_COST), "cost/report.sh", "kubectl cost namespace quizmentor-prod\n"),
]


@pytest.fixture(scope="module")
def texts() -> Files:
    """Return the text of every file."""
    return _texts()


@pytest.mark.parametrize(
    ("find", "path", "text"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_no_file_has_it_and_it_would_be_seen(
    texts: Files, find: Callable[[Files], list[str]], path: str, text: str
) -> None:
    """What is generated does not have the defect; the guide's own line is found."""
    assert [] == find(texts)
    assert [] != find(texts | {path: text})
