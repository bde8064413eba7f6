"""Whether a service may be deployed, by the error budget policies of its SLOs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

import attrs

from observability.base import naming
from observability.base.duration import minutes
from observability.base.labels import Matcher
from observability.base.quantity import short
from observability.compile.answer import Answer, Sample, by_slo, instance_of, own_labels
from observability.compile.policy import policy_of
from observability.model.catalog import Catalog
from observability.model.policy import BudgetPolicy, Step
from observability.model.service import Service
from observability.model.slo import SLO
from observability.panels.query import alerts
from observability.promql import build
from observability.promql.expr import Binary, Expr, Selector
from observability.promql.printer import text
from observability.slo.windows import PAGE

__all__ = ["Decision", "Verdict", "decide", "questions"]

# What is older says nothing of now. It is also for how long Prometheus finds a sample, but other
# servers may be set to look back for longer.
STALE = minutes(5)


@attrs.frozen(kw_only=True)
class Verdict:
    """What the policy of an SLO says of a deploy.

    Args:
        slo: Whose budget it is.
        policy: What was agreed on, or None: then nothing is ever refused.
        spent: The share of the budget that is spent (1: all of it), of the worst group; None if
            it is not known.
        group: The labels of that group, if the SLO has groups.
        step: The highest step that is reached.
        unknown: Why it can not be told, or an empty string.
    """

    slo: SLO
    policy: BudgetPolicy | None
    spent: Decimal | None = None
    group: str = ""
    step: Step | None = None
    unknown: str = ""

    @property
    def is_guarded(self) -> bool:
        """Whether its policy can refuse a deploy at all."""
        return self.policy is not None and any(one.freeze for one in self.policy.steps)

    @property
    def is_refused(self) -> bool:
        """Whether a step is reached from which deploys are refused on."""
        return self.step is not None and self.step.freeze

    @property
    def is_unknown(self) -> bool:
        """Whether it can not be told although it matters."""
        return self.is_guarded and bool(self.unknown) and not self.is_refused

    @property
    def why(self) -> str:
        """The reason, for a reader."""
        if self.policy is None:
            return "no error budget policy"
        if self.step is not None:
            reached = f"from {self.step.label} % on ({self.policy.name}): {self.step.action}"
            return f"{reached} ({self.unknown})" if self.unknown else reached
        if self.unknown:
            return self.unknown if self.is_guarded else f"{self.policy.name!r} refuses no deploys"
        return f"below {self.policy.steps[0].label} %, the first step of {self.policy.name!r}"


@attrs.frozen(kw_only=True)
class Decision:
    """What is to be said of a deploy of *service*.

    Args:
        service: What is to be deployed.
        verdicts: One for each of its SLOs.
        pages: The pages of the service that fire, by name and labels of the group.
        problem: Why the answers are missing or can not be relied on, or an empty string.
    """

    service: Service
    verdicts: tuple[Verdict, ...]
    pages: tuple[str, ...] = ()
    problem: str = ""

    @property
    def refused(self) -> tuple[Verdict, ...]:
        """The SLOs whose policy refuses the deploy."""
        return tuple(one for one in self.verdicts if one.is_refused)

    @property
    def unknown(self) -> tuple[Verdict, ...]:
        """The SLOs of which it can not be told."""
        return tuple(one for one in self.verdicts if one.is_unknown)


def questions(service: Service) -> Mapping[str, str]:
    """Return the queries about *service* by what they are about."""
    own = (Matcher(naming.SLO_SERVICE, "=", service.name),)
    counted = build.any_of(
        *(_fresh(Selector(name, own)) for name in (naming.TOTAL_RATE, naming.MAINTENANCE))
    )
    pages = alerts(Matcher("service", "=", service.name), Matcher("severity", "=", PAGE))
    found = {
        "spent": _fresh(Selector(naming.PERIOD_BURN, own)),
        "reached": _fresh(Selector(naming.POLICY_REACHED, own)),
        "counted": build.max_by(counted, naming.SLO_ID),
        "pages": pages,
    }
    return {name: text(expr) for name, expr in found.items()}


def decide(
    catalog: Catalog, service: Service, answers: Mapping[str, Answer], problem: str = ""
) -> Decision:
    """Return what *answers*, by the names of `questions`, say of a deploy.

    *problem* is why there are none.
    """
    partial = [warning for answer in answers.values() for warning in answer.warnings]
    problem = problem or (f"the answer may be partial: {partial[0]}" if partial else "")
    found = {name: by_slo(answer.samples) for name, answer in answers.items()}
    verdicts = [
        _verdict(
            slo,
            policy_of(slo, catalog.project),
            {name: samples.get(slo.id, ()) for name, samples in found.items()},
            problem,
        )
        for slo in catalog.slos_of(service)
    ]
    firing = answers["pages"].samples if "pages" in answers else ()
    return Decision(
        service=service,
        verdicts=tuple(verdicts),
        pages=tuple(sorted({_named(one) for one in firing})),
        problem=problem,
    )


def _fresh(series: Selector) -> Expr:
    """Return what of *series* is recent, whatever the server takes for recent."""
    age = build.minus(build.call("time"), build.call("timestamp", series))
    return Binary("unless", series, build.above(age, build.literal(STALE.seconds)))


def _verdict(
    slo: SLO, policy: BudgetPolicy | None, found: Mapping[str, tuple[Sample, ...]], problem: str
) -> Verdict:
    worst = max(found.get("spent", ()), key=lambda one: one.value, default=None)
    known = worst is not None and math.isfinite(worst.value)
    spent = Decimal(str(worst.value)) if worst is not None and known else None
    return Verdict(
        slo=slo,
        policy=policy,
        spent=spent,
        group=own_labels(worst) if worst is not None and slo.by else "",
        step=_step(policy, spent, found.get("reached", ())) if policy else None,
        unknown="no answer to rely on" if problem else _gap(spent, found.get("counted", ())),
    )


def _gap(spent: Decimal | None, counted: tuple[Sample, ...]) -> str:
    if spent is None:
        return "no budget is recorded: no events yet, or the rules are not evaluated"
    if not counted:
        return f"its events are no longer counted; {short(spent * 100)} % were spent until then"
    return ""


def _step(policy: BudgetPolicy, spent: Decimal | None, reached: tuple[Sample, ...]) -> Step | None:
    """Return the highest step that is reached, or was and is not left yet, as in the tickets."""
    kept = {
        one.labels.get(naming.SLO_STEP)
        for one in reached
        if one.labels.get(naming.SLO_POLICY) == policy.name
    }
    found = [
        step
        for step in policy.steps
        if step.label in kept or (spent is not None and spent * 100 >= step.at)
    ]
    return found[-1] if found else None


def _named(page: Sample) -> str:
    return f"{page.labels.get('alertname', '')} {instance_of(page)}".rstrip()
