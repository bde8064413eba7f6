"""What changes for specs with the exact engine, and what is doubtful about them."""

from __future__ import annotations

import attrs

from observability.base.errors import Problem
from observability.compile.migration import Migration, migration
from observability.compile.spec_review import review
from observability.formats.sloth_loose import read_loosely
from observability.formats.yaml_lines import YamlError
from observability.model.foreign import settings
from observability.specs.read import Choice, invalid_slos, read

__all__ = ["Report", "migrate"]


@attrs.frozen(kw_only=True)
class Report:
    """What changes with the exact engine, and what is doubtful about the specs themselves."""

    migration: Migration
    findings: tuple[Problem, ...]
    problems: tuple[Problem, ...]


def migrate(path: str, choice: Choice, series: int) -> Report:
    """Return what changes for the specs at *path*, if each selector has *series* series.

    Raises:
        LoadError: If there are no specs.
    """
    specs, period = read(path, choice), choice.period
    findings: list[Problem] = []
    for file, text in specs.texts.items():
        try:
            loose, odd = read_loosely(text, file)
        except YamlError:
            continue  # told among the problems
        findings += sorted((*odd, *review(loose, text)), key=lambda one: one.source.line)
    findings += [one for one in specs.warnings if "unknown field" not in one.message]
    return Report(
        migration=migration(specs.groups, period, settings(), series, choice.catalogue),
        findings=tuple(findings),
        problems=(*specs.problems, *invalid_slos(specs.groups, period)),
    )
