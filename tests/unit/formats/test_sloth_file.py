"""Reading specs: lines, warnings, leniency, and what is hostile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observability.formats import sloth_windows
from observability.formats.sloth_file import Read, read

SPEC = """\
# a comment
version: "prometheus/v1"
service: shop
labels: {tier: 2, canary: yes, ratio: 1.50}
slos:
  - name: a1
    objective: 99.9
    pageAlert: {}
    sli:
      raw:
        error_ratio_query: x[{{.window}}]
    alerting: {name: A}
"""


def _one(text: str | bytes) -> Read:
    [found] = read(text if isinstance(text, bytes) else text.encode(), "a.yml")
    return found


def test_labels_are_text_whatever_they_look_like() -> None:
    """Numbers and truths become text as Sloth's library writes them."""
    group = _one(SPEC).group

    assert group is not None
    assert {"tier": "2", "canary": "true", "ratio": "1.5"} == dict(group.labels)


def test_unknown_fields_are_warnings_at_their_line() -> None:
    """What Sloth ignores in silence is named, with its line."""
    assert ["a.yml:8: unknown field slos[0].pageAlert is ignored"] == [
        str(one) for one in _one(SPEC).warnings
    ]


def test_fields_know_their_lines() -> None:
    """A field of an SLO can be found again in the file, comments before it or not."""
    group = _one(SPEC).group

    assert group is not None
    assert (7, 11) == (
        group.slos[0].source("objective").line,
        group.slos[0].source("sli.raw.error_ratio_query").line,
    )


def test_an_object_is_of_the_kind_that_its_yaml_says() -> None:
    """A value that goes on in the next line is another one than the line that Sloth sought."""
    text = b"apiVersion: sloth.slok.dev/v1\n  x\nkind: PrometheusServiceLevel\n"
    messages = [one.message for document in read(text, "a.yml") for one in document.problems]

    start = 'could not decode kubernetes object: no kind "PrometheusServiceLevel" is registered'
    assert [f'{start} for version "sloth.slok.dev/v1 x"'] == messages


def test_windows_line_ends_change_nothing() -> None:
    """A file saved on Windows says the same."""
    assert _one(SPEC).group == _one(SPEC.replace("\n", "\r\n")).group


def test_lines_count_over_documents() -> None:
    """The second document's mistakes have the file's line numbers."""
    second = SPEC.replace("objective: 99.9", "objective: many")
    found = read(f"{SPEC}---\n{second}".encode(), "a.yml")[1]

    assert [20] == [one.source.line for one in found.problems]
    assert "cannot read 'many' as a number" in found.problems[0].message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a: 1\n", "could not load with any of the supported spec types"),
        (b"\xef\xbb\xbfversion: prometheus/v1\n", "could not load"),
        (b"version: prometheus/v1\n", "at least one SLO is required"),
        (b"version: prometheus/v1\nservice: \xff\n", "invalid UTF-8"),
        (b"version: prometheus/v1\n\tservice: a\n", "yaml: "),
        (b"version: prometheus/v1\na: " + b"[" * 100_000, "nests deeper"),
        (b"version: prometheus/v1\na:\n  " + b"- " * 100_000, "nests deeper"),
        (b"version: prometheus/v1\na: " + b"{a: " * 100_000, "nests deeper"),
        (b"version: prometheus/v1\na: &a [*a]\n", "excessive aliasing"),
        (b"version: prometheus/v1\na: " + b"x" * 10_000_000, "characters; the limit is"),
        (
            b"version: prometheus/v1\na0: &a0 [x,x]\n"
            + b"".join(
                b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9))
                for n in range(1, 12)
            ),
            "excessive aliasing",
        ),
    ],
)
def test_hostile_files_end_in_one_clear_message(data: bytes, said: str) -> None:
    """Whatever is in the file: a message with its line, and no group."""
    found = _one(data)

    assert found.group is None
    assert said in found.problems[0].message


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only a comment\n", b"---\n---\n"])
def test_empty_files_hold_no_document(data: bytes) -> None:
    """Nothing in, nothing out."""
    assert () == read(data, "a.yml")


@given(st.binary(max_size=300))
def test_any_bytes_are_borne(data: bytes) -> None:
    """No file makes the reader fail."""
    for found in read(b"version: prometheus/v1\n" + data, "a.yml"):
        assert found.group is not None or found.problems


@given(st.text(alphabet="{}[]:-?&*!|>'\"%@` \n#,abslo~<", max_size=200))
def test_any_yaml_is_borne(text: str) -> None:
    """No play with YAML's own signs makes the reader fail."""
    for found in read(f"version: prometheus/v1\nslos: {text}".encode(), "a.yml"):
        assert found.group is not None or found.problems


def test_catalogues_say_what_is_missing() -> None:
    """A window without its length is named as Sloth names it."""
    text = b"apiVersion: sloth.slok.dev/v1\nkind: AlertWindows\nspec: {sloPeriod: 7d}\n"
    windows, problems = sloth_windows.read(text, "w.yml")

    assert windows is None
    assert "invalid alerting window: invalid page quick: long window is required" == (
        problems[0].message
    )
