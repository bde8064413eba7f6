"""What differs between an environment and the one that it follows, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from observability.model.environment import Environment
from observability.render.document import Commented, Document

__all__ = ["Difference", "differences"]

# Lists of what is there, and digests of it: they differ because the rest does.
_FOLLOW = ("kustomization.yaml",)
_DIGEST = "checksum/"


@attrs.frozen(kw_only=True)
class Difference:
    """At *where* in *file* there is *first* in the followed environment, and *second* here.

    A file that is in one of them alone differs as a whole: *where* is empty.
    """

    file: str
    where: str
    first: str
    second: str


def differences(
    first: Environment, second: Environment, documents: Iterable[Document]
) -> tuple[Difference, ...]:
    """Return how the files of *second* differ from those of *first*, names of the two apart.

    Whatever is written for both is compared; nothing that differs is left out but lists of files
    and digests.
    """
    every = tuple(documents)
    ours, theirs = _files(first, every), _files(second, every)
    found: list[Difference] = []
    for file in sorted(ours.keys() | theirs.keys()):
        if file.rpartition("/")[2] in _FOLLOW:
            continue
        if file in ours and file in theirs:
            found += _changes(file, ours[file], theirs[file], (first, second))
        else:
            here, there = ("is there" if file in one else "-" for one in (ours, theirs))
            found.append(Difference(file=file, where="", first=here, second=there))
    return tuple(found)


def _files(environment: Environment, documents: Iterable[Document]) -> dict[str, Any]:
    folder = f"kubernetes/{environment.name}/"
    return {
        one.path.removeprefix(folder): one.body for one in documents if one.path.startswith(folder)
    }


def _changes(
    file: str, ours: Any, theirs: Any, both: tuple[Environment, Environment]
) -> Iterator[Difference]:
    first, second = dict(_flat(ours)), dict(_flat(theirs))
    for path in dict.fromkeys((*first, *second)):
        here, there = first.get(path), second.get(path)
        if any(one.startswith(_DIGEST) for one in path):
            continue
        if here != there and _neutral(here, both[0]) != _neutral(there, both[1]):
            where = " / ".join(path)
            yield Difference(file=file, where=where, first=_shown(here), second=_shown(there))


def _flat(body: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the leaves of *body*; an item of a list is found by its name or its comment."""
    if isinstance(body, Mapping):
        for key, value in body.items():
            yield from _flat(value, (*path, str(key)))
    elif isinstance(body, list | tuple) and _has_names(body):
        for one in body:
            named = isinstance(one, Mapping)
            yield from (
                _flat(one, (*path, one["name"])) if named else [((*path, one.comment), one.value)]
            )
    else:
        yield path, body


def _has_names(items: Iterable[Any]) -> bool:
    every = list(items)
    named = [
        isinstance(one, Commented) or (isinstance(one, Mapping) and "name" in one) for one in every
    ]
    return bool(every) and all(named)


def _neutral(value: Any, environment: Environment) -> str:
    """Return *value* without the names of its environment."""
    text = _shown(value)
    for name in (environment.namespace, environment.name):
        text = text.replace(name, "…")
    return text


def _shown(value: Any) -> str:
    match value:
        case None:
            return "-"
        case Mapping():
            return ", ".join(f"{key}: {_shown(one)}" for key, one in value.items())
        case list() | tuple():
            return "; ".join(_shown(one) for one in value)
        case Commented():
            return _shown(value.value)
        case _:
            return str(value)
