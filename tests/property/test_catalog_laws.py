"""Laws of the whole: the same definitions are the same bytes, whatever the circumstances."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from observability import SLO, Project
from observability.app import build
from observability.compile.project import compile_catalog
from observability.io.load import load
from observability.model.catalog import Catalog, join
from observability.model.definition import Definition
from observability.promql.parser import check, uses
from observability.promql.printer import text
from tests.core_definitions import valid
from tests.property.strategies import definitions, projects

ROOT = Path(__file__).resolve().parents[2]
DIGEST = """
import hashlib, os, sys
from observability.app import build
from observability.io.load import load
loaded = load(sys.argv[1])
assert loaded.catalog is not None, loaded.problems
for path, data in build(loaded.catalog, sys.argv[1]).files.items():
    print(path, hashlib.sha256(data).hexdigest())
"""
# Not shrunk: an example takes a second, and is small enough to be read.
LONG = settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _digest(root: Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", "-c", DIGEST, str(root)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def estate() -> str:
    """The digests of the files that this repository's own definitions yield."""
    return _digest(ROOT, ROOT, PYTHONHASHSEED="0")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4294967295"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "3", "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "Pacific/Apia"},
        {"PYTHONHASHSEED": "4", "PYTHONOPTIMIZE": "2"},
    ],
    ids=lambda one: "-".join(one.values()),
)
def test_the_machine_does_not_matter(
    estate: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    """Hash seed, working folder, locale, time zone and -OO leave every byte as it is."""
    assert estate == _digest(ROOT, tmp_path, **environment)


def test_the_folder_does_not_matter(estate: str, tmp_path: Path) -> None:
    """A checkout elsewhere, under a name with a blank, yields the same bytes."""
    elsewhere = tmp_path / "an other place"
    for folder in ("services", "slos", "alerts", "dashboards"):
        shutil.copytree(ROOT / folder, elsewhere / folder)
    shutil.copy(ROOT / "pyproject.toml", elsewhere)

    assert estate == _digest(elsewhere, tmp_path)


def test_the_order_of_files_does_not_matter_to_rules(tmp_path: Path) -> None:
    """When the files are loaded from the last to the first, each service's rules keep their bytes."""
    for folder in ("services", "slos", "alerts", "dashboards"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    names = sorted(path.stem for path in (ROOT / "slos").glob("[a-z]*.py"))
    imports = [f"from slos.{name} import *" for name in reversed(names)]
    (tmp_path / "slos" / "aaa.py").write_text("\n".join(imports), encoding="utf-8")
    here, there = _rules(ROOT), _rules(tmp_path)

    assert here.keys() == there.keys()
    assert here == there


def _rules(root: Path) -> dict[str, bytes]:
    catalog = load(str(root)).catalog
    assert catalog is not None
    files = build(catalog, str(root)).files
    return {
        path: b"\n".join(line for line in data.split(b"\n") if not line.startswith(b"# "))
        for path, data in files.items()
        if path.startswith("prometheus/rules/")
    }


@LONG
@given(made=definitions(), project=projects())
def test_compiling_is_a_function(made: tuple[Definition, ...], project: Project) -> None:
    """The same catalog, compiled and written twice, is equal."""
    first, second = join(made, project), join(made, project)

    assert build(first, "/").files == build(second, "/").files


@LONG
@given(made=definitions(), project=projects(), data=st.data())
def test_services_do_not_depend_on_the_order_of_others(
    made: tuple[Definition, ...], project: Project, data: st.DataObject
) -> None:
    """Definitions in another order leave each service's own rules as they are."""
    order = data.draw(st.permutations(range(len(made))))
    ranked = sorted(range(len(made)), key=lambda index: (_owner(made[index]), index))
    shuffled = [made[index] for index in sorted(ranked, key=lambda i: order.index(_first(made, i)))]

    assert _by_name(join(made, project)) == _by_name(join(shuffled, project))


def _owner(definition: Definition) -> str:
    return str(getattr(getattr(definition, "service", definition), "name", ""))


def _first(made: tuple[Definition, ...], index: int) -> int:
    """Return where the service of the definition comes first: its own keep their order."""
    return next(i for i, one in enumerate(made) if _owner(one) == _owner(made[index]))


def _by_name(catalog: Catalog) -> dict[str, object]:
    return {file.name: file.groups for file in compile_catalog(catalog).rules}


@LONG
@given(made=definitions(), project=projects())
def test_every_rule_is_valid_and_named_once(made: tuple[Definition, ...], project: Project) -> None:
    """Whatever is defined, every expression parses and no alert or group has a name twice."""
    plan = compile_catalog(join(made, project))
    groups = [group for file in plan.rules for group in file.groups]
    alerts = [alert.alert for alert in plan.alerts]

    assert [] == [rule for group in groups for rule in group.rules if check(text(rule.expr))]
    assert len(groups) == len({group.name for group in groups})
    assert len(alerts) == len(set(alerts))


@LONG
@given(made=definitions(), project=projects())
def test_what_rules_read_is_recorded_or_declared(
    made: tuple[Definition, ...], project: Project
) -> None:
    """No rule reads a series that nobody exposes and nothing records."""
    catalog = join(made, project)
    rules = [
        rule
        for file in compile_catalog(catalog).rules
        for group in file.groups
        for rule in group.rules
    ]
    recorded = {getattr(rule, "record", "") for rule in rules}
    exposed = {name for metric in catalog.metrics for name in metric.exposed()}
    read = {use.metric for rule in rules for use in uses(text(rule.expr))}

    assert read <= recorded | exposed | {"up"}


def _promtool(catalog: Catalog, folder: Path) -> None:
    for path, data in build(catalog, "/").files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    rules = sorted(map(str, (folder / "prometheus/rules").glob("*.yml")))
    tests = sorted(map(str, (folder / "prometheus/tests").glob("*.yml")))
    for command in (["check", "rules", "--lint-fatal", *rules], ["test", "rules", *tests]):
        if len(command) > 3:
            done = subprocess.run(
                ["promtool", *command], capture_output=True, text=True, check=False, timeout=300
            )
            assert done.returncode == 0, done.stdout + done.stderr


needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is not installed"
)


@pytest.mark.slow
@pytest.mark.tool
@needs_promtool
@settings(LONG, max_examples=3)
@given(made=definitions(), project=projects())
def test_whatever_is_defined_is_proven_by_promtool(
    made: tuple[Definition, ...], project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The proofs that come with made-up definitions pass, and their rules pass the linter."""
    _promtool(join(made, project), tmp_path_factory.mktemp("out"))


@pytest.mark.tool
@needs_promtool
@pytest.mark.parametrize(
    "objective",
    [
        99.9,
        90.07,
    ],
)
def test_any_objective_is_recorded_exactly(objective: float, tmp_path: Path) -> None:
    """What Prometheus records as the objective is the number that was written."""
    _promtool(join([valid(SLO, objective=objective)], valid(Project)), tmp_path)
