"""The shape of the code: layers, sizes, types, effects, and what an import costs.

Lengths: a module counts all its lines. A function counts the lines from its ``def`` to its end, its
docstring apart: what explains is not what has to be understood.
"""

from __future__ import annotations

import ast
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import observability

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "observability"
STARTER = PACKAGE / "io" / "scaffold"  # definitions of a new repository, not modules of ours
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if STARTER not in path.parents)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(_tree(path)) if isinstance(node, Function))


def _length(function: Function) -> int:
    first = function.body[0]
    length = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return length
    return length - ((first.end_lineno or 0) - first.lineno + 1)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


# -- sizes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_are_short(path: Path) -> None:
    """A module has at most 300 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_most_modules_are_very_short() -> None:
    """Half of the modules have at most 120 lines."""
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES]

    assert statistics.median(lengths) <= 120


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_functions_are_short(path: Path) -> None:
    """A function has at most 40 lines, its docstring apart."""
    assert [] == [one.name for one in _functions(path) if _length(one) > 40]


def test_most_functions_are_very_short() -> None:
    """Half of the functions have at most 10 lines, their docstrings apart."""
    lengths = [_length(one) for path in MODULES for one in _functions(path)]

    assert statistics.median(lengths) <= 10


# -- style that no linter checks ---------------------------------------------------------------


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_everything_is_annotated(path: Path) -> None:
    """Every argument and every result has a type."""
    missing = [
        f"{function.name}({argument.arg})"
        for function in _functions(path)
        for argument in _arguments(function)
        if argument.annotation is None and argument.arg not in ("self", "cls")
    ]
    missing += [function.name for function in _functions(path) if function.returns is None]

    assert [] == missing


def _arguments(function: Function) -> list[ast.arg]:
    given = function.args
    rest = [one for one in (given.vararg, given.kwarg) if one is not None]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *rest]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_module_says_what_it_is(path: Path) -> None:
    """A module opens with a sentence of purpose."""
    docstring = ast.get_docstring(_tree(path)) or ""

    assert re.match(r"[A-Z`0-9a-z].*[.:]", docstring.split("\n\n")[0].replace("\n", " "))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_public_things_are_documented(path: Path) -> None:
    """Every public function and class has a docstring; what is private or inside of it needs none."""
    things = [
        node
        for node in ast.walk(_tree(path))
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_")
    ]
    nested = {
        inner
        for outer in ast.walk(_tree(path))
        if isinstance(outer, Function)
        or (isinstance(outer, ast.ClassDef) and outer.name.startswith("_"))
        for inner in ast.walk(outer)
        if inner is not outer
    }

    assert [] == [
        one.name for one in things if one not in nested and ast.get_docstring(one) is None
    ]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_nothing_takes_any_keyword(path: Path) -> None:
    """There is no ``**kwargs`` of our own: names are checked where they are written.

    What forwards labels, whose names are the user's, may take keywords of strings.
    """
    loose = [
        function.name
        for function in _functions(path)
        if function.args.kwarg is not None
        and ast.unparse(function.args.kwarg.annotation or ast.Constant(None)) != "str"
    ]

    assert [] == loose


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_errors_are_swallowed_and_nothing_is_left_to_do(path: Path) -> None:
    """No bare except, no ``except Exception: pass``, no marks for later."""
    handlers = [node for node in ast.walk(_tree(path)) if isinstance(node, ast.ExceptHandler)]
    silent = [
        one.lineno
        for one in handlers
        if one.type is None
        or ("Exception" in ast.unparse(one.type) and isinstance(one.body[0], ast.Pass))
    ]

    assert [] == silent
    assert [] == re.findall(r"\b(TODO|FIXME|XXX)\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_all_lists_what_is_there(path: Path) -> None:
    """``__all__`` is sorted and names only what the module has."""
    lists = [
        node.value
        for node in _tree(path).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    if not lists or path == PACKAGE / "__init__.py":
        return
    names = ast.literal_eval(lists[0])

    assert set(names) <= _bound(_tree(path))
    assert len(names) == len(set(names))


def _bound(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Name(ctx=ast.Store()):
                found.add(node.id)
            case ast.alias():
                found.add((node.asname or node.name).partition(".")[0])
            case _:
                pass
    return found


# -- effects -----------------------------------------------------------------------------------

EFFECTS = re.compile(
    r"\bopen\(|\.read_text\(|\.write_text\(|\.read_bytes\(|\.write_bytes\(|\bos\.environ|\bgetenv\("
    r"|datetime\.now|\.utcnow\(|date\.today|\btime\.time\(|\brandom\.|\buuid4\(|\bsubprocess\."
    r"|\bprint\(|\binput\("
)


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.relative_to(PACKAGE).parts[0] not in ("io", "cli")],
    ids=_name,
)
def test_only_io_and_the_command_line_have_effects(path: Path) -> None:
    """Nothing else opens files, reads the environment, the clock or chance, or prints."""
    assert [] == EFFECTS.findall(_code(path))


def _code(path: Path) -> str:
    """Return the code of *path* without comments, docstrings and other texts."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.unparse(tree)


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_hold_no_state(path: Path) -> None:
    """No function changes what belongs to its module."""
    assert [] == [node.names for node in ast.walk(_tree(path)) if isinstance(node, ast.Global)]


# -- layers ------------------------------------------------------------------------------------


def test_imports_point_down() -> None:
    """The contracts of .importlinter hold: layers, independence, one home for each library."""
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert tool is not None, "import-linter is a development dependency"
    done = subprocess.run(
        [tool, "--no-cache", "--config", str(ROOT / ".importlinter")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_every_output_system_is_independent() -> None:
    """Each member of render/ is in the contract; what all of them share is named here."""
    shared = {"__init__", "document", "rules", "targets"}
    members = {path.stem for path in (PACKAGE / "render").iterdir() if _is_module(path)}
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8")

    named = set(re.findall(r"^    observability\.render\.(\w+)$", contract, re.MULTILINE))

    assert members - shared == named - shared


def _is_module(path: Path) -> bool:
    return path.suffix == ".py" or (path / "__init__.py").is_file()


# -- the public API ----------------------------------------------------------------------------


@cache
def _imported_for_types() -> dict[str, str]:
    """Return the names that type checkers see, with the modules they come from."""
    return {
        alias.name: str(node.module)
        for node in ast.walk(_tree(PACKAGE / "__init__.py"))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("observability.")
        for alias in node.names
    }


def test_tools_and_python_see_the_same_names() -> None:
    """The table, the imports for type checkers and ``__all__`` agree."""
    homes = {name: f"observability.{home}" for name, home in observability._HOME.items()}

    assert homes == _imported_for_types()
    assert sorted(homes) == sorted(observability.__all__)


@pytest.mark.parametrize("name", observability.__all__)
def test_every_name_resolves(name: str) -> None:
    """A name that is promised is there, and is in the ``__all__`` of its home."""
    value = getattr(observability, name)
    home = sys.modules[f"observability.{observability._HOME[name]}"]

    assert value is getattr(home, name)
    assert name in home.__all__


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """Misspelt imports fail as they do for any module."""
    with pytest.raises(AttributeError, match="no attribute 'Slo'"):
        observability.Slo  # noqa: B018


# -- what an import costs ----------------------------------------------------------------------

HEAVY = {
    "attrs",
    "click",
    "grafanalib",
    "jinja2",
    "json",
    "prometheus_client",
    "promql_parser",
    "subprocess",
    "typing",
    "yaml",
}


def _loaded(code: str) -> set[str]:
    report = (
        f"import sys; before = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{report}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing() -> None:
    """``import observability`` alone costs nothing; names are loaded when they are used."""
    loaded = _loaded("import observability")

    assert {"observability"} == {one for one in loaded if one.startswith("observability")}
    assert set() == loaded & HEAVY


def test_definitions_load_no_writers_and_no_command_line() -> None:
    """A definition file that writes no PromQL of its own loads the model and attrs, no more."""
    loaded = _loaded(
        "from observability import SLO, Availability, Counter, Deployment, Service, Team"
    )

    assert set() == loaded & (HEAVY - {"attrs", "typing"})
    assert [] == [
        one for one in loaded if one.startswith(("observability.render", "observability.io"))
    ]


def test_loading_the_estate_loads_no_writers() -> None:
    """Reading definitions needs neither YAML nor Jinja2 nor grafanalib nor click."""
    code = f"from observability.io.load import load\nassert load({str(ROOT)!r}).catalog"
    loaded = _loaded(code)

    assert set() == loaded & {"click", "grafanalib", "jinja2", "yaml", "prometheus_client"}
