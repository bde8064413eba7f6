"""YAML text to nodes that know their lines, within bounds of time and memory.

The nodes are our own where the text is of the common kind, else PyYAML's, composed by its C parser
where it was built with one. Scalars are left as they are written: what ``yes`` or ``010`` means is
decided by who reads them.
"""

from __future__ import annotations

import re
from typing import Any

from observability.base.errors import FormatError, Problem
from observability.base.source import Source
from observability.formats.yaml_block import LIST, MAP, PLAIN, TEXT, read_block

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_SCALAR",
    "PLAIN",
    "YamlError",
    "compose",
    "decode",
    "parsed",
]

MAX_BYTES = 64 * 1024 * 1024
MAX_SCALAR = 1_000_000
MAX_DEPTH = 100
MAX_EXPANDED = 400_000
"""How many nodes aliases may multiply a document to; go-yaml draws its line there as well."""

_BRACKET = re.compile(r"[\[\]{}]")
_DEEP_INDENT = re.compile(rf"^[ \t?:-]{{{MAX_DEPTH}}}", re.MULTILINE)


class YamlError(FormatError):
    """A text is no YAML, or more of it than is good for anybody."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def decode(data: bytes, file: str) -> str:
    """Return the text of *data*, which was read from *file*.

    Raises:
        YamlError: If it is too long, or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data)} bytes, the limit is {MAX_BYTES}"
        raise YamlError(Problem(source=Source(file, 0), message=message, help="split the file"))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"yaml: invalid UTF-8: byte 0x{data[error.start]:02x} ({error.reason})"
        help_ = "save the file in UTF-8"
        raise YamlError(Problem(source=Source(file, line), message=message, help=help_)) from error


def compose(text: str, file: str, first_line: int = 1) -> Any:
    """Return the root node of the one document in *text*, or None if there is none.

    Marks count lines from 0, from the start of *text*, which is line *first_line* of *file*.

    Raises:
        YamlError: If *text* is no YAML, nests too deep, or multiplies itself through aliases.
    """
    node: Any = read_block(text)
    if node is None:
        node = _composed(text, file, first_line)
    if node is not None:
        _check_size(text, node, file, first_line)
    return node


def _composed(text: str, file: str, first_line: int) -> Any:
    import yaml  # noqa: PLC0415 - slow to import

    try:
        if _may_be_deep(text):
            _check_depth(text, file, first_line)
        return parsed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark is not None else 0)
        raise _error(f"yaml: {error.problem or error.context}", file, line) from error
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        line = first_line + text.count("\n", 0, position)
        reason = getattr(error, "reason", "") or str(error)
        raise _error(f"yaml: {reason}", file, line) from error
    except RecursionError as error:
        raise _error(f"yaml: nests deeper than {MAX_DEPTH} levels", file, first_line) from error


def parsed(text: str) -> Any:
    """Return the root node of the one document in *text* as PyYAML's parser tells it.

    Raises:
        yaml.YAMLError: If *text* is no YAML.
    """
    return _parser(text).get_single_node()


def _error(message: str, file: str, line: int, hint: str = "") -> YamlError:
    return YamlError(Problem(source=Source(file, line), message=message, help=hint))


def _parser(text: str) -> Any:
    import yaml  # noqa: PLC0415

    class Kept:
        """Keeps tags as they are written."""

        def resolve(self, kind: type, _value: Any, implicit: Any) -> str:
            if kind is yaml.ScalarNode:
                return PLAIN if implicit[0] else TEXT
            return MAP if kind is yaml.MappingNode else LIST

        def descend_resolver(self, _node: Any, _index: Any) -> None:
            """Keep no path."""

        def ascend_resolver(self) -> None:
            """Keep no path."""

    if yaml.__with_libyaml__:
        from yaml._yaml import CParser  # noqa: PLC0415

        return type("Kept", (Kept, CParser), {})(text)
    return _pure_parser(Kept, text)


def _nothing(_: object) -> None:
    """Leave the parts to be set up one by one."""


def _pure_parser(kept: type, text: str) -> Any:
    from yaml.composer import Composer  # noqa: PLC0415
    from yaml.parser import Parser  # noqa: PLC0415
    from yaml.reader import Reader  # noqa: PLC0415
    from yaml.scanner import Scanner  # noqa: PLC0415

    made: Any = type("Kept", (kept, Reader, Scanner, Parser, Composer), {"__init__": _nothing})
    made = made()
    Reader.__init__(made, text)
    for part in (Scanner, Parser, Composer):
        part.__init__(made)
    return made


def _may_be_deep(text: str) -> bool:
    """Tell whether *text* could nest deep; what a deep text does to the C parser is final."""
    if _DEEP_INDENT.search(text):
        return True
    depth = 0
    for found in _BRACKET.finditer(text):
        depth = depth + 1 if found[0] in "[{" else max(0, depth - 1)
        if depth > MAX_DEPTH:
            return True
    return False


def _check_depth(text: str, file: str, first_line: int) -> None:
    import yaml  # noqa: PLC0415

    depth = 0
    parser = _parser(text)
    while parser.check_event():
        event = parser.get_event()
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            mark: Any = event.start_mark
            line = first_line + mark.line
            raise _error(f"yaml: nests deeper than {MAX_DEPTH} levels", file, line)


def _check_size(text: str, root: Any, file: str, first_line: int) -> None:
    if len(text) > MAX_SCALAR:
        _check_scalars(root, file, first_line)
    if "*" in text and "&" in text and _expanded(root, {}, 0) > MAX_EXPANDED:
        raise _error("yaml: document contains excessive aliasing", file, first_line)


def _check_scalars(node: Any, file: str, first_line: int) -> None:
    waiting, seen = [node], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one.value, str):
            if len(one.value) > MAX_SCALAR:
                message = f"a value of {len(one.value)} characters; the limit is {MAX_SCALAR}"
                raise _error(message, file, first_line + one.start_mark.line)
        else:
            waiting += _children(one)


def _children(node: Any) -> list[Any]:
    if node.value and isinstance(node.value[0], tuple):
        return [part for pair in node.value for part in pair]
    return list(node.value)


def _expanded(node: Any, known: dict[int, int], depth: int) -> int:
    """Return how many nodes *node* is when every alias is written out."""
    if isinstance(node.value, str):
        return 1
    if depth > MAX_DEPTH:
        return MAX_EXPANDED + 1  # it holds itself, or might as well
    if id(node) not in known:
        known[id(node)] = 1 + sum(_expanded(one, known, depth + 1) for one in _children(node))
    return known[id(node)]
