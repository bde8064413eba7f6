"""Show a problem with the line it is about, and a caret under the value that is wrong."""

from __future__ import annotations

import ast
import os
from functools import lru_cache

from observability.base.errors import Problem
from observability.base.source import Source

__all__ = ["locate", "show"]


def show(problem: Problem, root: str) -> str:
    """Return *problem* for a reader: place and message, the line with a caret, the help."""
    place = locate(problem)
    lines = [f"{place.relative(root)}: {problem.message.replace(root + '/', '')}"]
    excerpt = _lines(place.file)
    if 0 < place.line <= len(excerpt):
        line = excerpt[place.line - 1]
        column = len(line.encode()[: place.column].decode(errors="replace"))
        lines += [f"  | {line}", f"  | {_blank(line[:column])}^"]
    if problem.help:
        lines.append(f"  = help: {problem.help.replace(root + '/', '')}")
    lines += [f"  = see: {one.relative(root)}" for one in problem.related]
    return "\n".join(lines)


def locate(problem: Problem) -> Source:
    """Return the place of the value that *problem* is about, if it can be found in the file."""
    source = problem.source
    call = _call_at(source)
    if call is None or not problem.field:
        return source
    for keyword in call.keywords:
        if keyword.arg == problem.field:
            wrong_name = "no keyword" in problem.message
            node: ast.keyword | ast.expr = keyword if wrong_name else keyword.value
            return Source(file=source.file, line=node.lineno, column=node.col_offset)
    return source


def _call_at(source: Source) -> ast.Call | None:
    for node in ast.walk(_tree(_text(source.file))):
        if (
            isinstance(node, ast.Call)
            and (node.lineno, node.col_offset) == (source.line, source.column)
            and (node.end_lineno, node.end_col_offset) == (source.end_line, source.end_column)
        ):
            return node
    return None


def _blank(text: str) -> str:
    return "".join("\t" if one == "\t" else " " for one in text)


def _text(file: str) -> str:
    try:
        return _read(file, os.stat(file).st_mtime_ns)
    except OSError:
        return ""


@lru_cache
def _read(file: str, _written: int) -> str:
    """Return the content of *file* as it was written then; nothing if it is no text."""
    try:
        with open(file, encoding="utf-8") as opened:
            return opened.read()
    except UnicodeDecodeError:
        return ""


def _lines(file: str) -> list[str]:
    return _text(file).splitlines()


@lru_cache
def _tree(text: str) -> ast.AST:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], type_ignores=[])
