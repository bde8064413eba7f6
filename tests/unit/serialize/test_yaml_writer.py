"""YAML that every reader understands alike, and that people can read."""

from __future__ import annotations

import pytest
import yaml

from observability.render.document import Commented
from observability.serialize.yaml import dump


def test_documents_read_like_hand_written_ones() -> None:
    """Blocks, comments and multi-line texts, indented by two."""
    value = {
        "groups": [
            Commented("Why it is so.", {"name": "a-b", "rules": [{"expr": "sum(\n  x\n)"}]}),
            {"name": "c", "interval": "30s", "on": ["5m", "no", 1, 1.5, True, None, [], {}]},
        ]
    }
    expected = """\
# A title.
groups:
# Why it is so.
- name: a-b
  rules:
  - expr: |-
      sum(
        x
      )
- name: c
  interval: 30s
  'on':
  - 5m
  - 'no'
  - 1
  - 1.5
  - true
  - null
  - []
  - {}
"""

    assert expected == dump(value, ("A title.",))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("a/b.c:9090", "a/b.c:9090"),
        ("yes", "'yes'"),
        ("1", "'1'"),
        ("0x1F", "'0x1F'"),
        ("1e3", "'1e3'"),
        ("12:30:45", "'12:30:45'"),
        ("2001-01-01", "'2001-01-01'"),
        ("it's", '"it\'s"'),
        ("a == 'b' && c", "\"a == 'b' && c\""),
        ('it\'s "quoted"', "'it''s \"quoted\"'"),
        ("it's \\d", "'it''s \\d'"),
        ("", "''"),
        ("a: b", "'a: b'"),
        ("~", "'~'"),
        ("=", "'='"),
        ("tab\t", '"tab\\t"'),
        ("\x00", '"\\x00"'),
        ("\u2028", '"\\u2028"'),
        (" a\nb", '" a\\nb"'),
        ("a \nb", '"a \\nb"'),
    ],
)
def test_strings_are_quoted_where_a_reader_could_err(value: str, text: str) -> None:
    """Plain where it is safe in YAML 1.1 and 1.2, quoted elsewhere; it reads back equal."""
    assert f"{text}\n" == dump(value)
    assert value == yaml.safe_load(text)


@pytest.mark.parametrize("value", [{1: "a"}, {"a": object()}, {"a": {1, 2}}, {"a": b"x"}])
def test_only_plain_data_are_written(value: object) -> None:
    """What is no plain data is a mistake of ours, and said with its type."""
    with pytest.raises(TypeError, match=r"must be a string|no plain data"):
        dump(value)


def test_long_comments_are_wrapped() -> None:
    """A comment of many words takes several lines, all of them comments."""
    lines = dump([Commented("word " * 60, 1)]).splitlines()

    assert all(line.startswith("# ") and len(line) <= 100 for line in lines[:-1])
    assert "- 1" == lines[-1]


def test_keys_are_short() -> None:
    """YAML's readers give up on long keys, so none is written."""
    with pytest.raises(ValueError, match="too long for YAML"):
        dump({"a" * 2000: 1})
