"""What holds for the whole repository: where things are reached, how often Prometheus looks."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import attrs

from observability.base.duration import Duration, days, minutes, seconds
from observability.model import address, check, ruler
from observability.model.definition import Definition
from observability.model.policy import BudgetPolicy
from observability.model.receiver import Smtp, Webhook
from observability.model.team import Team
from observability.slo.story import Pace
from observability.slo.windows import SHORTEST

__all__ = ["Project", "WorkingHours"]

R = TypeVar("R", bound=ruler.Ruler)

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHARDS = (1, 2, 4, 8, 16)
_SCRAPES = range(2, 11)
_LOCATION = re.compile(r"[A-Za-z_]+(?:/[-+A-Za-z0-9_]+)*")


def _scrape(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Duration) or not seconds(5) <= value <= minutes(1):
        message = f"{attribute.name} is {check.described(value)}, not a duration from 5s to 1m"
        instance.complain(attribute.name, message, f"write {attribute.name}=seconds(30)")


def _evaluation(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    scraped = getattr(instance, "scrape_interval", None)
    least = max(seconds(30), scraped) if isinstance(scraped, Duration) else seconds(30)
    if not isinstance(value, Duration) or not least <= value <= minutes(1):
        name = attribute.name
        message = f"{name} is {check.described(value)}, not a duration from {least} to 1m"
        instance.complain(name, message, f"write {name}=minutes(1), or leave it out")


def _clock(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        message = f"{attribute.name} {check.shown(value)} is no time of day"
        instance.complain(attribute.name, message, f'write {attribute.name}="09:00"')


def _shards(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not int or value not in _SHARDS:
        message = f"{attribute.name} is {check.described(value)}, not 1, 2, 4, 8 or 16"
        instance.complain(attribute.name, message, "one shard serves thousands of SLOs")


def _scrapes(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not int or value not in _SCRAPES:
        message = f"{attribute.name} is {check.described(value)}, not a whole number from 2 to 10"
        instance.complain(attribute.name, message, "write 4, or 2 to page sooner")


def _weekdays(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    days_ = value.split(":") if isinstance(value, str) else []
    known = 1 <= len(days_) <= 2 and all(day in _WEEKDAYS for day in days_)
    if not known or _WEEKDAYS.index(days_[0]) > _WEEKDAYS.index(days_[-1]):
        message = f"{attribute.name} is {check.described(value)}, no day or range of days"
        instance.complain(attribute.name, message, f'write {attribute.name}="monday:friday"')


def _location(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not _LOCATION.fullmatch(value):
        message = f"{attribute.name} is {check.described(value)}, no time zone"
        instance.complain(attribute.name, message, f'write {attribute.name}="Europe/Berlin"')


@attrs.frozen(kw_only=True)
class WorkingHours(Definition):
    """When tickets are delivered; those that come at other times wait."""

    start: str = attrs.field(default="09:00", validator=_clock)
    end: str = attrs.field(default="17:00", validator=_clock)
    weekdays: str = attrs.field(default="monday:friday", validator=_weekdays)
    location: str = attrs.field(default="UTC", validator=_location)

    def __attrs_post_init__(self) -> None:
        texts = isinstance(self.start, str) and isinstance(self.end, str)
        if texts and _CLOCK.fullmatch(self.end) and self.end <= self.start:
            message = f"end {self.end} is not after start {self.start}"
            self.complain("end", message, "hours that pass midnight are not supported")


@attrs.frozen(kw_only=True)
class Project(Definition):
    """The one place for facts that every output shares; at most one in a repository.

    Args:
        name: A DNS label; titles and group names start with it.
        owner: The team that gets what nobody else claims.
        grafana: The base URL of Grafana, for links.
        prometheus: The base URL of Prometheus, for links.
        alertmanager: The base URL of Alertmanager, for links.
        alertmanager_targets: ``host:port`` of each Alertmanager, for Prometheus.
        runbooks: The URL below which ``out/runbooks`` can be read.
        scrape_interval: How often targets are scraped, at most a minute.
        rate_scrapes: Over how many scrapes the event rates reach, 2 to 10. With 4, two scrapes in
            a row may fail and no event is lost. With 2, pages come up to half a minute sooner,
            and one failed scrape loses its events. Scrapes below 30 s count as such of 30 s.
        evaluation_interval: How often the rules behind pages are evaluated, from 30 s (the default,
            or the scrape interval if that is longer) to a minute. With a minute the rules of many
            SLOs cost about half, and a page comes up to a minute later.
        retention: How long Prometheus keeps data; at least the 30 days of an SLO.
        watchdog: Who calls when alerting falls silent.
        smtp: The relay for `Email` receivers.
        working_hours: When tickets are delivered.
        shards: Over how many files of rules the SLOs are spread, each evaluated on its own: 1, 2,
            4, 8 or 16. An SLO keeps its history when this changes.
        pooled: Whether SLOs share sixteen files of rules, by their slot, instead of two files for
            each service. For hundreds of services: a group of rules that wakes up costs more than
            the rules in it, so that many small ones cost a quarter more than sixteen.
        budget_policy: What is done as the budget of an SLO is spent, for those without their own.
        rulers: Systems besides Prometheus whose files are written, too, each from the same rules.
    """

    name: str = attrs.field(validator=check.dns_label)
    owner: Team = attrs.field(validator=check.is_a(Team))
    grafana: str = attrs.field(validator=address.base_url)
    prometheus: str = attrs.field(validator=address.base_url)
    alertmanager: str = attrs.field(validator=address.base_url)
    alertmanager_targets: tuple[str, ...] = attrs.field(
        default=("alertmanager:9093",),
        converter=check.as_strings,
        validator=address.host_ports,
    )
    runbooks: str = attrs.field(validator=address.base_url)
    scrape_interval: Duration = attrs.field(default=seconds(30), validator=_scrape)
    rate_scrapes: int = attrs.field(default=4, validator=_scrapes)
    evaluation_interval: Duration | None = attrs.field(
        default=None, validator=check.optional(_evaluation)
    )
    retention: Duration = attrs.field(default=days(35), validator=check.is_a(Duration))
    watchdog: Webhook | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Webhook))
    )
    smtp: Smtp | None = attrs.field(default=None, validator=check.optional(check.is_a(Smtp)))
    working_hours: WorkingHours = attrs.field(
        factory=WorkingHours, validator=check.is_a(WorkingHours)
    )
    shards: int = attrs.field(default=1, validator=_shards)
    pooled: bool = attrs.field(default=False, validator=check.is_a(bool))
    budget_policy: BudgetPolicy | None = attrs.field(
        default=None, validator=check.optional(check.is_a(BudgetPolicy))
    )
    rulers: tuple[ruler.Ruler, ...] = attrs.field(
        default=(), converter=ruler.as_rulers, validator=ruler.listed
    )

    def __attrs_post_init__(self) -> None:
        if isinstance(self.retention, Duration) and self.retention < days(30):
            self.complain(
                "retention",
                f"retention of {self.retention} is shorter than the 30 days of an SLO",
                "keep at least days(30), better days(35)",
            )

        self._check_reach()

    def _check_reach(self) -> None:
        """Rates that reach further than the shortest window would tell that window nothing."""
        numbers = (self.scrape_interval, self.evaluation_interval or seconds(30))
        known = all(isinstance(one, Duration) and one.milliseconds for one in numbers)
        scrapes = isinstance(self.rate_scrapes, int) and self.rate_scrapes in _SCRAPES
        if known and scrapes and self.rate_window > SHORTEST:
            message = f"rates over {self.rate_window} reach further than the {SHORTEST} of a window"
            self.complain("rate_scrapes", message, "write 4, or 2 to page sooner")

    def ruler(self, kind: type[R]) -> R | None:
        """Return the ruler of this *kind*, if the project has one."""
        given = self.rulers if isinstance(self.rulers, tuple) else ()
        return next((one for one in given if isinstance(one, kind)), None)

    @property
    def evaluation(self) -> Duration:
        """How often the rules behind pages are evaluated."""
        return self.evaluation_interval or max(self.scrape_interval, seconds(30))

    @property
    def rate_window(self) -> Duration:
        """The range of the event rates: a few scrapes, in whole evaluations, two at least."""
        reach = max(self.scrape_interval, seconds(30)) * self.rate_scrapes
        evaluations = -(-reach.milliseconds // self.evaluation.milliseconds)
        return self.evaluation * max(evaluations, 2)

    @property
    def pace(self) -> Pace:
        """How event rates are recorded."""
        return Pace(every=self.evaluation, over=self.rate_window)
