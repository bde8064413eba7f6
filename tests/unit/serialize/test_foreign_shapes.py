"""The rules of SLOs of specs by shapes are those that are made one by one."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from observability.base.duration import days
from observability.compile.adoption import adopt
from observability.compile.foreign import (
    fleet_of,
    foreign_files,
    foreign_windows,
    service_groups,
)
from observability.formats.sloth_spec import AlertMeta, Events, Group, Raw, Sli, Slo
from observability.model.foreign import settings
from observability.promql.linear import Refusal
from observability.promql.skeleton import skeleton
from observability.render.prometheus import rule_file
from observability.serialize.bytes import to_bytes
from observability.serialize.foreign_shapes import Foreign, ForeignShapes
from observability.serialize.rule_text import file_head, opening, rule_texts

_PROJECT = settings()
_W = "[{{.window}}]"
_RATIO = 'sum(rate(#{job="%s",code="%s"}' + _W + ')) / sum(rate(#{job="%s"}' + _W + "))"
_METRICS = st.sampled_from(
    ["a", "b_count", "b_count_count", "b_count_bucket", "_count", "c_bucket", "sum", "and", "a:b"]
) | st.from_regex(r"[a-z_]{1,50}", fullmatch=True)
_NAMES = st.from_regex(r"[A-Za-z0-9][-A-Za-z0-9_.]{0,60}[A-Za-z0-9]", fullmatch=True)
_VALUES = st.sampled_from(
    ["5xx", "shop", "service-003", "s7ms", "a b", "é", "", "5..", "x" * 70, "0.3", '\\"', "\ue003"]
) | st.from_regex(r"[A-Za-z0-9_./:-]{1,60}", fullmatch=True)
_WORDS = st.sampled_from(
    [
        "x",
        "yes",
        "1e3",
        "a: b",
        "'d'",
        "two\nlines",
        "\n led ",
        "\t",
        "\x85",
        "\ue001\ue001",
        "\0",
        "{{$labels.a}} is " + "long " * 20,
        "word-" * 30,
    ]
) | st.text(min_size=1, max_size=90)
_LABELS = st.dictionaries(
    st.sampled_from(["a", "b10", "route", "yes", "1", "k: v", "\ue002"]), _WORDS, max_size=3
)
_TEMPLATES = [
    ('sum(rate(#{job="%s",code="%s"}' + _W + "))", 'sum(rate(#{job="%s"}' + _W + "))"),
    ('sum(rate(#{job=~"%s",x!="%s"}' + _W + "))", 'sum(rate(a{job="%s"}' + _W + "))"),
    (
        'sum(increase(#_count{job="%s"}' + _W + ')) - sum(increase(#_bucket{job="%s",le="1"}'
        + _W + "))",
        'sum(increase(#_count{job="%s"}' + _W + "))",
    ),
    (
        'sum by (route) (rate(#{job="%s"}' + _W + ')) - sum by (route) (rate(#{job="%s",b="1"}'
        + _W + "))",
        'sum by (route) (rate(#{job="%s"}' + _W + "))",
    ),
    ('sum(rate(#{job="%s", job="%s"}' + _W + ")) or vector(0)", 'sum(rate(#{c="%s"}' + _W + "))"),
    ('max(#{job="%s"} + b{c="%s"})', 'sum(rate(#{job="%s"}' + _W + "))"),
]  # fmt: skip
_QUERIES = st.sampled_from(_TEMPLATES)


@st.composite
def _slis(draw: st.DrawFn, template: tuple[str, str] | None) -> Sli:
    one, two, three = draw(_VALUES), draw(_VALUES), draw(_VALUES)
    if template is None:
        ratio = _RATIO % (one, two, draw(st.just(one) | _VALUES))
        return Sli(raw=Raw(error_ratio_query=_metrics(draw, ratio)))
    other = draw(st.sampled_from([one, three]))
    query = template[0] % (one, draw(st.sampled_from([one, two])))
    total = template[1] % other
    return Sli(events=Events(error_query=_metrics(draw, query), total_query=_metrics(draw, total)))


def _metrics(draw: st.DrawFn, query: str) -> str:
    """Return *query* with metrics, most often the same one all over."""
    first, *others = query.split("#")
    name = draw(_METRICS)
    return first + "".join([draw(st.just(name) | _METRICS) + part for part in others])


_ALERTS = st.builds(
    AlertMeta,
    disable=st.booleans(),
    name=_WORDS | st.just(""),
    labels=_LABELS,
    annotations=_LABELS | st.just({"summary": "ours"}),
)


def _with(draw: st.DrawFn, texts: dict[str, str]) -> dict[str, str]:
    return {name: draw(_WORDS) for name in texts}


@st.composite
def _slos(draw: st.DrawFn) -> tuple[Slo, ...]:
    """Return SLOs of one shape, with texts of their own."""
    template = draw(_QUERIES | st.none())
    labels, page, ticket = draw(_LABELS), draw(_ALERTS), draw(_ALERTS)
    objective = draw(st.sampled_from([99.9, 99.0, 50.0, 10.0]))
    period = draw(st.sampled_from([None, days(7), days(30)]))
    found = []
    for number in range(4):
        service, name = draw(_NAMES), f"{number}{draw(_NAMES)}"
        slo = Slo(
            id=f"{service}-{name}",
            service=service,
            name=name,
            objective=objective,
            period=period,
            description=draw(_WORDS | st.just("")),
            labels=_with(draw, dict(labels)),
            sli=draw(_slis(template)),
            page=attrs.evolve(page, labels=_with(draw, dict(page.labels))),
            ticket=attrs.evolve(ticket, annotations=_with(draw, dict(ticket.annotations))),
            calendar=draw(st.sampled_from(["", "", "month"])),
        )
        found.append(slo)
    return tuple(found)


def _made(shapes: ForeignShapes, slo: Slo) -> Foreign | str:
    try:
        return shapes.made(slo, "prometheus")
    except Refusal as refusal:
        return str(refusal)


def _alone(slo: Slo) -> tuple[str, ...] | str:
    """Return the rules of *slo* as they are made without shapes, or why there are none."""
    adopted = adopt((Group(kind="prometheus", slos=(slo,)),), days(28))
    if adopted.left:
        return adopted.left[0].reason
    (one,) = adopted.exact
    groups = service_groups(one.service, (one,), _PROJECT)
    return tuple(rule_texts(group.rules) for group in groups)


@hypothesis(max_examples=300, deadline=None)
@given(slos=_slos())
def test_shapes_are_the_rules(slos: tuple[Slo, ...]) -> None:
    """The rules by shapes are those of each SLO alone, and what is refused is refused alike."""
    shapes = ForeignShapes(_PROJECT, days(28), None)
    made = [_made(shapes, slo) for slo in slos]

    assert [_alone(slo) for slo in slos] == [
        one if isinstance(one, str) else one.sections for one in made
    ]


@hypothesis(max_examples=100, deadline=None)
@given(slos=st.tuples(_slos(), _slos(), _slos()))
def test_windows_are_the_same(slos: tuple[tuple[Slo, ...], ...]) -> None:
    """The rules for all SLOs do not tell one SLO from another that is like it."""
    every = tuple(slo for some in slos for slo in some)
    shapes = ForeignShapes(_PROJECT, days(28), None)
    exact = adopt((Group(kind="prometheus", slos=every),), days(28)).exact
    members = [
        (slo.service, slo.name, one.like)
        for slo in every
        if isinstance(one := _made(shapes, slo), Foreign)
    ]

    assert len(exact) == len(members)
    if exact:
        assert foreign_windows(exact, _PROJECT) == foreign_windows(
            fleet_of(members, _PROJECT), _PROJECT
        )


def _shop(number: int) -> Slo:
    code, job = f'code="{number}"', f'job="shop-{number}"'
    return Slo(
        id=f"shop-slo{number}",
        service="shop",
        name=f"slo{number}",
        objective=99.9,
        description=f"Words about {number}.",
        sli=Sli(
            events=Events(
                error_query=f"sum(rate(hits{{{job},{code}}}{_W}))",
                total_query=f"sum(rate(hits{{{job}}}{_W}))",
            )
        ),
        page=AlertMeta(name=f"Shop{number}Fails", labels={"severity": f"page{number}"}),
        ticket=AlertMeta(name=f"Shop{number}Fails"),
    )


def test_a_shape_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the third SLO of a shape on, no query is split and no expression is printed."""
    shapes = ForeignShapes(_PROJECT, days(28), None)
    for number in range(2):
        shapes.made(_shop(number), "prometheus")
    monkeypatch.delattr("observability.serialize.foreign_shapes.taken")

    assert _alone(_shop(2)) == shapes.made(_shop(2), "prometheus").sections


def test_a_file_in_parts_is_the_file() -> None:
    """Heads, openings and rules put together are what is written as one document."""
    slos = tuple(_shop(number) for number in range(3))
    exact = adopt((Group(kind="prometheus", slos=slos),), days(30)).exact
    file, _ = foreign_files(exact, _PROJECT)

    groups = [f"{opening(one)}{rule_texts(one.rules)}" for one in file.groups]
    assert to_bytes(rule_file(file), "").decode() == file_head(file.title, {""}) + "".join(groups)


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ('a{b="c"}', ["a", "c"]),
        ('a_count{b="c",d="c"} - a_bucket{b="f"}', ["a", "c", "c", "a", "f"]),
        ('a{b=~"c",d!="e",f!~"g"}', ["a"]),
        ('a{b="c",b="d"}', []),
        ('a{b="c d",e="f"}', ["a", "f"]),
        ('a{le="1",quantile="0.9"}', ["a"]),
        ('a{b="",c="d"}', ["a", "d"]),
        ("a{b='c',d=\"e\"}", []),
        ('a{b="\\"c"}', []),
        ('{__name__="a"}', []),
        ('a{b="003",c="007"}', []),
        ('a{b="c}', []),
        ('label_replace(a, "b", "c", "d", "e")', []),
        ("sum by (a) (rate(b_count_total[{{.window}}]))", ["b_count_total"]),
        ("1 > bool{a=~'b'}", []),
        ('1 > Bool{a=~"b"} and{c="d"} job:e{} 0x1f[5m] sum(f) [5m]', ["d"]),
    ],
)
def test_texts_are_told(query: str, values: list[str]) -> None:
    """Metrics and what labels must equal, only where nothing else depends on them."""
    found = skeleton(query)

    assert (values, query) == (list(found.values), found.filled(found.values))
