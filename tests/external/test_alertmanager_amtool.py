"""amtool judges the configuration, the routes, the templates, and our model of the tree."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observability.base.labels import Matcher
from observability.compile.project import compile_catalog
from observability.compile.routing_check import routing_problems
from observability.compile.routing_tree import Contact, Route, Routing, path
from observability.io.load import load
from observability.io.tools import amtool
from observability.render.alertmanager.configuration import configuration
from observability.serialize.yaml import dump
from tests.alertmanager_catalog import PROJECT, plan, written

pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(shutil.which("amtool") is None, reason="amtool is not installed"),
]
ROOT = Path(__file__).resolve().parents[2]

NAMES = ("team", "severity", "slo", "a_b")
VALUES = ("", "x", "page", "y.z", 'q"uo\\te', "é")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the small estate's files."""
    return written(plan(), tmp_path_factory.mktemp("out"))


def _complaints(out: Path) -> list[tuple[str, str]]:
    return [(one.name, one.output) for one in amtool.check(out) if not one.ok]


def test_the_small_estate_passes(out: Path) -> None:
    """Configuration, every route test, every template."""
    assert [] == _complaints(out)


def test_our_own_estate_passes(tmp_path: Path) -> None:
    """Whatever it is made of today; and no alert of it goes astray."""
    loaded = load(str(ROOT))
    assert loaded.catalog is not None
    which = compile_catalog(loaded.catalog)

    assert () == routing_problems(which)
    assert [] == _complaints(written(which, tmp_path))


def _changed(out: Path, tmp_path: Path, file: str, old: str, new: str) -> Path:
    copy = tmp_path / "out"
    shutil.copytree(out, copy)
    path = copy / "alertmanager" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return copy


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("alertmanager.yml", "receiver: ops-page", "receiver: ops-ticket", "routes test"),
        ("alertmanager.yml", "receiver: ops-page", "receiver: nobody", "check-config"),
        ("alertmanager.yml", "routing_key_file", "routing_key_fle", "check-config"),
        ("alertmanager.yml", 'team="shop"', 'team="shops"', "routes test"),
        ("tests/routes.yml", "- shop-page", "- ops-page", "routes test"),
        ("templates/common.tmpl", '{{ define "o11y.title" -}}', '{{ define "t" -}}', "render"),
        ("templates/slack.tmpl", ".Annotations.summary", ".Nonsense.summary", "slack"),
        ("templates/email.tmpl", "{{ .Name }}", "{{ .Name | urlquery | toUpper }}", "email"),
    ],
)
def test_a_defect_is_found(  # noqa: PLR0917 - a table
    out: Path, tmp_path: Path, file: str, old: str, new: str, complaint: str
) -> None:
    """Each judge finds what it is there for."""
    names = [name for name, _ in _complaints(_changed(out, tmp_path, file, old, new))]

    assert any(complaint in name for name in names)


matchers = st.builds(
    Matcher, st.sampled_from(NAMES), st.sampled_from(("=", "!=")), st.sampled_from(VALUES)
) | st.builds(
    Matcher,
    st.sampled_from(NAMES),
    st.sampled_from(("=~", "!~")),
    st.sampled_from(("x|page", ".*", ".+", "", "pa", r"y\.z", "[xy].*")),
)
contacts = st.sampled_from([f"contact-{number}" for number in range(6)])


def _route(children: st.SearchStrategy[tuple[Route, ...]]) -> st.SearchStrategy[Route]:
    some = st.lists(matchers, min_size=1, max_size=2).map(tuple)
    return st.builds(Route, contact=contacts, matchers=some, routes=children)


leaves = _route(st.just(()))
branches = _route(st.lists(leaves, max_size=3).map(tuple))
roots = st.builds(
    Route,
    contact=st.just("root"),
    routes=st.lists(branches, max_size=4).map(tuple),
    group_by=st.just(("team",)),
)
# amtool wants at least one label, and takes no empty values.
label_sets = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES[1:]), min_size=1)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(root=roots, labels=st.lists(label_sets, min_size=3, max_size=3))
def test_our_model_of_the_tree_is_alertmanagers(
    root: Route, labels: list[dict[str, str]], tmp_path: Path
) -> None:
    """For any tree and any labels, we find the receiver that amtool finds."""
    names = ["root", *(f"contact-{number}" for number in range(6))]
    routing = Routing(root=root, contacts=tuple(Contact(name=name) for name in names))
    file = tmp_path / "alertmanager.yml"
    body = configuration(routing, PROJECT)
    del body["templates"]
    file.write_text(dump(body), encoding="utf-8")
    found = [_receiver(file, each) for each in labels]

    assert [path(root, each)[-1].contact for each in labels] == found


def _receiver(file: Path, labels: dict[str, str]) -> str:
    # A label that amtool parses is a matcher: the value is quoted as in a configuration.
    arguments = [str(Matcher(name, "=", value)) for name, value in labels.items()]
    command = ["amtool", "config", "routes", "test", f"--config.file={file}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    return done.stdout.strip()


def test_the_route_tests_are_yaml_that_anybody_reads(out: Path) -> None:
    """They are also for those who do not use our tool."""
    entries = yaml.safe_load((out / "alertmanager/tests/routes.yml").read_text(encoding="utf-8"))

    assert all({"labels", "receivers"} == set(entry) for entry in entries)
