"""Plugins beside the real Sloth: equal bytes, or exactly the difference that is named.

The SLI plugins are Go programs of https://github.com/slok/sloth-common-sli-plugins; the environment
variable SLOTH_SLI_PLUGINS names a checkout of them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from observability.promql import parser
from observability.sloth.sli import QUERIES, mended
from observability.sloth.sli.mended import MENDED

SLOTH = shutil.which("sloth")
PLUGINS = os.environ.get("SLOTH_SLI_PLUGINS", "")

needs_sloth = pytest.mark.skipif(SLOTH is None, reason="sloth is not on PATH")
needs_plugins = pytest.mark.skipif(
    SLOTH is None or not PLUGINS, reason="no sloth on PATH, or SLOTH_SLI_PLUGINS names no plugins"
)

_SPEC = """\
version: prometheus/v1
service: shop
labels: {{team: a, tier: "2"}}
slo_plugins: {{chain: [{group}]}}
slos:
  - name: web
    objective: 99.9
    description: It works.
    labels: {{area: cart}}
    plugins: {{chain: [{chain}]}}
    sli: {sli}
    alerting:
      name: Web
      page_alert: {{labels: {{severity: page}}}}
      ticket_alert: {{labels: {{severity: ticket}}}}
"""
_EVENTS = """{events: {
      error_query: 'sum(rate(hits_total{job="a",code=~"5.."}[{{.window}}]))',
      total_query: 'sum(rate(hits_total{job="a"}[{{.window}}]))'}}"""


def _run(program: list[str], spec: str, folder: Path, *flags: str) -> tuple[int, bytes]:
    path = folder / "spec.yml"
    path.write_text(spec)
    done = subprocess.run(
        [*program, "generate", "-i", str(path), *flags],
        capture_output=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout


def _both(spec: str, folder: Path, *flags: str) -> tuple[tuple[int, bytes], tuple[int, bytes]]:
    assert SLOTH is not None
    theirs = _run([SLOTH, "--no-log"], spec, folder, *flags)
    return theirs, _run([sys.executable, "-m", "observability", "sloth"], spec, folder)


# -- SLO plugins -------------------------------------------------------------------------------

_CHAINS = {
    "denominator": "{id: sloth.dev/contrib/denominator_corrected_rules/v1}",
    "denominator plain": "{id: sloth.dev/contrib/denominator_corrected_rules/v1,"
    " config: {disableOptimized: true}}",
    "exhausted": "{id: sloth.dev/contrib/error_budget_exhausted_alert/v1}",
    "exhausted with all": "{id: sloth.dev/contrib/error_budget_exhausted_alert/v1, config: {"
    "threshold: 0.05, for: 1h30m, alert_name: Low, alert_labels: {severity: info},"
    " selector_labels: {dc: 'e\"u'}, annotations: {runbook: 'here: {{ $labels.sloth_slo }}'}}}",
    "exhausted by little": "{id: sloth.dev/contrib/error_budget_exhausted_alert/v1,"
    " config: {threshold: 1e-7, for: 0s}}",
    "info": "{id: sloth.dev/contrib/info_labels/v1, config: {labels: {x: y, team: b}}}",
    "info elsewhere": "{id: sloth.dev/contrib/info_labels/v1,"
    " config: {labels: {x: y}, metricName: my_info}}",
    "remove": "{id: sloth.dev/contrib/remove_labels/v1}",
    "remove some": "{id: sloth.dev/contrib/remove_labels/v1,"
    " config: {preserveLabels: [team], skipMetrics: ['slo:objective:ratio']}}",
    "intervals": "{id: sloth.dev/contrib/rule_intervals/v1, config: {interval: {default: 5m}}}",
    "intervals of all": "{id: sloth.dev/contrib/rule_intervals/v1, config: {interval: {"
    "default: 90s, sliError: 1m, metadata: 1h, alert: 1m30s}}}",
    "two": "{id: sloth.dev/contrib/info_labels/v1, config: {labels: {x: y}}},"
    " {id: sloth.dev/contrib/remove_labels/v1, priority: 10}",
    "early": "{id: sloth.dev/contrib/rule_intervals/v1, priority: -5,"
    " config: {interval: {default: 5m}}}",
    "bare": "{id: sloth.dev/core/sli_rules/v1, config: {disableOptimized: true}}",
    "no labels": "{id: sloth.dev/contrib/info_labels/v1}",
    "no interval": "{id: sloth.dev/contrib/rule_intervals/v1}",
    "wrong interval": "{id: sloth.dev/contrib/rule_intervals/v1, config: {interval: {default: x}}}",
    "wrong kind": "{id: sloth.dev/contrib/info_labels/v1, config: {labels: [a]}}",
    "unknown option": "{id: sloth.dev/contrib/info_labels/v1, config: {labels: {a: b}, other: 1}}",
    "none": "{id: sloth.dev/contrib/none/v1}",
}


@needs_sloth
@pytest.mark.parametrize("place", ["group", "chain"])
@pytest.mark.parametrize("chain", _CHAINS.values(), ids=_CHAINS)
def test_slo_plugins_shape_the_same_rules(chain: str, place: str, tmp_path: Path) -> None:
    """The plugins that come with Sloth, with all of their options: equal bytes and verdicts."""
    spec = _SPEC.format(**{"group": "", "chain": "", "sli": _EVENTS, place: chain})
    (status, theirs), (own_status, own) = _both(spec, tmp_path)

    assert (status, theirs) == (own_status, own)


# -- SLI plugins -------------------------------------------------------------------------------

_OPTIONS = {
    "filter": 'job="a"',
    "bucket": "0.25",
    "service": "web",
    "namespace": "shop",
    "controller": "sync",
    "backend_regex": "web.*",
    "service_name_regex": "web.*",
    "custom_rcode_regex": "SERVFAIL|REFUSED",
    "burn_rate": "2",
}
_VARIANTS = {
    "plain": {},
    "braces": {"filter": '{job="a",zone="b"}'},
    "excluding": {"exclude_errors": "true"},
    "jitter": {"jitter_percent": "10"},
}
_EQUAL = [one for one in QUERIES if mended(one) is None]


def _rules(plugin: str, options: dict[str, str]) -> str:
    listed = ", ".join(f"{name}: {_quoted(value)}" for name, value in options.items())
    sli = f"{{plugin: {{id: {plugin}, options: {{{listed}}}}}}}"
    return _SPEC.format(group="", chain="", sli=sli)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@needs_plugins
@pytest.mark.parametrize("variant", _VARIANTS)
@pytest.mark.parametrize("plugin", _EQUAL)
def test_sli_plugins_write_the_same_queries(plugin: str, variant: str, tmp_path: Path) -> None:
    """Those that need no mending: equal bytes."""
    spec = _rules(plugin, _OPTIONS | _VARIANTS[variant])
    (_, theirs), own = _both(spec, tmp_path, "-p", PLUGINS)

    assert (0, theirs) == own


def _guarded(query: str) -> str:
    """A ratio that divides by nothing is none: no traffic is no errors."""
    bad, total = re.split(r"\n */\n", query.strip())
    return f"({bad} / ({total} > 0)) or on () vector(0)"


def _guarded_share(query: str) -> str:
    """The same for one less the share of the fast."""
    fast, total = re.split(r"\n */\n", query.strip().removeprefix("1 - (").removesuffix(")"))
    return f"1 - (({fast} / ({total} > 0)) or on () vector(1))"


def _of_one_total(query: str) -> str:
    """Slow requests as one less the fast, with a guard; the same share."""
    fast = re.search(r"-\n(.*)\n\)", query)
    total = query.strip().rpartition("\n/\n")[2]
    assert fast is not None
    return f"1 - (({fast[1]} / ({total} > 0)) or on () vector(1))"


def _kooper(query: str) -> str:
    """Events that were queued again count as none before there are any."""
    bad, events, again = re.findall(r"sum\(rate\(.*\)\)", query)
    total = f"({events} - ({again} or on () vector(0)))"
    return f"({bad} / ({total} > 0)) or on () vector(0)"


def _targets(query: str) -> str:
    """All up is no errors, by precedence as meant."""
    plain = re.sub(r"\(\((up\{.*?\})\)\[", r"(\1[", query)
    return _guarded(re.sub(r"(?i)\s*\bor vector\(0\)", "", plain))


_NAMED: dict[str, Callable[[str], str]] = {
    "coredns/availability": lambda query: f"({query}) or on () vector(0)",
    "haproxy/frontend/availability": _guarded,
    "istio/v1/latency": lambda query: query.replace('code!~"5.."', 'response_code!~"5.."'),
    "kubernetes/apiserver/availability": _guarded,
    "kubernetes/apiserver/latency": _of_one_total,
    "kubernetes/kooper/availability": _kooper,
    "kubernetes/kooper/latency": _guarded_share,
    "kubernetes/kooper/queue-congestion": _guarded_share,
    "kubernetes/nginx-ingress/availability": _guarded,
    "linkerd/v2/availability": lambda query: _guarded(
        query.replace("increase(", "rate(").replace(") OR on() vector(0)", "").strip()[1:]
    ),
    "prometheus/rules/eval-availability": _guarded,
    "prometheus/targets/availability": _targets,
    "slok-go-http-metrics/availability": _guarded,
    "slok-go-http-metrics/latency": _guarded_share,
}
_BROKEN = ("istio/v1/availability", "linkerd/v2/latency")


def _query(rules: bytes) -> str:
    """The query of the first window, without the brackets that Sloth puts around."""
    found = yaml.safe_load(rules)["groups"][0]["rules"][0]["expr"]
    return str(found).strip()[1:-1]


def _canonical(query: str) -> str:
    """*query* without what makes no difference: spaces, and the order of conditions."""

    def ordered(selector: re.Match[str]) -> str:
        return "{" + ", ".join(sorted(re.findall(r'\w+[=!~]+"[^"]*"', selector[0]))) + "}"

    return re.sub(r"\{[^}]*\}", ordered, str(parser.tree(query).prettify()))


def test_every_difference_has_a_proof() -> None:
    """Each plugin that is told to differ is compared, or is broken in the original."""
    assert set(MENDED) == {*_NAMED, *_BROKEN}


@needs_plugins
@pytest.mark.parametrize("variant", _VARIANTS)
@pytest.mark.parametrize("plugin", _NAMED)
def test_mended_plugins_differ_as_named(plugin: str, variant: str, tmp_path: Path) -> None:
    """What is written is the original with the named change, and no other."""
    spec = _rules(f"sloth-common/{plugin}", _OPTIONS | _VARIANTS[variant])
    (_, theirs), (_, own) = _both(spec, tmp_path, "-p", PLUGINS)

    assert _canonical(_NAMED[plugin](_query(theirs))) == _canonical(_query(own))


@needs_plugins
@pytest.mark.parametrize("plugin", _BROKEN)
def test_broken_plugins_are_so_in_sloth(plugin: str, tmp_path: Path) -> None:
    """Sloth refuses what the original writes, and takes what is written here."""
    spec = _rules(f"sloth-common/{plugin}", _OPTIONS)
    (status, _), (own_status, _) = _both(spec, tmp_path, "-p", PLUGINS)

    assert (True, 0) == (status != 0, own_status)
