"""Specs to definitions in Python, in the folder of a repository."""

from __future__ import annotations

import attrs

from observability.base.errors import Problem
from observability.compile.adoption import Adopted, Left, adopt
from observability.io.load import load
from observability.io.root import find_root
from observability.io.spec_folder import place_of_definition, write_new
from observability.model.catalog import Catalog
from observability.model.foreign import ForeignSLO
from observability.serialize.definitions import Home, definitions
from observability.serialize.python import identifier
from observability.specs.read import Choice, invalid_slos, read

__all__ = ["Imported", "import_specs"]


@attrs.frozen(kw_only=True)
class Imported:
    """What came of importing specs.

    Args:
        root: The repository that they were imported to.
        problems: What is wrong, with the specs or the repository; if anything is, nothing was
            written.
        warnings: What is not carried over, or not read.
        files: The files that were written.
        left: The SLOs that are not in them, each with its reason.
    """

    root: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()


def import_specs(path: str, folder: str, start: str, choice: Choice) -> Imported:
    """Write the specs at *path* as definitions to *folder*, of the repository at *start*.

    Raises:
        LoadError: If there are no specs, or no repository.
        WriteError: If a file is in the way, or can not be written.
    """
    root = find_root(start)
    specs, period = read(path, choice), choice.period
    loaded = load(root)
    wrong = (*specs.problems, *invalid_slos(specs.groups, period), *loaded.problems)
    if wrong or loaded.catalog is None:
        return Imported(root=root, problems=wrong, warnings=specs.warnings)
    adopted = adopt(specs.groups, period, choice.catalogue)
    homes = {slo.service.name: _home(slo, loaded.catalog, root) for slo in adopted.exact}
    missing = tuple(one for one in homes.values() if isinstance(one, Problem))
    if missing:
        return Imported(root=root, problems=missing, warnings=specs.warnings)
    texts = {
        f"{folder}/{identifier(name)}.py": _text(name, home, adopted)
        for name, home in homes.items()
        if isinstance(home, Home)
    }
    write_new(texts)
    return Imported(root=root, warnings=specs.warnings, files=tuple(texts), left=adopted.left)


def _text(service: str, home: Home, adopted: Adopted) -> str:
    slos = tuple(slo for slo in adopted.exact if slo.service.name == service)
    rest = tuple(
        f"{one.slo.id} ({one.slo.source()}): it {one.reason}."
        for one in adopted.left
        if one.slo.service == service
    )
    origin = ", ".join(sorted({slo.source.file.rpartition("/")[2] for slo in slos}))
    return definitions(slos, home, rest, origin)


def _home(slo: ForeignSLO, catalog: Catalog, root: str) -> Home | Problem:
    """Return where the service of *slo* is defined."""
    name = slo.service.name
    service = next((one for one in catalog.services if one.name == name), None)
    place = place_of_definition(service.source, root) if service is not None else None
    if service is None or place is None:
        return Problem(
            source=slo.source,
            message=f"the repository defines no service {name!r}",
            help=f'write Service(name="{name}", …) in services/ first: a spec does not say what'
            " runs, where, and whose it is",
        )
    known = tuple(one.name for one in catalog.metrics_of(service))
    return Home(module=place[0], variable=place[1], known=known)
