"""What changes for SLOs of Sloth specs when the exact engine makes their rules."""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.quantity import decimal, short
from observability.base.source import Source
from observability.compile.adoption import Left, adopt
from observability.compile.bill import exact_samples, sloth_samples
from observability.compile.foreign import foreign_files
from observability.compile.kept_windows import kept_windows
from observability.compile.plan import RecordingRule, RuleFile
from observability.formats.sloth_spec import Group, Slo
from observability.formats.sloth_windows import Catalogue
from observability.model.foreign import ForeignSLO
from observability.model.project import Project
from observability.slo import burn
from observability.slo.windows import PAGE, PERIOD, TABLES, Pair, Table

__all__ = ["ASSUMED_SERIES", "SEMANTICS", "Change", "Migration", "cost_in_sloth", "migration"]

ASSUMED_SERIES = 40
"""How many series a selector is taken to have, where nobody counted: five pods, two handlers, four
status codes."""

SEMANTICS = (
    (
        "The budget counts events: errors of the period over events of the period. Sloth takes the"
        " mean of 5-minute ratios, so a quiet night weighs as much as the busiest hour."
    ),
    (
        "Without traffic there is no sample. Sloth records 0/0 = NaN, and the budget is NaN for the"
        " whole period after it."
    ),
    "An error series that does not exist yet is no errors. Sloth has no ratio then, and no budget.",
    (
        "Data that vanish raise <alert>NoData after ten minutes and keep a page that fires; Sloth's"
        " page resolves."
    ),
    "A page or ticket wants more errors than chance brings: two at least.",
    (
        "The labels of the spec are on the alerts and on sloth_slo_info, no longer on each ratio:"
        " changing one does not break the budget. Join by sloth_id for them."
    ),
)


@attrs.frozen(kw_only=True)
class Change:
    """What changes for one SLO.

    Args:
        reason: Why it keeps Sloth's shape; empty if it does not.
        before: Samples a second that Sloth's rules read for it.
        after: Samples a second that its rules read then.
        dead: Alerts of Sloth's that can never fire.
        floor: Events an hour below which one error fires Sloth's page; None without a budget.
        groups: The labels that it is grouped by.
    """

    id: str
    source: Source
    objective: Decimal
    reason: str
    before: Decimal
    after: Decimal
    dead: tuple[str, ...]
    floor: Decimal | None
    groups: tuple[str, ...] = ()

    @property
    def engine(self) -> str:
        """The engine that makes its rules."""
        return "sloth" if self.reason else "exact"


@attrs.frozen(kw_only=True)
class Migration:
    """What changes for the SLOs of some specs.

    Args:
        series: How many series each selector of scraped metrics is taken to have.
        new: The series and alerts that there are then, and were not.
        gone: Those that there were, and are no longer.
    """

    series: int
    changes: tuple[Change, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def before(self) -> Decimal:
        """Samples a second that Sloth's rules read."""
        return sum((one.before for one in self.changes), Decimal(0))

    @property
    def after(self) -> Decimal:
        """Samples a second that the rules read then."""
        return sum((one.after for one in self.changes), Decimal(0))


def cost_in_sloth(slo: Slo, period: Duration, project: Project) -> Decimal:
    """Return the samples a second that Sloth's rules read for *slo*, at `ASSUMED_SERIES`."""
    return _Assumed(period=period, project=project, series=ASSUMED_SERIES).before(slo)


def migration(
    groups: tuple[Group, ...],
    period: Duration,
    project: Project,
    series: int,
    catalogue: Catalogue | None = None,
) -> Migration:
    """Return what changes for the SLOs of *groups*; *period* holds for those that name none.

    *catalogue* has the windows of alerts by the period, if they are not the usual ones.
    """
    adopted = adopt(groups, period, catalogue)
    files = foreign_files(adopted.exact, project)
    taken = {slo.id: slo for slo in adopted.exact}
    left = {one.slo.id: one for one in adopted.left}
    slos = [slo for group in groups for slo in group.slos]
    assumed = _Assumed(period=period, project=project, series=series, catalogue=catalogue)
    changes = [_change(slo, taken.get(slo.id), left.get(slo.id), assumed) for slo in slos]
    old = {name for slo in adopted.exact for name in _sloth_names(slo)}
    new = _names(files)
    return Migration(
        series=series,
        changes=tuple(changes),
        new=tuple(sorted(new - old)),
        gone=tuple(sorted(old - new)),
    )


@attrs.frozen(kw_only=True)
class _Assumed:
    """What costs are estimated with."""

    period: Duration
    project: Project
    series: int
    catalogue: Catalogue | None = None

    def table(self, slo: Slo) -> Table:
        period = slo.period or self.period
        own = kept_windows(period, self.catalogue)
        return own.over(period) if own is not None else TABLES.get(period, TABLES[PERIOD])

    def before(self, slo: Slo) -> Decimal:
        scrape, evaluation = self.project.scrape_interval, self.project.evaluation
        return sloth_samples(_queries(slo), self.table(slo), self.series, scrape, evaluation)

    def after(self, slo: ForeignSLO) -> Decimal:
        groups = [group for file in foreign_files((slo,), self.project) for group in file.groups]
        return exact_samples(groups, self.series, self.project.scrape_interval)


def _change(
    slo: Slo,
    taken: ForeignSLO | None,
    left: Left | None,
    assumed: _Assumed,
) -> Change:
    table = assumed.table(slo)
    before = assumed.before(slo)
    after = before if taken is None else assumed.after(taken)
    budget = burn.budget(decimal(slo.objective))
    return Change(
        id=slo.id,
        source=slo.source(),
        objective=decimal(slo.objective),
        reason=left.reason if left is not None else "",
        before=before,
        after=after,
        dead=tuple(_dead(pair, budget) for pair in table.pairs if pair.factor * budget >= 1),
        floor=_floor(table, budget),
        groups=taken.by if taken is not None else (),
    )


def _queries(slo: Slo) -> list[str]:
    found = []
    if slo.sli.events is not None:
        found += [slo.sli.events.error_query, slo.sli.events.total_query]
    if slo.sli.raw is not None:
        found.append(slo.sli.raw.error_ratio_query)
    return found


def _dead(pair: Pair, budget: Decimal) -> str:
    limit = short(pair.factor * budget * 100)
    return f"{pair.severity} over {pair.long}: waits for more than {limit} % errors"


def _floor(table: Table, budget: Decimal) -> Decimal | None:
    """Return below how many events an hour one error exceeds the threshold of Sloth's page."""
    page = table.of(PAGE)[0]
    limit = page.factor * budget
    return None if limit <= 0 else 1 / limit / (page.long.milliseconds // 3_600_000)


def _names(files: tuple[RuleFile, ...]) -> set[str]:
    rules = [rule for file in files for group in file.groups for rule in group.rules]
    return {rule.record if isinstance(rule, RecordingRule) else rule.alert for rule in rules}


def _sloth_names(slo: ForeignSLO) -> set[str]:
    """Return the series and alerts that Sloth makes for *slo*."""
    windows = (*slo.table.windows, slo.period)
    named = {slo.alerting.name} if slo.page or slo.ticket else set()
    return (
        {naming.ratio(window) for window in windows}
        | named
        | {
            naming.OBJECTIVE,
            naming.ERROR_BUDGET,
            naming.PERIOD_DAYS,
            naming.CURRENT_BURN,
            naming.PERIOD_BURN,
            naming.BUDGET_LEFT,
            naming.INFO,
        }
    )
