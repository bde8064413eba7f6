"""Terraform's language: layout, quoting, references."""

from __future__ import annotations

import pytest

from observability.render.document import Block, Expression
from observability.serialize.hcl import dump


def _written(values: dict[str, object]) -> str:
    return dump([Block(("locals",), (values,))])


def test_signs_of_one_line_values_in_a_row_are_aligned() -> None:
    """What takes several lines ends the row, and is not aligned itself."""
    text = _written({"a": 1, "long": True, "map": {"x": "y"}, "b": []})

    assert text == (
        '\nlocals {\n  a    = 1\n  long = true\n  map = {\n    x = "y"\n  }\n  b = []\n}\n'
    )


def test_groups_stand_apart() -> None:
    """An empty line is between groups of arguments and inner blocks."""
    block = Block(("terraform",), ({"a": 1}, Block(("backend", "s3"), ({"b": 2},))))

    assert '\nterraform {\n  a = 1\n\n  backend "s3" {\n    b = 2\n  }\n}\n' == dump([block])


def test_text_is_never_taken_for_a_template() -> None:
    """Quotes, line ends and the beginnings of templates are escaped; an expression is not."""
    text = _written({"a": '"${x}"\n%{if}', "b": Expression("var.b")})

    assert '\nlocals {\n  a = "\\"$${x}\\"\\n%%{if}"\n  b = var.b\n}\n' == text


def test_names_that_are_no_words_are_quoted() -> None:
    """A key with a slash or a dot is a quoted one."""
    assert '\nlocals {\n  "a/b.c" = 1\n}\n' == _written({"a/b.c": 1})


def test_a_list_of_what_takes_lines_has_a_line_for_each() -> None:
    """Members of several lines stand below each other, each with a comma."""
    text = _written({"a": [{"x": 1}]})

    assert "\nlocals {\n  a = [\n    {\n      x = 1\n    },\n  ]\n}\n" == text


def test_the_head_and_the_comments_are_comments() -> None:
    """The head stands above all, the comment of a block above the block."""
    text = dump([Block(("locals",), (), "Nothing here.")], ("Head.",))

    assert "# Head.\n\n# Nothing here.\nlocals {\n}\n" == text


def test_what_is_no_value_is_refused() -> None:
    """Nothing is written by accident: None and floats have no place here."""
    with pytest.raises(TypeError, match=r"no value of Terraform: 1\.5, a float"):
        _written({"a": 1.5})
