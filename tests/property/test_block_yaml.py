"""What is read line by line is what the whole parser reads; all else is left to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from observability.formats.sloth_split import split
from observability.formats.yaml_block import read_block
from observability.formats.yaml_lines import parsed
from tests.property.test_hostile_specs import TEXTS

ROOT = Path(__file__).resolve().parents[2]
SPECS = [*ROOT.glob("tests/sloth_cases/*.yml"), *(ROOT.parent / "shared").rglob("*.y*ml")]
CHUNKS = [
    *TEXTS,
    *(chunk.text for file in SPECS for chunk in split(file.read_text(encoding="utf-8"))),
]
PIECES = st.sampled_from(
    """\
x y|"x"|'x'|"a\\"b"|'it''s'|"\\u0041"|x # y|x: y|x:y|x:|: x|-x|- x|-|---|--- x|...|?|? x|{}|[]|{a: b}
[a]|||-||+||2|>|>-|&a x|*a|!!str x|%x|@x|`x|#x|x #|"x" y|"x" # y|'x' # y|'x|"x|<<: *a|a b: c|a : b
- a: b|  - a: b|    a: b|-   a: b|    x|  x|""|''|~|null|0|1e3|=|<<|\t|x\ty|\xa0x|\u2028|\ufeff|é|a:
""".replace("\n", "|").split("|")
) | st.text(alphabet="ab:#-|>'\"\\ \n\t{}[],&*!?%@~é\x85\u2028", max_size=10)
LINES = st.lists(
    st.builds(
        lambda spaces, start, value, end: " " * spaces + start + value + end,
        st.integers(0, 6),
        st.sampled_from(["", "- ", "-   ", "a: ", "b:", "- c: ", "- d:", "e:  ", "# "]),
        PIECES,
        st.sampled_from(["", "", " ", "  # z"]),
    ),
    max_size=9,
).map("\n".join)


def _told(node: Any) -> Any:
    """Return all of *node* that anybody reads."""
    head = (node.id, node.tag, node.start_mark.line)
    if isinstance(node.value, str):
        return (*head, node.value)
    if node.id == "mapping":
        return (*head, [(_told(key), _told(value)) for key, value in node.value])
    return (*head, [_told(one) for one in node.value])


def _agree(text: str) -> bool:
    """Tell whether *text* is left to the whole parser, or read as it reads it."""
    quick = read_block(text)
    if quick is None:
        return True
    try:
        return bool(_told(quick) == _told(parsed(text)))
    except yaml.YAMLError:
        return False


@pytest.mark.parametrize("text", CHUNKS)
def test_known_specs_are_read_alike(text: str) -> None:
    """Every spec that is at hand is read alike, or not line by line at all."""
    assert _agree(text)


@settings(max_examples=2000, deadline=None)
@given(text=LINES)
@example(text="a: |\n    x\n   y\nb: c")
@example(text="a: |\n  x")
@example(text="a: |\n  x\n\n\nb: |-\n  y\n\nc: |\n   z\n")
@example(text="a:\n- b\n- c: d\n  e:\nf: g")
@example(text="a:\n  b: c\n d: e")
@example(text="a: b\n  c")
@example(text="- |-\n    - - \n   \xa0\n       1a:   # c")
def test_lines_are_read_alike(text: str) -> None:
    """Lines put together at random are read alike, or not line by line at all."""
    assert _agree(text)


@settings(max_examples=1000, deadline=None)
@given(
    text=st.sampled_from(CHUNKS),
    at=st.integers(0, 200),
    piece=PIECES,
    how=st.sampled_from(["value", "line", "before", "indent", "cut"]),
)
def test_a_damaged_spec_is_read_alike(text: str, at: int, piece: str, how: str) -> None:
    """A spec with one place changed is read alike, or not line by line at all."""
    lines = text.split("\n")
    at %= len(lines)
    line = lines[at]
    lines[at] = {
        "value": f"{line.partition(':')[0]}: {piece}",
        "line": piece,
        "before": f"{piece}\n{line}",
        "indent": f" {line}",
        "cut": line[: len(line) // 2],
    }[how]

    assert _agree("\n".join(lines))


def test_a_common_spec_is_read_line_by_line() -> None:
    """The reader by lines is in use: it knows what most specs are made of."""
    text = """\
version: "prometheus/v1"
labels: {}
slos:
  # A comment.
  - name: 'availability'
    objective: 99.9  # percent
    sli:
      events:
        error_query: |
          sum(rate(a{code=~"5.."}[{{.window}}]))
        total_query: "sum(rate(a{code!=\\"\\"}[{{.window}}]))"
    alerting:
      page_alert:
        disable: true
"""

    assert read_block(text) is not None
