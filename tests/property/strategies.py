"""Valid definitions, PromQL expressions and plain data, as hypothesis makes them up."""

from __future__ import annotations

import string
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from observability import (
    SLO,
    Absent,
    Across,
    Availability,
    Composite,
    Counter,
    Deployment,
    Environment,
    Example,
    External,
    Freshness,
    Gauge,
    GaugeWithin,
    Histogram,
    Latency,
    PagerDuty,
    Part,
    Port,
    Probe,
    Project,
    Raw,
    RawRatio,
    Resources,
    Secret,
    Service,
    Severity,
    StatefulSet,
    Team,
    Throughput,
    ms,
    seconds,
)
from observability.base.duration import Duration
from observability.base.labels import Matcher
from observability.model.definition import Definition
from observability.model.sli.protocol import Sli
from observability.promql.expr import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Matching,
    Number,
    Selector,
    Text,
)

__all__ = [
    "definitions",
    "dns_labels",
    "durations",
    "expressions",
    "matchers",
    "nasty_texts",
    "objectives",
    "plain_data",
    "projects",
    "slis",
]

dns_labels = st.from_regex(r"[a-z]([-a-z0-9]{0,14}[a-z0-9])?", fullmatch=True)
label_names = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_]{0,9}", fullmatch=True)
durations = st.integers(min_value=0, max_value=10 * 365 * 86_400_000).map(Duration)
objectives = st.integers(min_value=20 * 10**6, max_value=100 * 10**6 - 1).map(
    lambda millionths: Decimal(millionths) / 10**6
)
# 1 - budget, as it is recorded, is the float of the objective only for most of them: see
# test_catalog_laws.test_any_objective_is_recorded_exactly.

# -- text and plain data -----------------------------------------------------------------------

YAML_WORDS = [
    "yes",
    "Yes",
    "YES",
    "no",
    "off",
    "On",
    "true",
    "False",
    "null",
    "Null",
    "~",
    "=",
    "<<",
    "y",
    "N",
    ".nan",
    ".inf",
    "-.INF",
    "1",
    "01",
    "0o7",
    "0x1f",
    "1e3",
    "1.5",
    "-1",
    "+1",
    "1_000",
    "12:30",
    "12:30:45",
    "190:20:30",
    "2001-01-01",
    "2001-01-01T00:00:00Z",
    "---",
    "...",
    "-",
    "?",
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "#",
    "&",
    "*",
    "!",
    "|",
    ">",
    "'",
    '"',
    "%",
    "@",
    "`",
    "{{x}}",
    "a:b",
    "a:-b",
    "5m",
    "1d",
    "1h30m",
    "1y",
    "0b11",
    ".5",
    "5.",
    "0.",
    "1.e3",
    ".e1",
    "NaN",
    "Inf",
    "/a",
    "a/",
    "!!str",
    "&a",
    "*a",
    "!x",
]
NASTY = [*YAML_WORDS, "a: b", "a #b", "#a", "- a", "? a", "a:", ": a", "'a'", '"a"', "%TAG", "a\\b"]
AROUND = st.sampled_from(
    ["", "", " ", "\n", "\t", "\r", "\x85", "\u2028", "\ufeff", "\x00", "  \n "]
)
nasty_texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.lists(
        st.sampled_from([*NASTY, "", " ", "  a", "a  ", "\ta", "é", "\U0001f600"]), max_size=5
    ).map("\n".join),
    st.tuples(AROUND, st.sampled_from(NASTY), AROUND).map("".join),
)
scalars = st.one_of(
    nasty_texts,
    st.booleans(),
    st.none(),
    st.integers(min_value=-(2**53), max_value=2**53),
    st.floats(allow_nan=False),
)
plain_data: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(nasty_texts, inner, max_size=4),
    ),
    max_leaves=20,
)

# -- PromQL ------------------------------------------------------------------------------------

label_values = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
matchers = st.one_of(
    st.builds(Matcher, label_names, st.sampled_from(["=", "!="]), label_values),
    st.builds(
        Matcher,
        label_names,
        st.sampled_from(["=~", "!~"]),
        st.sampled_from(["5..", "a|b", r"\d+", ".+"]),
    ),
)
plain_values = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=9
)
metric_names = st.from_regex(r"[a-z]{3,8}_[a-z]{3,8}(:[a-z]{2})?", fullmatch=True)
windows = st.sampled_from([1, 60, 300, 3600]).map(seconds)
selectors = st.builds(Selector, metric_names, st.lists(matchers, max_size=3).map(tuple))
numbers = st.decimals(
    min_value=-1000, max_value=1000, allow_nan=False, allow_infinity=False, places=3
).map(Number)
names = st.lists(st.sampled_from(["job", "route", "code"]), max_size=2, unique=True).map(tuple)
ranges = st.builds(
    lambda function, selector, window: Call(function, (selector.range(window),)),
    st.sampled_from(["rate", "increase", "sum_over_time"]),
    selectors,
    windows,
)
texts = st.sampled_from(
    ["sum(a_b) + c_d", "a_b # why\n/ c_d # therefore", "max by (x) (\n  a_b\n)", 'a_b{x="# no"}']
).map(Text)


def _binary(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.builds(
        Binary,
        st.sampled_from(["+", "-", "*", "/", "%", "^", "atan2"]),
        st.one_of(inner, numbers),
        inner,
    )


def _joined(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    on = st.builds(Matching, on=names, group_left=st.one_of(st.none(), st.just(("version",))))
    ignoring = st.builds(Matching, ignoring=st.just(("pod",)))
    matching = st.one_of(st.none(), on, ignoring)
    return st.builds(Binary, st.sampled_from(["*", "/", ">", "<=", "=="]), inner, inner, matching)


def _set(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    matching = st.one_of(st.none(), st.builds(Matching, on=names))
    return st.builds(Binary, st.sampled_from(["and", "or", "unless"]), inner, inner, matching)


def _wider(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    comparison = st.builds(
        Binary, st.sampled_from([">", "<", "==", "!="]), inner, inner, as_bool=st.booleans()
    )
    return st.one_of(
        _binary(inner),
        _joined(inner),
        _set(inner),
        comparison,
        st.builds(Aggregate, st.sampled_from(["sum", "max", "count"]), inner, names),
        st.builds(lambda expr, by: Aggregate("max", expr, without=by), inner, names),
        st.builds(lambda expr, k: Aggregate("topk", expr, parameter=k), inner, numbers),
        st.builds(lambda expr, limit: Call("clamp_max", (expr, limit)), inner, numbers),
    )


expressions: st.SearchStrategy[Expr] = st.recursive(
    st.one_of(selectors, ranges, texts), _wider, max_leaves=8
)
"""Instant vectors: what may stand in a rule."""

# -- definitions -------------------------------------------------------------------------------

LABELS = ("code", "method", "route", "kind")
PATTERNS = st.sampled_from(["500", "5..", "4..|5..", "(a|b)c", "[45]\\d\\d", ".+", "x"])
sentences = st.from_regex(r"[A-Z][a-z '\"{}:#%<>&-]{3,30}\.", fullmatch=True)
sizes = st.sampled_from([("100m", "128Mi"), ("1", "1Gi"), ("2500m", "4Gi")])


@st.composite
def teams(draw: st.DrawFn, name: str) -> Team:
    """Make up a team called *name*."""
    pager = PagerDuty(key=Secret(name=draw(dns_labels)))
    return Team(
        name=name, page=[pager], ticket=[pager], escalation=draw(st.lists(sentences, max_size=2))
    )


@st.composite
def workloads(draw: st.DrawFn) -> Deployment | StatefulSet | External:
    """Make up what runs."""
    cpu, memory = draw(sizes)
    about: dict[str, Any] = {
        "image": f"registry.example.com/{draw(dns_labels)}:1.2.3",
        "http": Port(number=draw(st.integers(1024, 9000))),
        "metrics": Port(number=draw(st.integers(9001, 9999))),
        "requests": Resources(cpu=cpu, memory=memory),
        "version": draw(st.sampled_from(["v1", "v2"])),
    }
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return Deployment(**about, replicas=draw(st.integers(1, 5)))
    if kind == 1:
        return StatefulSet(**about, storage="1Gi", storage_class="fast", mount="/data")
    return External(exporter="exporter.example:9100", port=5432, cidrs=["10.0.0.0/24"])


limits = st.decimals(min_value=-1000, max_value=1000, places=2, allow_nan=False)


@st.composite
def slis(draw: st.DrawFn, service: Service, index: int | str, *, whole: bool = True) -> Sli:
    """Make up an indicator of *service* with a metric of its own; of parts only if *whole*."""
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=2, max_size=4, unique=True))
    failed, narrowed = labels[0], labels[1]
    only = {narrowed: draw(PATTERNS)} if draw(st.booleans()) else {}
    about: dict[str, Any] = {"service": service, "labels": labels}
    kind = draw(st.integers(0, 8 if whole else 7))
    match kind:
        case 0:
            counter = Counter(name=f"events_{index}_total", **about)
            side = draw(st.sampled_from(["failed", "succeeded"]))
            chosen: dict[str, Any] = {side: {failed: draw(PATTERNS)}}
            return Availability(total=counter, only=only, **chosen)
        case 1:
            buckets = sorted(draw(st.sets(st.integers(1, 10_000), min_size=1, max_size=6)))
            histogram = Histogram(
                name=f"duration_{index}_seconds", buckets=[*map(ms, buckets)], **about
            )
            return Latency(histogram=histogram, under=ms(draw(st.sampled_from(buckets))), only=only)
        case 2:
            return Probe(gauge=Gauge(name=f"up_{index}", **about), only=only)
        case 3:
            return _raw(Counter(name=f"events_{index}_total", **about), service)
        case 4:
            gauge = Gauge(name=f"success_{index}_timestamp_seconds", **about)
            return Freshness(gauge=gauge, within=seconds(draw(st.integers(1, 10**6))), only=only)
        case 5:
            gauge = Gauge(name=f"level_{index}", **about)
            low, high = sorted(draw(st.lists(limits, min_size=2, max_size=2)))
            ends = draw(st.sampled_from([(low, high), (low, None), (None, high)]))
            across = draw(st.sampled_from(Across))
            return GaugeWithin(
                gauge=gauge, at_least=ends[0], at_most=ends[1], across=across, only=only
            )
        case 6:
            counter = Counter(name=f"done_{index}_total", **about)
            least = Decimal(draw(st.integers(1, 10**6))) / 1000
            over = seconds(draw(st.integers(300, 1800)))
            return Throughput(counter=counter, at_least=least, over=over, only=only)
        case 7:
            return _raw_ratio(Gauge(name=f"loss_{index}_ratio", **about))
        case _:
            made = [draw(_part(service, f"{index}_{letter}")) for letter in "ab"]
            return Composite(parts=made, all_of=len({one.weight for one in made}) == 1)


def _raw(counter: Counter, service: Service) -> Raw:
    query = f'sum(rate({counter.name}{{job="{service.name}"}}[{{{{.window}}}}]))'
    series = [counter.series("0+60x60")]
    return Raw(
        errors=f"{query} * 0.5",
        total=query,
        reads=[counter],
        counts="that are bad",
        proof=[Example(title="half are bad", series=series, errors=Decimal("0.5"), total=1)],
    )


def _raw_ratio(gauge: Gauge) -> RawRatio:
    series = [gauge.series("0.5x60")]
    return RawRatio(
        ratio=f"max({gauge.name})",
        reads=[gauge],
        counts="that are lost",
        proof=[Example(title="half are lost", series=series, errors=1, total=2)],
    )


@st.composite
def _part(draw: st.DrawFn, service: Service, index: str) -> Part:
    slo = SLO(
        service=service,
        name=f"part-{index.replace('_', '-')}",
        objective=draw(objectives),
        sli=draw(slis(service, index, whole=False)),
        description="A part.",
    )
    return Part(slo=slo, weight=draw(st.integers(1, 3)))


@st.composite
def slos(draw: st.DrawFn, service: Service, index: int) -> SLO:
    """Make up a promise of *service*."""
    extra = st.dictionaries(st.sampled_from(["tier", "area"]), plain_values, max_size=2)
    return SLO(
        service=service,
        name=f"slo{index}",
        objective=draw(objectives),
        sli=draw(slis(service, index)),
        description=draw(sentences),
        page=draw(st.booleans()),
        ticket=draw(st.booleans()),
        no_data=draw(st.sampled_from([Severity.PAGE, Severity.TICKET])),
        labels=draw(extra),
    )


@st.composite
def definitions(draw: st.DrawFn) -> tuple[Definition, ...]:
    """Make up a whole project: teams, services that depend on each other, SLOs and alerts."""
    team_names = draw(st.lists(dns_labels, min_size=1, max_size=2, unique=True))
    made = [draw(teams(name)) for name in team_names]
    environment = Environment(name="prod", namespace=draw(dns_labels), cluster=draw(dns_labels))
    found: list[Definition] = []
    services: list[Service] = []
    letters = draw(
        st.lists(st.sampled_from(string.ascii_lowercase), min_size=1, max_size=4, unique=True)
    )
    for letter in letters:
        service = Service(
            name=f"svc{letter}",
            team=draw(st.sampled_from(made)),
            environment=environment,
            workload=draw(workloads()),
            description=draw(sentences),
            depends_on=draw(st.lists(st.sampled_from(services), max_size=2, unique_by=id))
            if services
            else (),
        )
        services.append(service)
        found.append(service)
        count = draw(st.integers(0, 3))
        found.extend(draw(slos(service, index)) for index in range(count))
        if draw(st.booleans()):
            found.append(
                Absent(
                    service=service,
                    name=f"Svc{letter.upper()}Down",
                    severity=Severity.PAGE,
                    summary=draw(sentences),
                    impact=draw(sentences),
                    actions=[draw(sentences)],
                )
            )
    return tuple(found)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Make up what holds for a whole repository."""
    return Project(
        name=draw(dns_labels),
        owner=draw(teams("owners")),
        grafana="https://grafana.example.com",
        prometheus="https://prometheus.example.com",
        alertmanager="https://alertmanager.example.com",
        runbooks="https://runbooks.example.com",
        scrape_interval=seconds(draw(st.integers(5, 60))),
    )
