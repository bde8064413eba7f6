"""Specs read from files, with what is wrong with their SLOs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from observability.base.duration import Duration
from observability.base.errors import Problem
from observability.base.source import Source
from observability.formats.detect import Found, read_all
from observability.formats.sloth_spec import Group, Slo
from observability.formats.sloth_validation import invalid
from observability.formats.sloth_windows import Catalogue
from observability.io.spec_folder import nothing_in, read_specs
from observability.specs.slothful import resolved

__all__ = ["Choice", "Verdict", "invalid_slos", "read", "understood", "verdicts", "wrong_in"]


@attrs.frozen(kw_only=True)
class Choice:
    """Which specs are read, and what holds for all of their SLOs.

    Args:
        period: The period of SLOs that name none.
        catalogue: Windows of alerts by the period, in place of the usual ones.
        labels: Further labels for all SLOs; they win over their own.
        exclude: A regular expression, as Go has them, of paths to leave out; empty for none.
        include: One that all other paths must match; empty for all.
    """

    period: Duration
    catalogue: Catalogue | None = None
    labels: Mapping[str, str] = attrs.field(factory=dict)
    exclude: str = ""
    include: str = ""


@attrs.frozen(kw_only=True)
class Verdict:
    """An SLO by its *id*, where it and its *name* are written, and what is *wrong* with it."""

    id: str
    source: Source
    name: Source
    wrong: Problem | None = None


def read(path: str, choice: Choice) -> Found:
    """Return what the files at *path* say, with the queries that SLI plugins write.

    Raises:
        LoadError: If there are none.
        WriteError: If there is no such path, or a regular expression is none.
    """
    found = understood(read_specs(path, choice.exclude, choice.include), choice)
    if not found.groups and not found.problems:
        raise nothing_in(path)
    return found


def understood(files: Mapping[str, bytes], choice: Choice) -> Found:
    """Return what *files* say, with the queries that SLI plugins write."""
    found = read_all(files)
    groups = (_labelled(resolved(group), choice.labels) for group in found.groups)
    return attrs.evolve(found, groups=tuple(groups))


def _labelled(group: Group, labels: Mapping[str, str]) -> Group:
    if not labels:
        return group
    slos = tuple(attrs.evolve(slo, labels={**slo.labels, **labels}) for slo in group.slos)
    return attrs.evolve(group, slos=slos)


def invalid_slos(groups: tuple[Group, ...], period: Duration) -> list[Problem]:
    """Return what is wrong with SLOs: one thing each, and ids that are not unique."""
    return wrong_in(verdicts(groups, period))


def verdicts(groups: Iterable[Group], period: Duration) -> list[Verdict]:
    """Return what is to say of each SLO by itself."""
    return [_verdict(slo, period) for group in groups for slo in group.slos]


def _verdict(slo: Slo, period: Duration) -> Verdict:
    # The query of an unknown plugin is not there: that is told when its rules are made.
    wrong = None if slo.sli.plugin is not None else invalid(slo, slo.period or period)
    return Verdict(id=slo.id, source=slo.source(), name=slo.source("name"), wrong=wrong)


def wrong_in(judged: Iterable[Verdict]) -> list[Problem]:
    """Return what is wrong with SLOs by themselves and together, in their order."""
    problems: list[Problem] = []
    first: dict[str, Verdict] = {}
    for one in judged:
        if one.wrong is not None:
            problems.append(one.wrong)
        other = first.setdefault(one.id, one)
        if other is not one:
            message = f"the SLO ID {one.id!r} is repeated"
            hint = f"rename one; the other is at {other.source}"
            problems.append(Problem(source=one.name, message=message, help=hint))
    return problems
