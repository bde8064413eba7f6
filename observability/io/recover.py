"""What to say about a definition file that raised, and what can still be defined by it."""

from __future__ import annotations
import __future__

import ast
import functools
import operator
import traceback
from types import ModuleType, TracebackType

from observability.base.errors import DefinitionError, Problem, has_reported, report
from observability.base.source import Source
from observability.io.explain import explain

__all__ = ["Failures", "recover"]

_PACKAGE = __file__.rpartition("io")[0]


class Failures:
    """The modules in which something failed, and the names that are missing because of it."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.modules: set[str] = set()
        self.missing: set[tuple[str, str]] = set()


def recover(
    module: ModuleType,
    path: str,
    error: BaseException,
    failures: Failures,
    running: tuple[str, ...],
) -> None:
    """Report *error*, then run the other statements of the file, reporting theirs, too."""
    failures.modules.add(module.__name__)
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read(), path)
    except (SyntaxError, ValueError, OSError, RecursionError, MemoryError):
        _report(error, path, failures)
        return
    for name in [name for name in vars(module) if not name.startswith("__")]:
        delattr(module, name)
    flags = _flags(tree)
    failed = [
        _fails(one, module, path, failures, running=running, flags=flags) for one in tree.body
    ]
    if not any(failed):  # it went well this time, but a run that fails at times is wrong, too
        _report(error, path, failures)


def _fails(
    statement: ast.stmt,
    module: ModuleType,
    path: str,
    failures: Failures,
    *,
    running: tuple[str, ...],
    flags: int,
) -> bool:
    """Run *statement*, report its error unless that follows from another, and tell if it failed."""
    tree = ast.Module([statement], type_ignores=[])
    try:
        code = compile(tree, path, "exec", flags=flags, dont_inherit=True)
        exec(code, vars(module))  # noqa: S102 - running the user's definitions is the purpose
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the user's code may raise anything, even to exit
        failures.missing.update((module.__name__, name) for name in _bound(statement))
        cycle = _cycle(error, running)
        if cycle:
            place = Source(file=path, line=statement.lineno)
            hint = "move what both need into a file that imports neither"
            report(Problem(source=place, message=f"import cycle: {cycle}", help=hint))
        elif not _follows(error, module.__name__, failures):
            _report(error, path, failures)
        return True
    return False


def _flags(tree: ast.Module) -> int:
    """Return how the file wants to be compiled: by its imports from ``__future__``."""
    words = [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    ]
    features = [getattr(__future__, word) for word in words if hasattr(__future__, word)]
    return functools.reduce(operator.or_, (one.compiler_flag for one in features), 0)


def _bound(statement: ast.stmt) -> list[str]:
    """Return the names that *statement* would have defined."""
    names = [one.asname or one.name for one in ast.walk(statement) if isinstance(one, ast.alias)]
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
    return names


def _follows(error: BaseException, module: str, failures: Failures) -> bool:
    """Tell whether *error* is only the consequence of another that is reported."""
    if isinstance(error, NameError):
        return (module, error.name) in failures.missing
    if isinstance(error, ImportError):
        return error.name in failures.modules
    if isinstance(error, AttributeError) and isinstance(error.obj, ModuleType):
        return error.obj.__name__ in failures.modules
    return has_reported() and _is_ours(error)


def _is_ours(error: BaseException) -> bool:
    """Tell whether this package raised *error*, tripping over what is already reported."""
    trace = traceback.extract_tb(error.__traceback__)
    return bool(trace) and trace[-1].filename.startswith(_PACKAGE)


def _cycle(error: BaseException, running: tuple[str, ...]) -> str:
    """Return the files of the import cycle that *error* is about, or nothing."""
    if not isinstance(error, ImportError) or error.name not in running[:-1]:
        return ""
    start = running.index(error.name)
    files = [f"{name.replace('.', '/')}.py" for name in running[start:]]
    return " -> ".join([*files, files[0]])


def _report(error: BaseException, path: str, failures: Failures) -> None:
    if isinstance(error, DefinitionError):
        report(error.problem)
        return
    if isinstance(error, SyntaxError) and error.filename == path:
        place = Source(file=path, line=error.lineno or 1, column=max((error.offset or 1) - 1, 0))
        report(Problem(source=place, message=f"invalid Python: {error.msg}"))
        return
    message, field, hint = explain(error)
    place = _innermost(error.__traceback__, failures.root) or Source(file=path, line=1)
    report(Problem(source=place, message=message, field=field, help=hint))


def _innermost(trace: TracebackType | None, root: str) -> Source | None:
    """Return the deepest place of *trace* in the user's own files."""
    ours = [one for one in traceback.extract_tb(trace) if one.filename.startswith(f"{root}/")]
    outside = f"{root}/observability/"
    ours = [one for one in ours if not one.filename.startswith(outside)] or ours
    if not ours:
        return None
    last = ours[-1]
    return Source(
        file=last.filename,
        line=last.lineno or 1,
        end_line=getattr(last, "end_lineno", None) or 0,
        column=last.colno or 0,
        end_column=last.end_colno or 0,
    )
