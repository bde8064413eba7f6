"""What is doubtful about the queries of a spec."""

from __future__ import annotations

import pytest

from observability.compile.doubts import doubts

_W = "[{{.window}}]"

_DOUBTFUL = {
    ("sum(rate(e[5m]))", f"sum(rate(t{_W}))"): "the range [5m] is fixed",
    (
        f'sum(rate(t_bucket{{le="0.5"}}{_W}))',
        f"sum(rate(t_count{_W}))",
    ): "counts the requests within 0.5 as errors: those are the good ones",
    (
        f"(sum(rate(e{_W})) or vector(0) / sum(rate(t{_W})))",
        f"sum(rate(t{_W}))",
    ): "`or` binds weaker than `/`",
    (
        f'sum(rate(t_count{_W})) - sum(rate(t_bucket{{le="1"}}{_W}))',
        f"sum(rate(t_count{_W}))",
    ): "le='1' matches nothing in Prometheus 3",
    (
        f'sum(rate(t_count{_W})) - sum(rate(t_seconds_bucket{{le="0.2"}}{_W}))',
        f"sum(rate(t_count{_W}))",
    ): "le='0.2' is none of the buckets",
    (
        f'sum(rate(t{{code="500"}}{_W}))',
        f'sum(rate(t{{job="a"}}{_W}))',
    ): 'it lacks job="a"',
    (f'sum(rate(t{{code=~"2.."}}{_W}))', f"sum(rate(t{_W}))"): "counts what succeeds",
    (f"sum(rate(t{_W}))", f"sum(rate(t{_W})) > 0"): "the same series as the total",
}

_FINE = (
    (f'sum(rate(t{{code=~"5.."}}{_W}))', f"sum(rate(t{_W}))"),
    (f"sum(rate(e{_W})) or vector(0)", f"sum(rate(t{_W}))"),
    (
        f'sum(rate(t_count{_W})) - sum(rate(t_seconds_bucket{{le="0.25"}}{_W}))',
        f"sum(rate(t_count{_W}))",
    ),
    (
        f"sum_over_time((count(g < 0.5))[{_W[1:-1]}:])",
        f"sum_over_time((count(g))[{_W[1:-1]}:])",
    ),
    (f"max_over_time(sum(rate(e[1m]))[{_W[1:-1]}:1m])", f"sum(rate(t{_W}))"),
    ("sum(rate(", f"sum(rate(t{_W}))"),
)


@pytest.mark.parametrize(("queries", "message"), _DOUBTFUL.items())
def test_a_doubt_is_told(queries: tuple[str, str], message: str) -> None:
    """Each way to write a query that means something else is noticed, and alone."""
    found = doubts({"errors": queries[0], "total": queries[1]})

    assert [True] == [message in one.message for one in found]


@pytest.mark.parametrize("queries", _FINE)
def test_a_sound_query_is_left_alone(queries: tuple[str, str]) -> None:
    """Queries that say what they mean raise no doubt."""
    found = doubts({"errors": queries[0], "total": queries[1]})

    assert () == found
