"""Whatever a file of specs holds, it is read or found wrong at a line; nothing else happens."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from observability.base.duration import days
from observability.compile.adoption import adopt
from observability.compile.spec_review import review
from observability.formats.detect import read_all
from observability.formats.sloth_loose import read_loosely
from observability.formats.yaml_lines import YamlError
from tests.unit.compile.test_spec_review import _FILE, _OBJECT
from tests.unit.formats.test_openslo import _SLO, REFERRING

_PYRRA = """\
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: {name: web, labels: {pyrra.dev/a: b}}
spec:
  target: "99.5"
  window: 4w
  indicator:
    latency: {success: {metric: 'h_bucket{le="1"}'}, total: {metric: h_count}, grouping: [a]}
  alerting: {severities: {fastBurn: x}}
"""
TEXTS = (_FILE, _OBJECT, _SLO, REFERRING, _PYRRA)
_PIECES = st.sampled_from(
    [
        "",
        "x",
        "[]",
        "{}",
        "null",
        "- a",
        "a: b",
        "*a",
        "&a",
        "1e999",
        "-1",
        "true",
        "'",
        "{{",
        "---",
    ]
) | st.text(max_size=8)


@settings(max_examples=400, deadline=None)
@given(
    text=st.sampled_from(TEXTS),
    line=st.integers(0, 40),
    piece=_PIECES,
    after_colon=st.booleans(),
)
def test_a_damaged_spec_is_told(text: str, line: int, piece: str, after_colon: bool) -> None:
    """A value or a line that is replaced by anything ends in SLOs or in problems with a line."""
    lines = text.split("\n")
    at = line % len(lines)
    head, colon, _ = lines[at].partition(":")
    lines[at] = f"{head}: {piece}" if after_colon and colon else piece
    damaged = "\n".join(lines)

    found = read_all({"a.yml": damaged.encode("utf-8", "replace")})
    adopt(found.groups, days(30))
    with suppress(YamlError):
        review(read_loosely(damaged, "a.yml")[0], damaged)

    assert all(one.source.line for one in found.problems)
