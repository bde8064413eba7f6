"""The estate's Terraform: as data, and as files with our stand-ins for the modules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from observability.compile.project import compile_catalog
from observability.io.load import load
from observability.model.catalog import Catalog
from observability.render.document import Block, Document, Expression
from observability.render.terraform import files
from observability.serialize.bytes import to_bytes

__all__ = [
    "MODULES",
    "ROOT",
    "arguments",
    "calls",
    "documents",
    "estate",
    "expressions",
    "inner",
    "kind",
    "write",
]

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "tests" / "terraform_modules"
_RESOURCE = re.compile(r'^resource "(\w+)" "(\w+)" \{$', re.MULTILINE)
_SOURCE = re.compile(r'source +?= "(terraform-aws-modules/[^"]+)"\n +version = "[^"]+"')


@cache
def estate() -> Catalog:
    """Return the definitions of this repository."""
    loaded = load(str(ROOT))
    assert loaded.catalog is not None
    return loaded.catalog


@cache
def documents() -> tuple[Document, ...]:
    """Return the estate's Terraform."""
    return files.render(compile_catalog(estate()))


def blocks() -> list[Block]:
    """Return every block of every file."""
    return [block for document in documents() for block in document.body]


def calls() -> dict[str, dict[str, Any]]:
    """Return the arguments of each call of a module, by its name."""
    return {block.words[1]: _merged(block) for block in blocks() if block.words[0] == "module"}


def _merged(block: Block) -> dict[str, Any]:
    return {
        key: value
        for group in block.groups
        if isinstance(group, Mapping)
        for key, value in group.items()
    }


def inner(*words: str) -> dict[str, Any]:
    """Return the arguments of the block *words*, wherever it is."""
    return next(_merged(one) for one in _all(blocks()) if one.words == words)


def _all(given: list[Block]) -> Iterator[Block]:
    for one in given:
        yield one
        yield from _all([group for group in one.groups if isinstance(group, Block)])


def kind(source: str) -> str:
    """Return what we call the module at *source*: its last word, or the one before ``aws``."""
    return source.rpartition("/")[2] if "//" in source else source.split("/")[1]


@cache
def arguments(module: str) -> frozenset[str]:
    """Return the names of the arguments of our stand-in for *module*."""
    text = (MODULES / module / "main.tf").read_text(encoding="utf-8")
    return frozenset(re.findall(r'^variable "(\w+)"', text, re.MULTILINE))


def expressions(value: object) -> Iterator[str]:
    """Return every reference in *value*."""
    if isinstance(value, Expression):
        yield value.text
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from expressions(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from expressions(one)


def write(folder: Path, given: tuple[Document, ...], *, stand_ins: bool = False) -> Path:
    """Write *given* below *folder*; with *stand_ins*, as far as no provider is needed."""
    for document in given:
        name = Path(document.path).name
        if stand_ins and name == "versions.tf":
            continue
        text = to_bytes(document, str(ROOT)).decode()
        if stand_ins:
            text = _SOURCE.sub(lambda found: f'source = "{MODULES / kind(found[1])}"', text)
            text = _RESOURCE.sub(_stand_in, text)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _stand_in(found: re.Match[str]) -> str:
    """Return the head of a call of our stand-in for a resource."""
    kind_, name = found.groups()
    return f'module "{kind_}_{name}" {{\n  source = "{MODULES / kind_}"'
