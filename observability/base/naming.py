"""Every name that several systems must agree on: labels, series, groups, alerts, files, uids."""

from __future__ import annotations

import hashlib
import re

from observability.base.duration import Duration

__all__ = [
    "ALSO_BURN",
    "ALSO_LEFT",
    "APP_LABEL",
    "BACKUP",
    "BLACKBOX",
    "BUDGET_LEFT",
    "BUDGET_SPENT",
    "CADVISOR",
    "CALENDAR_RATIO",
    "CANARY_TRACK",
    "CURRENT_BURN",
    "ERRORS_CALENDAR",
    "ERRORS_HEALED",
    "ERRORS_INCREASE",
    "ERRORS_RATE",
    "ERROR_BUDGET",
    "FAST_BURN",
    "GENERATED",
    "HTTP_PORT",
    "IDENTITY",
    "IDS",
    "INFO",
    "KUBE_STATE_METRICS",
    "LOGS_PREFIX",
    "MAINTENANCE",
    "METRICS_PORT",
    "MIGRATION",
    "NO_DATA",
    "OBJECTIVE",
    "PAGE",
    "PERIOD_BURN",
    "PERIOD_DAYS",
    "PLANNING",
    "PLATFORM_JOBS",
    "POD_DISCOVERY",
    "POD_NAME",
    "POLICY_REACHED",
    "REPLICA_LABEL",
    "SLOW_BURN",
    "SLO_CALENDAR",
    "SLO_DETAIL",
    "SLO_ID",
    "SLO_NAME",
    "SLO_OVERVIEW",
    "SLO_PERIOD",
    "SLO_POLICY",
    "SLO_SERVICE",
    "SLO_SLOT",
    "SLO_STEP",
    "SLO_WINDOW",
    "SLO_WINDOWS",
    "STABLE_TRACK",
    "SUFFIXES",
    "TCP_PORT",
    "TICKET",
    "TOTAL_CALENDAR",
    "TOTAL_HEALED",
    "TOTAL_INCREASE",
    "TOTAL_RATE",
    "TRACK_LABEL",
    "alert_name",
    "camel",
    "errors_in",
    "is_dns_label",
    "period_ratio",
    "ratio",
    "role_name",
    "runbook_file",
    "service_page",
    "slo_id",
    "slot",
    "stable_id",
    "store_name",
    "uid",
]

# The identity contract: the labels that every scraped series carries, whoever exposes it.
IDENTITY = ("environment", "job", "namespace", "pod", "service", "version")

# The task of planning what a cluster would become, for which there is a role.
PLANNING = "plan"

# How manifests, scrapes and network policies find a service's pods and their ports.
APP_LABEL = "app.kubernetes.io/name"
# Which of several that do the same work an alert or a sample is of, and the variable with its name.
REPLICA_LABEL, POD_NAME = "replica", "POD_NAME"
# Which of two releases that run side by side a pod is of.
TRACK_LABEL, STABLE_TRACK, CANARY_TRACK = "track", "stable", "canary"
HTTP_PORT, TCP_PORT, METRICS_PORT = "http", "tcp", "metrics"
# What the pods that migrate a service's data are called, after its name.
MIGRATION = "migrate"
# What the jobs that back a store up are called, after its name.
BACKUP = "backup"

# Jobs that report about the services; no service may be called like one of them.
KUBE_STATE_METRICS, CADVISOR, POD_DISCOVERY = "kube-state-metrics", "cadvisor", "kubernetes-pods"
# What the names of the indices with logs start with.
LOGS_PREFIX = "kubernetes"
# The job of what is asked from outside, as users ask it.
BLACKBOX = "blackbox"
PLATFORM_JOBS = (KUBE_STATE_METRICS, CADVISOR, POD_DISCOVERY, BLACKBOX)

# The labels that name an SLO; Sloth's, so that its dashboards and habits keep working.
SLO_ID, SLO_SERVICE, SLO_NAME, SLO_WINDOW = "sloth_id", "sloth_service", "sloth_slo", "sloth_window"
IDS = (SLO_ID, SLO_SERVICE, SLO_NAME)
# A hexadecimal digit that depends on the SLO's id alone: shards are ranges of it.
SLO_SLOT = "slo_slot"
# On the budget: which period, table of windows and budget policy the SLO has. They may change, as
# nothing reads the budget over a range.
SLO_PERIOD, SLO_WINDOWS, SLO_POLICY = "slo_period", "slo_windows", "slo_policy"
# On 5-minute buckets of calendar periods: which month or quarter they belong to.
SLO_CALENDAR = "slo_calendar"

# Recorded per SLO.
TOTAL_RATE = "slo:events_total:rate"
ERRORS_RATE = "slo:events_error:rate"
ERROR_BUDGET = "slo:error_budget:ratio"
INFO = "sloth_slo_info"

# Recorded once for all SLOs.
OBJECTIVE = "slo:objective:ratio"
PERIOD_DAYS = "slo:time_period:days"
TOTAL_INCREASE = "slo:events_total:increase5m"
ERRORS_INCREASE = "slo:events_error:increase5m"
TOTAL_CALENDAR = "slo:events_total:calendar5m"
ERRORS_CALENDAR = "slo:events_error:calendar5m"
CALENDAR_RATIO = "slo:calendar_error:ratio"
# The budgets of further periods, by label `slo_period`.
ALSO_BURN = "slo:budget_burn_rate:ratio"
ALSO_LEFT = "slo:budget_remaining:ratio"
TOTAL_HEALED = "slo:events_total:healed"
ERRORS_HEALED = "slo:events_error:healed"
MAINTENANCE = "slo:maintenance:active"
CURRENT_BURN = "slo:current_burn_rate:ratio"
PERIOD_BURN = "slo:period_burn_rate:ratio"
BUDGET_LEFT = "slo:period_error_budget_remaining:ratio"
# The steps of budget policies that are reached, by label `slo_step`: the percentage.
POLICY_REACHED, SLO_STEP = "slo:budget_policy:reached", "slo_step"
# Dashboards that exist in every project with SLOs.
SLO_OVERVIEW, SLO_DETAIL = "slo-overview", "slo-detail"

# The labels that every alert is given; a definition can not set them.
GENERATED = ("alertname", "environment", "service", "severity", "team")

# How the names of an SLO's alerts end.
FAST_BURN, SLOW_BURN, NO_DATA, BUDGET_SPENT = SUFFIXES = (
    "FastBurn",
    "SlowBurn",
    "NoData",
    "BudgetSpent",
)

PAGE = "slo:alert:page"
TICKET = "slo:alert:ticket"

_DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_WORD = re.compile(r"[A-Za-z0-9]+")


def ratio(window: Duration) -> str:
    """Return the series with the error ratio over *window*, as ``slo:sli_error:ratio_rate5m``."""
    return f"slo:sli_error:ratio_rate{window}"


def errors_in(window: Duration) -> str:
    """Return the series with the number of errors in *window*, ``slo:events_error:increase1h``."""
    return f"slo:events_error:increase{window}"


def period_ratio(period: Duration) -> str:
    """Return the series with a period's error ratio as it is computed, every ten minutes."""
    return f"slo:period_error:ratio{period}"


def slot(slo: str) -> str:
    """Return the slot of the SLO with this id: one of sixteen, for ever the same."""
    return hashlib.sha256(slo.encode()).hexdigest()[0]


def is_dns_label(text: str) -> bool:
    """Tell whether *text* may name a Kubernetes object or a Service (RFC 1123, 63 characters)."""
    return len(text) <= 63 and _DNS_LABEL.fullmatch(text) is not None


def camel(text: str) -> str:
    """Return ``LearningOrchestrator`` for ``learning-orchestrator``."""
    return "".join(word[0].upper() + word[1:] for word in _WORD.findall(str(text)))


def slo_id(service: str, slo: str) -> str:
    """Return the id of an SLO over all services: ``<service>-<slo>``."""
    return f"{service}-{slo}"


def alert_name(service: str, slo: str, suffix: str) -> str:
    """Return the name of an alert of an SLO, unique per service, SLO and *suffix*."""
    return camel(service) + camel(slo) + suffix


def uid(*parts: str) -> str:
    """Return a Grafana uid: lower case, at most 40 characters, the same for the same *parts*."""
    words = [re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts]
    text = "-".join(word for word in words if word)
    if len(text) <= 40:
        return text
    return f"{text[:31].rstrip('-')}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def stable_id(*parts: str) -> int:
    """Return a positive 31-bit number that depends on *parts* alone, for panel ids."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return int.from_bytes(digest[:4], "big") % (2**31 - 1) + 1


def role_name(cluster: str, of: str) -> str:
    """Return the name of the role in the cloud of *of*: a service, a controller or a task."""
    return f"{cluster}-{of}"


def store_name(cluster: str, of: str) -> str:
    """Return what the provider calls the store of the service *of*."""
    return f"{cluster}-{of}"


def service_page(service: str) -> str:
    """Return the path of the page for *service*, below the output folder; no alert has a hyphen."""
    return f"runbooks/service-{service}.md"


def runbook_file(alert: str) -> str:
    """Return the path of the page for *alert*, below the output folder."""
    return f"runbooks/{alert}.md"
