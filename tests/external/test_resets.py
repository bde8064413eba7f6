"""Budget resets, proven by promtool: what lies before one is forgotten, what lies after it counts.

Each series of rates has its first error burst or its last one at a chosen distance from the reset.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from observability import SLO, BudgetPolicy, Calendar, Project, Reset, Step, days
from observability.base import naming
from observability.model.catalog import join
from tests.core_definitions import valid
from tests.promtool_files import PROMTOOLS, judge, needs_promtool, write

pytestmark = [pytest.mark.slow, pytest.mark.tool, needs_promtool]

RESET = 240  # minutes after promtool's clock begins
AT = [Reset(at="1970-01-01T04:00+00:00", reason="Agreed after the move.")]
TWICE = [*AT, Reset(at="1970-01-01T06:00+02:00", reason="The same moment."),
         Reset(at="1970-01-01T08:00+00:00", reason="Again.")]  # fmt: skip
LAST = 700
RATIO, LEFT = "slo:sli_error:ratio_rate30d", "slo:period_error_budget_remaining:ratio"
PAGE, TICKET = "slo:alert:page", "slo:alert:ticket"
ALSO = [days(7), Calendar()]
POLICY = BudgetPolicy(name="strict", steps=[Step(at=50, action="Look.")])

Claims = list[tuple[int, str]]


def _judged(path: Path, slo: SLO, errors: str, claims: Claims, total: str = "") -> str:
    """Return what promtool says of *claims* (minute, query that yields 1)."""
    folder = write(join([slo, valid(SLO, name="not")], valid(Project)), path)
    rules = [str(folder / "rules" / "slo-windows.yml")]
    groups = [one["name"] for one in yaml.safe_load(Path(rules[0]).read_text())["groups"]]
    inputs = {}
    for one in (slo, valid(SLO, name="not")):
        keys = one.keys
        inputs[f"slo:events_total:rate{keys}"] = total or f"100x{LAST}"
        inputs[f"slo:events_error:rate{keys}"] = errors
        chosen = keys | {"slo_period": "30d", "slo_windows": "30d", "slo_policy": "strict"}
        inputs[f"slo:error_budget:ratio{chosen}"] = f"0.001x{LAST}"
    body = {
        "rule_files": rules,
        "evaluation_interval": "1m",
        "group_eval_order": groups,
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": k, "values": v} for k, v in inputs.items()],
                "promql_expr_test": [
                    {
                        "expr": f"sum({query})",
                        "eval_time": f"{at}m",
                        "exp_samples": [{"labels": "", "value": 1}],
                    }
                    for at, query in claims
                ],
            }
        ],
    }
    test = path / "own.yml"
    test.write_text(yaml.safe_dump(body))
    return judge(PROMTOOLS[0], "test", "rules", test)


def _of(series: str, *, name: str = "availability", more: str = "") -> str:
    return f'{series}{{sloth_slo="{name}"{more}}}'


def _is(query: str, value: float) -> str:
    return f"abs(sum({query}) - {value}) < bool 1e-9"


def test_what_lies_before_a_reset_is_forgotten_by_all_budgets_and_alerts(tmp_path: Path) -> None:
    """Four hours burn; half an hour later nothing is spent and nothing fires, but of others."""
    slo = valid(SLO, resets=AT, also=ALSO, policy=POLICY)
    late = RESET + 30
    claims: Claims = [
        *((RESET - 1, f"count({_of(one)})") for one in (PAGE, TICKET)),
        (RESET - 1, f"{_of(LEFT)} < bool -50"),
        (RESET - 1, f"count({_of(naming.POLICY_REACHED)})"),
        (late, f"absent({_of(naming.POLICY_REACHED)})"),
        (late, f"count({_of(naming.POLICY_REACHED, name='not')})"),
        *((RESET + 3, f"absent({_of(one)})") for one in (PAGE, TICKET)),
        *((late, f"absent({_of(one)})") for one in (PAGE, TICKET)),
        (late, _is(_of(RATIO), 0)),
        (late, _is(_of(LEFT), 1)),
        *(
            (late, _is(_of("slo:budget_remaining:ratio", more=f', slo_period="{one}"'), 1))
            for one in ("1w", "month")
        ),
        *((RESET + 3, f"count({_of(one, name='not')})") for one in (PAGE, TICKET)),
        (late, f"count({_of(TICKET, name='not')})"),
        (late, f"{_of(LEFT, name='not')} < bool -50"),
        *((late, _is(_of(f"slo:sli_error:ratio_rate{one}"), 0)) for one in ("5m", "1h", "6h")),
        *((late, _is(_of(f"slo:sli_error:ratio_rate{one}"), 0)) for one in ("1d", "3d")),
    ]

    assert "" == _judged(tmp_path, slo, f"10x{RESET - 1} 0x{LAST}", claims)


def test_an_error_of_the_minute_before_a_reset_does_not_count(tmp_path: Path) -> None:
    """Rates that still hold it two minutes after the reset are left out of every sum."""
    claims: Claims = [
        (RESET + 60, _is(_of(RATIO), 0)),
        (RESET + 60, f"absent({_of(PAGE)})"),
        (RESET + 60, f"{_of(RATIO, name='not')} > bool 0"),
    ]
    errors = f"0x{RESET - 1} 100x1 0x{LAST}"  # the rates of the reset and the next minute see it

    assert "" == _judged(tmp_path, valid(SLO, resets=AT), errors, claims)


def test_what_lies_a_bucket_after_a_reset_counts(tmp_path: Path) -> None:
    """Errors from the fifth minute on are counted in full, with what came since, and page."""
    late = RESET + 60
    errors = f"0x{RESET + 4} 100x4 0x{LAST}"
    claims: Claims = [
        # Of eleven buckets, the first one that counts has the errors: four of five or five of six.
        (late, f"{_of(RATIO)} * 55 > bool 3.9"),
        (late, f"{_of(RATIO)} * 55 < bool 5.6"),
        (RESET + 9, f"count({_of(PAGE)})"),
    ]

    assert "" == _judged(tmp_path, valid(SLO, resets=AT), errors, claims)


def test_right_after_a_reset_nothing_is_counted_and_nothing_is_no_number(tmp_path: Path) -> None:
    """Until the first bucket there is no ratio of the period, and never NaN."""
    claims: Claims = [
        *((RESET + at, f"absent({_of(one)})") for one in (RATIO, LEFT) for at in (2, 7)),
        (RESET + 2, f"count({_of(RATIO, name='not')})"),
        (RESET + 11, f"count({_of(LEFT)})"),
        *(
            (RESET + at, f"count({_of(one)} != {_of(one)}) * 0 or vector(1)")
            for one in (RATIO, LEFT, "slo:sli_error:ratio_rate5m", "slo:sli_error:ratio_rate1h")
            for at in (0, 1, 5, 15, 30)
        ),
    ]

    assert "" == _judged(tmp_path, valid(SLO, resets=AT), f"1x{LAST}", claims)


def test_long_after_a_reset_all_is_as_if_there_had_been_none(tmp_path: Path) -> None:
    """Windows behind which the reset lies are equal to those of an SLO without one."""
    claims: Claims = [
        (
            LAST - 10,
            f"{_of(one)} - ignoring(sloth_id, sloth_slo, slo_slot) {_of(one, name='not')} == bool 0",
        )
        for one in (f"slo:sli_error:ratio_rate{window}" for window in ("5m", "30m", "1h", "6h"))
    ]
    before: Claims = [(RESET - 5, query) for _, query in claims]

    assert "" == _judged(tmp_path, valid(SLO, resets=AT), f"1+0.001x{LAST}", claims + before)


def test_of_several_resets_the_latest_one_that_has_passed_counts(tmp_path: Path) -> None:
    """Errors between two resets are spent until the second, and forgotten after it."""
    errors = f"0x{RESET + 29} 10x29 0x{LAST}"
    claims: Claims = [
        (RESET + 200, f"{_of(LEFT)} < bool 0"),
        (RESET + 280, _is(_of(LEFT), 1)),
    ]

    assert "" == _judged(tmp_path, valid(SLO, resets=TWICE), errors, claims)


def test_a_page_that_is_kept_without_data_ends_at_a_reset(tmp_path: Path) -> None:
    """The data vanish while it fires: it is kept until the reset, and not longer."""
    errors, total = f"10x{RESET - 60}", f"100x{RESET - 60}"
    claims: Claims = [
        *((RESET - 5, f"count({_of(one)})") for one in (PAGE, TICKET)),
        *((RESET + 30, f"absent({_of(one)})") for one in (PAGE, TICKET)),
        *((RESET + 30, f"count({_of(one, name='not')})") for one in (PAGE, TICKET)),
    ]

    assert "" == _judged(tmp_path, valid(SLO, resets=AT), errors, claims, total)
