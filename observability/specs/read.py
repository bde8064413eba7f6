"""Specs read from files, with what is wrong with their SLOs."""

from __future__ import annotations

import attrs

from observability.base.duration import Duration
from observability.base.errors import Problem
from observability.formats.detect import Found, read_all
from observability.formats.sloth_spec import Group, Slo
from observability.formats.sloth_validation import invalid
from observability.io.spec_folder import read_specs
from observability.specs.slothful import resolved

__all__ = ["invalid_slos", "read"]


def read(path: str) -> Found:
    """Return what the files at *path* say, with the queries that SLI plugins write.

    Raises:
        LoadError: If there are none.
    """
    found = read_all(read_specs(path))
    return attrs.evolve(found, groups=tuple(map(resolved, found.groups)))


def invalid_slos(groups: tuple[Group, ...], period: Duration) -> list[Problem]:
    """Return what is wrong with SLOs: one thing each, and ids that are not unique."""
    problems: list[Problem] = []
    first: dict[str, Slo] = {}
    for slo in (slo for group in groups for slo in group.slos):
        # The query of an unknown plugin is not there: that is told when its rules are made.
        wrong = None if slo.sli.plugin is not None else invalid(slo, slo.period or period)
        if wrong is not None:
            problems.append(wrong)
        other = first.setdefault(slo.id, slo)
        if other is not slo:
            message = f"the SLO ID {slo.id!r} is repeated"
            hint = f"rename one; the other is at {other.source()}"
            problems.append(Problem(source=slo.source("name"), message=message, help=hint))
    return problems
