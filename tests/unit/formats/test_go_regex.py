"""Regular expressions as Go reads them."""

from __future__ import annotations

import pytest

from observability.base.errors import FormatError
from observability.formats.go_regex import go_regex

_MATCHES = {
    ("a(?i)b|c", "aB"): True,  # a flag holds until its group ends
    ("(a(?i)b)c", "aBC"): False,
    (r"\.yml\z", "a.yml"): True,
    (r"\.yml\z", "a.yml\n"): False,
    ("a$", "a\n"): False,
    (r"^\pL+$", "äé"): True,
    (r"^\w$", "ä"): False,
    (r"\Q.*\E", "a.*"): True,
    ("[[:digit:]-]{2}", "1-"): True,
    ("a{,2}", "a{,2}"): True,  # no repetition: plain text
    (r"(?i)\W", "k"): False,
    (r"\B", ""): True,
}


@pytest.mark.parametrize(("given", "expected"), _MATCHES.items())
def test_it_matches_as_in_go(given: tuple[str, str], expected: bool) -> None:
    """Flags in the midst, ends of text, classes of Unicode, quotes: where Python differs."""
    pattern, text = given

    assert expected == (go_regex(pattern).search(text) is not None)


_REFUSED = {
    "(?=a)": "invalid or unsupported Perl syntax: `(?=`",
    "(?<!a)": "invalid named capture: `(?<!a)`",
    "a++": "invalid nested repetition operator: `++`",
    r"(a)\1": r"invalid escape sequence: `\1`",
    r"a\Z": r"invalid escape sequence: `\Z`",
    "(a": "missing closing ): `(a`",
    "a)": "unexpected ): `a)`",
    "[a": "missing closing ]: `[a`",
    "*": "missing argument to repetition operator: `*`",
    "a{1001}": "invalid repeat count: `{1001}`",
    "(a{500}){3}": "invalid repeat count: `{3}`",
    "\\": "trailing backslash at end of expression: ``",
    r"\p{Nope}": r"invalid character class range: `\p{Nope}`",
    "(" * 5000 + ")" * 5000: "expression nests too deeply: `" + "(" * 5000 + ")" * 5000 + "`",
}


@pytest.mark.parametrize(("pattern", "message"), _REFUSED.items())
def test_what_go_refuses_is_refused(pattern: str, message: str) -> None:
    """In its words, which name the part that is wrong."""
    with pytest.raises(FormatError) as caught:
        go_regex(pattern)

    assert str(caught.value) == f"error parsing regexp: {message}"
