"""The generated proofs, run by promtool: they pass, and they would fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability import SLO, Absent, Latency, Probe, Project, Raw, Threshold, ms, seconds
from observability.model.catalog import Catalog, join
from observability.model.definition import Definition
from tests.core_definitions import DURATION, UP, valid
from tests.promtool_files import PROMTOOLS, judge, needs_promtool, write

pytestmark = [pytest.mark.tool, needs_promtool]
EVERY = pytest.mark.parametrize("promtool", PROMTOOLS)


def _catalog(*definitions: Definition, scrape: int = 30) -> Catalog:
    return join(definitions, valid(Project, scrape_interval=seconds(scrape)))


KINDS = {
    "availability": _catalog(valid(SLO, ticket=True)),
    "latency": _catalog(valid(SLO, ticket=True, sli=Latency(histogram=DURATION, under=ms(250)))),
    "a whole second": _catalog(
        valid(SLO, ticket=True, sli=Latency(histogram=DURATION, under=seconds(1)))
    ),
    "probe": _catalog(valid(SLO, ticket=True, sli=Probe(gauge=UP))),
    "a low objective": _catalog(valid(SLO, ticket=True, objective=60)),
    "five nines": _catalog(valid(SLO, ticket=True, objective=99.999)),
    "a page alone": _catalog(valid(SLO, ticket=False)),
    "a ticket alone": _catalog(valid(SLO, ticket=True, page=False)),
    "quick scrapes": _catalog(valid(SLO, ticket=True), scrape=15),
    "slow scrapes": _catalog(valid(SLO, ticket=True), scrape=60),
    "pooled": join(
        [valid(SLO, ticket=True), valid(SLO, name="other", ticket=True), valid(Threshold)],
        valid(Project, pooled=True),
    ),
    "threshold": _catalog(valid(Threshold)),
    "absent": _catalog(valid(Absent)),
}


QUICK = ("availability", "latency", "probe", "pooled", "threshold", "absent")


@EVERY
@pytest.mark.parametrize(
    "kind", [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in KINDS]
)
def test_proofs_pass(promtool: str, kind: str, tmp_path: Path) -> None:
    """Rules of every kind are valid, and do what the oracle says."""
    folder = write(KINDS[kind], tmp_path)

    assert "" == judge(promtool, "check", "rules", "--lint-fatal", *folder.glob("rules/*.yml"))
    assert "" == judge(promtool, "test", "rules", *sorted(folder.glob("tests/*.yml")))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("slo-windows.yml", "* 14.4", "* 28.8"),
        ("slo-windows.yml", "ratio_rate5m\n", "ratio_rate30m\n"),
        ("slo-windows.yml", "max by (sloth_id, sloth_service, sloth_slo) ", ""),
        ("slo-windows.yml", "max without (sloth_window, slo_slot)", "max without (nothing)"),
        ("slo-windows.yml", " unless on", " and on"),
        ("api.yml", "vector(0.001)", "vector(0.002)"),
        ("slo-windows.yml", "severity: page", "severity: ticket"),
        ("api.events.yml", 'code=~"5.."', 'code=~"4.."'),
        ("api.events.yml", 'job="api"', 'job=~".+"'),
        ("api.events.yml", "or vector(0)", ""),
    ],
)
def test_broken_rules_are_noticed(file: str, old: str, new: str, tmp_path: Path) -> None:
    """A proof that can not fail proves nothing."""
    folder = write(KINDS["availability"], tmp_path)
    rules = folder / "rules" / file
    before = rules.read_text()
    rules.write_text(before.replace(old, new))

    assert before != rules.read_text()
    assert "" != judge(PROMTOOLS[0], "test", "rules", *sorted(folder.glob("tests/*.yml")))


def test_a_wrong_claim_of_the_user_is_noticed(tmp_path: Path) -> None:
    """An example that promises other rates than the queries read fails."""
    right = valid(Raw)
    wrong = valid(Raw, proof=[_halved(right)])

    for sli, good in ((right, True), (wrong, False)):
        folder = write(_catalog(valid(SLO, sli=sli)), tmp_path / str(good))
        found = judge(PROMTOOLS[0], "test", "rules", folder / "tests" / "api.events.yml")
        assert good is (found == "")


def _halved(sli: Raw) -> Definition:
    import attrs

    example = sli.proof[0]
    return attrs.evolve(example, errors=example.errors / 2)
