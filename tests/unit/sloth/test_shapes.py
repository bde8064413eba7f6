"""What is written by shapes is what is written rule by rule."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observability.base.duration import days
from observability.formats.sloth_spec import AlertMeta, Events, Group, Kind, Raw, Sli, Slo
from observability.promql import strict
from observability.promql.strict import verdict
from observability.serialize.goyaml import dump
from observability.serialize.goyaml_rules import dump_groups, groups_document
from observability.serialize.goyaml_shapes import Shapes
from observability.sloth.document import document, groups_of
from observability.sloth.generate import Options, each, generate

NAMES = st.from_regex(r"[A-Za-z0-9][-A-Za-z0-9_.]{0,70}[A-Za-z0-9]", fullmatch=True)
WORDS = st.sampled_from(
    [
        "x",
        "yes",
        "~",
        "2",
        "1e3",
        "2024-01-01",
        "a: b",
        "#c",
        "'d'",
        '"e"',
        " f",
        "g ",
        "a:",
        "http://x.y/z",
        "/p",
        "two\nlines",
        "two \nlines\n",
        "\n\nled",
        "é",
        "\t",
        "\x85",
        "\0",
        "zq1zq",
        "zqq5mqzq",
        "{{$labels.a}} is " + "long " * 20,
        "long " * 15 + " twice",
        "word" * 30,
    ]
) | st.text(min_size=1, max_size=90)
LABELS = st.dictionaries(
    st.sampled_from(["a", "b10", "b2", "sloth_id", "sloth_window", "yes", "1", "zq0zq", "k: v"])
    | st.text(min_size=1, max_size=8),
    WORDS,
    max_size=4,
)
QUERIES = st.sampled_from(
    [
        "sum(rate(a[{{.window}}]))",
        'sum(rate(b{c="d"}[{{ .window }}]))\n',
        "sum(\n  rate(c[{{.window}}])\n)\n-\n  sum(rate(d[{{.window}}]))\n",
        "sum(rate(e[{{.window}}]))\n\n",
        "sum(rate(f[{{.window}}])) \n/ 2",
        "{{/* a comment */}}\n\nsum(rate(g[{{.window}}]))",
        'sum(rate(é_is_no_name{a="é"}[{{.window}}]))',
        "max_over_time(h{" + ", ".join(f'l{n}="v"' for n in range(30)) + "}[{{.window}}])",
    ]
)
ALERTS = st.builds(
    AlertMeta,
    disable=st.booleans(),
    name=WORDS,
    labels=LABELS,
    annotations=LABELS | st.just({"summary": "ours"}),
)
SLIS = st.builds(lambda query: Sli(raw=Raw(error_ratio_query=query)), QUERIES) | st.builds(
    lambda one, two: Sli(events=Events(error_query=one, total_query=f"1 + {two}")), QUERIES, QUERIES
)


@st.composite
def groups(draw: st.DrawFn) -> Group:
    """Return a group of SLOs of one shape, with texts of their own."""
    service, first = draw(NAMES), draw(NAMES)
    one = Slo(
        id=f"{service}-{first}",
        service=service,
        name=first,
        objective=draw(st.sampled_from([99.9, 99.95, 50.0, 0.001])),
        labels=draw(LABELS),
        sli=draw(SLIS),
        page=draw(ALERTS),
        ticket=draw(ALERTS),
    )
    found = [one]
    for number in range(3):
        name = f"{number}{draw(NAMES)}"
        found.append(
            attrs.evolve(
                one,
                id=f"{service}-{name}",
                name=name,
                labels={label: draw(WORDS) for label in one.labels},
                page=_other(draw, one.page),
                ticket=_other(draw, one.ticket),
                sli=draw(SLIS),
            )
        )
    kind: Kind = draw(st.sampled_from(["prometheus", "openslo"]))
    return Group(kind=kind, slos=tuple(found))


def _other(draw: st.DrawFn, meta: AlertMeta) -> AlertMeta:
    return attrs.evolve(
        meta,
        name=draw(WORDS),
        labels={label: draw(WORDS) for label in meta.labels},
        annotations={name: draw(WORDS) for name in meta.annotations},
    )


@settings(max_examples=400, deadline=None)
@given(group=groups(), recordings=st.booleans(), alerts=st.booleans(), labelled=st.booleans())
def test_shapes_are_the_rules(group: Group, recordings: bool, alerts: bool, labelled: bool) -> None:
    """The text by shapes is that of the tree, and what is wrong is told alike."""
    options = Options(version="v0.16.0", labels={"team": "shop"} if labelled else {})
    wanted = {"recordings": recordings, "alerts": alerts}
    result = generate(group, options)

    made, problems = each(group, options, Shapes(options, **wanted).text)

    assert result.problems == problems
    if not problems:
        by_tree = dump(document(group, result, **wanted))
        assert by_tree == groups_document("".join([text for _, text in made]))
        assert by_tree == dump_groups(groups_of(result, **wanted))


def test_a_shape_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules are made for the first SLO of a shape and for its stand-in, and for no other."""
    slos = tuple(
        Slo(
            id=f"shop-b{number}",
            service="shop",
            name=f"b{number}",
            objective=99.0,
            sli=Sli(raw=Raw(error_ratio_query=f"a{number}[{{{{.window}}}}]")),
        )
        for number in range(9)
    )
    made: list[str] = []
    real = Shapes._written

    def counted(self: Shapes, *arguments: object) -> str:
        made.append("")
        return real(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Shapes, "_written", counted)
    options = Options(version="v", period=days(30))
    texts, problems = each(Group(kind="prometheus", slos=slos), options, Shapes(options).text)

    assert ((), 9, 2) == (problems, len({text for _, text in texts}), len(made))


@settings(max_examples=500, deadline=None)
@given(
    values=st.lists(
        WORDS | st.sampled_from(["", ".*", "(", "a]", "b{2000}", "é"]), min_size=3, max_size=3
    ),
    form=st.sampled_from(
        [
            'a{{b="{0}",c=~"{1}"}}',
            'a{{b = "{0}"}} / on(b) d{{c!="{1}",e="{2}"}}',
            'a{{b="{0}"}}[5m]',
            'label_replace(a{{b="{0}"}}, "x", "{1}", "y", "{2}")',
            "a{{b='{0}',c=\"{1}\"}}",
            'a{{"b"="{0}"}}',
            '{{__name__="{0}"}}',
            '{{b="{0}"}}',
            'a == "{0}"',
            'a{{b="{0}',
            '{0}="{1}"',
            "{0}",
        ]
    ),
)
def test_queries_of_one_shape_share_their_verdict(form: str, values: list[str]) -> None:
    """Whether a query is PromQL is told as if each one was parsed."""
    query = form.format(*values)

    assert strict._exact(query) == verdict(query)
