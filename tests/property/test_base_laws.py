"""Laws of the small values: what is written is read back, and names do not collide."""

from __future__ import annotations

import re

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from observability.base.duration import Duration
from observability.base.labels import Labels, Matcher
from observability.base.naming import is_dns_label, stable_id, uid
from observability.base.quantity import Cpu, Memory, decimal, number, short
from observability.base.sample import other, sample
from tests.property.strategies import dns_labels, durations, label_names

BINARY = st.builds(
    lambda count, power: Memory(count * 1024**power), st.integers(1, 2000), st.integers(0, 4)
)


@given(duration=durations)
def test_durations_are_read_back(duration: Duration) -> None:
    """Every length of time has a text, and the text that length."""
    assert duration == Duration.parse(str(duration))


@given(cpu=st.integers(0, 10**7).map(Cpu))
def test_processors_are_read_back(cpu: Cpu) -> None:
    """Every amount of processor has a text, and the text that amount."""
    assert cpu == Cpu.parse(str(cpu))


@given(memory=st.one_of(BINARY, st.integers(0, 2**60).map(Memory)))
def test_memory_is_read_back(memory: Memory) -> None:
    """Every amount of memory has a text, and the text that amount."""
    assert memory == Memory.parse(str(memory))


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9)
)
def test_numbers_lose_nothing(value: object) -> None:
    """A number in full reads back as that number, without an exponent."""
    text = number(decimal(str(value)))

    assert decimal(str(value)) == decimal(text)
    assert "e" not in text.lower()


@given(value=st.decimals(min_value="0.000001", max_value="1000000", places=9))
def test_short_numbers_are_near(value: object) -> None:
    """Three digits are at most half a percent off."""
    exact = decimal(str(value))
    assume(exact)

    assert abs(decimal(short(exact)) - exact) <= exact / 200


# -- regular expressions: those that are made of simple parts have an example ------------------

pieces = st.recursive(
    st.sampled_from(["a", "5", "-", "/", ".", r"\.", r"\d", "[abc]", "[a-z0-9]", "[^/]", "x{2}"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map("|".join).map("({})".format),
        st.lists(inner, min_size=1, max_size=3).map("|".join).map("(?:{})".format),
        st.tuples(inner.map("({})".format), st.sampled_from(["+", "*", "?", "{2}", "{1,3}"])).map(
            "".join
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=300)
@given(pattern=pieces)
def test_simple_expressions_have_an_example(pattern: str) -> None:
    """What is sampled matches; what is to be different does not."""
    assert re.fullmatch(pattern, sample(pattern))
    assert not re.fullmatch(pattern, other(pattern))


@settings(max_examples=500)
@given(pattern=st.text(st.sampled_from("ab5.*+?()[]{}|^$\\-,:=!<"), max_size=15))
@example(pattern="(?=a)")
@example(pattern="[[:alpha:]]")
def test_any_expression_has_an_example_or_is_refused(pattern: str) -> None:
    """Nothing but ValueError comes out, and an example that comes out is one."""
    try:
        found = sample(pattern)
    except ValueError:
        return

    assert re.fullmatch(pattern, found)


# -- names -------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(parts=st.lists(st.text(max_size=60), min_size=1, max_size=3))
def test_uids_are_valid(parts: list[str]) -> None:
    """Grafana takes at most 40 letters, digits and hyphens."""
    assert re.fullmatch(r"[a-z0-9-]{0,40}", uid(*parts))
    assert uid(*parts) == uid(*parts)


@settings(max_examples=300)
@given(
    names=st.lists(
        st.from_regex(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?", fullmatch=True),
        min_size=2,
        max_size=8,
        unique=True,
    )
)
def test_uids_of_different_services_differ(names: list[str]) -> None:
    """Names that differ after their thirtieth character still have uids of their own."""
    distinct = {re.sub("-+", "-", name) for name in names}

    assert len(distinct) == len({uid("service", name) for name in names})


@given(
    names=st.lists(
        st.lists(dns_labels, min_size=1, max_size=3), min_size=2, max_size=6, unique_by=tuple
    )
)
def test_ids_depend_on_the_parts_alone(names: list[list[str]]) -> None:
    """Panel ids are positive, fit 31 bits, and keep parts apart: a/bc is not ab/c."""
    ids = [stable_id(*parts) for parts in names]

    assert all(0 < one < 2**31 for one in ids)
    assert len(names) == len(set(ids))


@given(text=st.text(max_size=70))
def test_dns_labels_are_what_kubernetes_says(text: str) -> None:
    """RFC 1123, in another spelling."""
    letters = set("abcdefghijklmnopqrstuvwxyz0123456789")
    expected = (
        0 < len(text) <= 63
        and set(text) <= letters | {"-"}
        and text[0] in letters
        and text[-1] in letters
    )

    assert expected is is_dns_label(text)


# -- labels ------------------------------------------------------------------------------------

label_sets = st.dictionaries(label_names, st.text(max_size=8), max_size=5)


@given(first=label_sets, second=label_sets)
def test_labels_join_as_dictionaries_do(first: dict[str, str], second: dict[str, str]) -> None:
    """A Labels is the mapping it was made of, in the order of names, and hashable."""
    joined = Labels(first) | second

    assert first | second == dict(joined)
    assert sorted(first | second) == list(joined)
    assert hash(joined) == hash(Labels(dict(reversed((first | second).items()))))


@given(value=st.text(max_size=8), other_value=st.text(max_size=8))
def test_a_matcher_and_its_opposite_disagree(value: str, other_value: str) -> None:
    """Every value is matched by exactly one of = and !=, and of =~ and !~."""
    literal = re.escape(value)

    assert Matcher("a", "=", value).matches(other_value) is not Matcher("a", "!=", value).matches(
        other_value
    )
    assert Matcher("a", "=~", literal).matches(other_value) is not Matcher(
        "a", "!~", literal
    ).matches(other_value)
    assert (value == other_value) is Matcher("a", "=~", literal).matches(other_value)
