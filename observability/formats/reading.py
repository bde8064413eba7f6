"""Typed access to YAML nodes: each value with its line, each mistake collected, none raised.

How lenient it is follows the library that Sloth reads each format with (`Dialect`), so that the
verdicts are Sloth's; what is lenient in silence there is a warning here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from observability.base.errors import Problem
from observability.base.source import Source
from observability.formats.go_number import short32
from observability.formats.go_scalar import Scalar, is_text, resolve
from observability.formats.yaml_block import TEXT, Node
from observability.formats.yaml_lines import MAX_DEPTH, PLAIN

__all__ = ["JSON", "LENIENT_JSON", "YAML", "Dialect", "Reading", "lines"]


@attrs.frozen(kw_only=True)
class Dialect:
    """How lenient a library reads.

    A number or a truth is taken for a text as it is written (`raw`), as JSON would write it
    (`coerces`), or not at all; `any_case` says that the case of field names does not matter.
    """

    raw: bool = False
    coerces: bool = False
    any_case: bool = False


LENIENT_JSON = Dialect(coerces=True, any_case=True)
"""sigs.k8s.io/yaml into a Go struct: Sloth's own format."""
JSON = Dialect()
"""YAML made JSON, read strictly: Kubernetes objects."""
YAML = Dialect(raw=True)
"""go-yaml into a Go struct: OpenSLO and window catalogues."""

_WORDS = {str: "a string", float: "a number", int: "a whole number", bool: "a bool"}


@attrs.define
class Reading:
    """One document being read: *problems* make it unusable, *warnings* do not."""

    file: str
    first_line: int
    dialect: Dialect
    problems: list[Problem] = attrs.field(factory=list)
    warnings: list[Problem] = attrs.field(factory=list)

    def line(self, node: Any) -> int:
        """Return the line of the file that *node* starts on."""
        line: int = node.line if type(node) is Node else node.start_mark.line
        return self.first_line + line

    def source(self, node: Any) -> Source:
        """Return the place of *node*."""
        return Source(self.file, self.line(node))

    def wrong(self, node: Any, message: str, hint: str = "") -> None:
        """Note that *node* makes the document unusable."""
        self.problems.append(Problem(source=self.source(node), message=message, help=hint))

    def odd(self, node: Any, message: str, hint: str = "") -> None:
        """Note what Sloth passes over in silence."""
        self.warnings.append(Problem(source=self.source(node), message=message, help=hint))

    # -- collections ---------------------------------------------------------------------------

    def pairs(self, node: Any, path: str) -> dict[str, tuple[Any, Any]]:
        """Return key and value nodes of the mapping *node* by the key's text; null is empty."""
        found: dict[str, tuple[Any, Any]] = {}
        if type(node) is Node and node.id == "mapping":
            found = {pair[0].value: pair for pair in node.value}
            if len(found) == len(node.value) and all(map(is_text, found)):
                return found
            found = {}
        if self.is_null(node):
            return found
        if not self._is_map(node):
            self._mismatch(node, path, "a mapping")
            return found
        self._gather(node, path, found, 0)
        return found

    def _gather(self, node: Any, path: str, found: dict[str, tuple[Any, Any]], depth: int) -> None:
        own: set[str] = set()
        for key, value in node.value:
            if key.tag == PLAIN and key.value == "<<":
                self._merge(value, path, found, depth)
                continue
            name = key.value if is_text(key.value) else self._key(key, path)
            if name is None:
                continue
            if name in own:
                self.odd(key, f"{_join(path, name)} is written twice; the last one counts")
            own.add(name)
            found[name] = (key, value)

    def _merge(self, node: Any, path: str, found: dict[str, tuple[Any, Any]], depth: int) -> None:
        parts = node.value if self._is_list(node) else [node]
        for part in reversed(parts):
            if depth > MAX_DEPTH or not self._is_map(part):
                self.wrong(
                    part, f"{path or 'the document'}: map merge requires map or sequence of maps"
                )
                return
            self._gather(part, path, found, depth + 1)

    def _key(self, key: Any, path: str) -> str | None:
        if not isinstance(key.value, str):
            self.wrong(key, f"{path or 'the document'}: a key must be a string")
            return None
        value = self.scalar(key)
        if isinstance(value, str) or self.dialect.raw:
            return str(key.value)
        if value is None:
            self.wrong(key, f"{path or 'the document'}: a key must be a string, not null")
            return None
        return _as_json_text(value)

    def fields(self, node: Any, path: str, known: Iterable[str]) -> dict[str, Any]:
        """Return the value nodes of the *known* fields of *node*; others are warned of."""
        names = tuple(known)
        pairs = self.pairs(node, path)
        found: dict[str, Any] = {name: pairs[name][1] for name in pairs if name in names}
        if len(found) == len(pairs):
            return found
        found.clear()
        for name, (key, value) in pairs.items():
            if name in names:
                found[name] = value
                continue
            folded = {one.lower(): one for one in names} if self.dialect.any_case else {}
            if name.lower() in folded:
                found.setdefault(folded[name.lower()], value)
            else:
                self._unknown(key, path, name, names)
        return found

    def _unknown(self, key: Any, path: str, name: str, names: tuple[str, ...]) -> None:
        from difflib import get_close_matches  # noqa: PLC0415 - rarely needed

        near = get_close_matches(_snake(name), [_snake(one) for one in names], n=1, cutoff=0.75)
        meant = next((one for one in names if near and _snake(one) == near[0]), "")
        hint = f"did you mean {meant}?" if meant else ""
        self.odd(key, f"unknown field {_join(path, name)} is ignored", hint)

    def items(self, node: Any, path: str) -> list[Any]:
        """Return the nodes of the list *node*; null is an empty one."""
        if self.is_null(node):
            return []
        if not self._is_list(node):
            self._mismatch(node, path, "a list")
            return []
        return list(node.value)

    def texts(self, node: Any, path: str) -> dict[str, str]:
        """Return the mapping *node* of texts to texts."""
        return {
            name: value.value
            if value.tag == TEXT and value.id == "scalar"
            else self.text(value, _join(path, name))
            for name, (_, value) in self.pairs(node, path).items()
        }

    # -- scalars -------------------------------------------------------------------------------

    def scalar(self, node: Any) -> Scalar:
        """Return what the scalar *node* is; text where a tag or quotes say so."""
        if node.tag == PLAIN:
            return resolve(node.value)
        kind = node.tag.rpartition(":")[2]
        if kind in ("int", "float", "bool", "null") and node.tag.startswith("tag:yaml.org"):
            return resolve(node.value)
        text: str = node.value
        return text

    def text(self, node: Any, path: str) -> str:
        """Return the text that *node* is."""
        if not isinstance(node.value, str):
            self._mismatch(node, path, _WORDS[str])
            return ""
        if node.tag != PLAIN:
            return str(node.value)
        value = resolve(node.value)
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if self.dialect.raw:
            return str(node.value)
        if self.dialect.coerces:
            return _as_json_text(value)
        self._mismatch(node, path, _WORDS[str])
        return ""

    def number(self, node: Any, path: str) -> float:
        """Return the number that *node* is."""
        value = self._scalar_of(node)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            self._mismatch(node, path, _WORDS[float])
            return 0.0
        return float(value)

    def whole(self, node: Any, path: str) -> int:
        """Return the whole number that *node* is."""
        value = self._scalar_of(node)
        if value is None:
            return 0
        is_whole = isinstance(value, int | float) and _is_finite(value)
        if (
            isinstance(value, bool)
            or not is_whole
            or (value != int(value) and not self.dialect.raw)
        ):
            self._mismatch(node, path, _WORDS[int])
            return 0
        return int(value)

    def truth(self, node: Any, path: str) -> bool:
        """Return the truth that *node* is."""
        value = self._scalar_of(node)
        if value is None:
            return False
        if not isinstance(value, bool):
            self._mismatch(node, path, _WORDS[bool])
            return False
        return value

    def plain(self, node: Any, path: str, depth: int = 0) -> Any:
        """Return *node* as plain data with texts for keys."""
        if depth > MAX_DEPTH:
            self.wrong(node, f"{path}: nests deeper than {MAX_DEPTH} levels")
            return None
        if self._is_map(node):
            found = self.pairs(node, path)
            return {
                name: self.plain(value, _join(path, name), depth + 1)
                for name, (_, value) in found.items()
            }
        if self._is_list(node):
            return [
                self.plain(one, f"{path}[{at}]", depth + 1) for at, one in enumerate(node.value)
            ]
        return self.scalar(node)

    def _scalar_of(self, node: Any) -> Any:
        return self.scalar(node) if isinstance(node.value, str) else ()

    def _mismatch(self, node: Any, path: str, wanted: str) -> None:
        shown = node.value if isinstance(node.value, str) else _shape(node)
        shown = f"{shown[:60]!r}" if isinstance(node.value, str) else shown
        self.wrong(node, f"{path or 'the document'}: cannot read {shown} as {wanted}")

    def is_null(self, node: Any) -> bool:
        """Tell whether *node* is absent or null."""
        return node is None or (node.tag == PLAIN and resolve(node.value) is None)

    def _is_map(self, node: Any) -> bool:
        return bool(node.id == "mapping")

    def _is_list(self, node: Any) -> bool:
        return bool(node.id == "sequence")


def lines(reading: Reading, fields: Mapping[str, Any], prefix: str = "") -> dict[str, int]:
    """Return the line of each of *fields* by its path."""
    return {_join(prefix, name): reading.line(node) for name, node in fields.items()}


def _as_json_text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return short32(value) if isinstance(value, float) else str(value)


def _is_finite(value: float) -> bool:
    return abs(value) < float("inf")


def _shape(node: Any) -> str:
    return f"a {node.id}"


def _snake(name: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
