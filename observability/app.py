"""The use cases: each returns what it found and prints nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import attrs

from observability.base.errors import Problem, ToolError
from observability.compile.plan import Plan
from observability.compile.project import compile_catalog
from observability.io import manifest, state
from observability.io.changes import Changes, compare, contents
from observability.io.errors import WriteError
from observability.io.load import load
from observability.io.lock import alone
from observability.io.root import find_root
from observability.io.tools import amtool, promtool
from observability.io.tools.run import Progress, ToolResult
from observability.io.write import output_folder, write
from observability.lint import engine
from observability.lint.finding import Finding, Severity
from observability.model.catalog import Catalog
from observability.render.document import Document
from observability.render.targets import render
from observability.review.compare import Difference, differences
from observability.serialize.bytes import to_bytes

__all__ = [
    "Built",
    "Outcome",
    "Proof",
    "Review",
    "build",
    "check",
    "diff",
    "generate",
    "plan",
    "prove",
]


@attrs.frozen(kw_only=True)
class Built:
    """Everything that follows from a catalog.

    Args:
        plan: What to record, alert on, route, prove and show.
        documents: The files as data.
        files: The content of each file by its path below the output folder.
        findings: What is right alone and wrong together.
    """

    plan: Plan
    documents: tuple[Document, ...]
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether something was found with which the files would be wrong."""
        return any(one.severity is Severity.ERROR for one in self.findings)


@attrs.frozen(kw_only=True)
class Outcome:
    """What came of a use case.

    Args:
        root: The folder of the definitions.
        out: The output folder.
        problems: What is wrong with the definitions; if anything is, the rest is empty.
        built: What the definitions yield.
        changes: What differs in the output folder, or differed before it was written.
    """

    root: str
    out: str
    problems: tuple[Problem, ...] = ()
    built: Built | None = None
    changes: Changes = attrs.field(factory=Changes)

    @property
    def place(self) -> str:
        """The output folder as a reader knows it: relative to the root if it lies below."""
        return f"{self.out.removeprefix(f'{self.root}/')}/"

    @property
    def current(self) -> str:
        """What to say when the output folder is as it should be."""
        count = len(self.built.files) if self.built else 0
        return f"{self.place} is up to date ({count} files)\n"


@attrs.frozen(kw_only=True)
class Review:
    """What generating would change, in things and in files.

    Args:
        outcome: What differs, by path.
        differences: What differs, by meaning.
        old: The content of the files that would be changed or removed.
        new: The content of the files that would be added or changed.
    """

    outcome: Outcome
    differences: tuple[Difference, ...]
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]


@attrs.frozen(kw_only=True)
class Proof:
    """What the tools say of out/.

    Args:
        results: What each said of each thing.
        missing: Why a tool could not say anything.
    """

    results: tuple[ToolResult, ...]
    missing: tuple[str, ...]


def build(catalog: Catalog, root: str) -> Built:
    """Return everything that *catalog* yields; sources are named relative to *root*.

    Raises:
        ValueError: If two documents have one path.
    """
    compiled = compile_catalog(catalog)
    documents = render(compiled)
    files: dict[str, bytes] = {}
    for document in documents:
        if document.path in files:
            raise ValueError(f"two documents are called {document.path}")
        files[document.path] = to_bytes(document, root)
    findings = engine.run(catalog, documents)
    return Built(plan=compiled, documents=documents, files=files, findings=findings)


def plan(start: str) -> tuple[Plan | None, tuple[Problem, ...], str]:
    """Return the plan of the definitions that *start* lies in, or what is wrong, and the root.

    Raises:
        LoadError: If there are none.
    """
    root = find_root(start)
    loaded = load(root)
    compiled = compile_catalog(loaded.catalog) if loaded.catalog else None
    return compiled, loaded.problems, root


def generate(start: str, out: str | None, *, adopt: bool, say: Callable[[str], None]) -> Outcome:
    """Write what the definitions yield, and remember the state for the next run.

    Nothing is written if the files would be wrong.

    Raises:
        LoadError: If there are no definitions.
        WriteError: If it can not be written; the output folder is then as it was.
    """
    root = find_root(start)
    folder = output_folder(root, out)
    with alone(root, say) as taken:
        loaded = load(root)
        if loaded.catalog is None:
            return Outcome(root=root, out=folder, problems=loaded.problems)
        built = build(loaded.catalog, root)
        if built.is_wrong:
            return Outcome(root=root, out=folder, built=built)
        changes = write(
            folder, built.files, adopt=adopt, say=say, before=lambda: state.forget(root)
        )
        outcome = Outcome(root=root, out=folder, built=built, changes=changes)
        if loaded.repeatable and not built.findings:
            state.remember(
                root,
                folder,
                read={*loaded.read, *loaded.files},
                written=(*built.files, manifest.NAME),
                taken=taken,
                told=outcome.current,
            )
    return outcome


def check(start: str, out: str | None) -> Outcome:
    """Tell what `generate` would write; write nothing, and believe no remembered state.

    Raises:
        LoadError: If there are no definitions.
        WriteError: If the output folder can not be read.
    """
    root = find_root(start)
    folder = output_folder(root, out)
    loaded = load(root)
    if loaded.catalog is None:
        return Outcome(root=root, out=folder, problems=loaded.problems)
    built = build(loaded.catalog, root)
    changes = compare(folder, built.files)
    return Outcome(root=root, out=folder, built=built, changes=changes)


def diff(start: str, out: str | None) -> Review:
    """Tell what `generate` would change, against what is in the output folder now.

    Raises:
        LoadError: If there are no definitions.
        WriteError: If the output folder can not be read.
    """
    outcome = check(start, out)
    changes = outcome.changes
    old = contents(outcome.out, (*changes.changed, *changes.removed))
    files = outcome.built.files if outcome.built else {}
    new = {path: files[path] for path in (*changes.added, *changes.changed)}
    return Review(outcome=outcome, differences=differences(old, new), old=old, new=new)


def prove(start: str, out: str | None, progress: Progress) -> Proof:
    """Have every tool judge the output folder as it is; *progress* hears of each result at once.

    Raises:
        LoadError: If *start* lies in no repository of definitions.
        WriteError: If there is no output folder.
    """
    folder = output_folder(find_root(start), out)
    if not contents(folder, [manifest.NAME]):
        raise WriteError(f"{folder}: nothing is generated yet\n  = help: run `o11y generate`")
    results: list[ToolResult] = []
    missing: list[str] = []
    for judge in (promtool.check, amtool.check):
        try:
            results += judge(Path(folder), progress)
        except ToolError as error:
            missing.append(str(error))
    return Proof(results=tuple(results), missing=tuple(missing))
