"""What a reader of a Sloth spec ought to know, at its line."""

from __future__ import annotations

import textwrap

from observability.compile.spec_review import review
from observability.formats.sloth_loose import read_loosely

# A Kubernetes object in the spelling of Sloth's file format, and more that is easily overlooked.
_OBJECT = textwrap.dedent(
    """\
    apiVersion: sloth.slok.dev/v1
    kind: PrometheusServiceLevel
    metadata:
      name: shop-slos
    spec:
      service: 'shop'
      slos:
        - name: 'availability'
          objective: 99.9
          sli:
            events:
              error_query: |
                sum(rate(http_requests_total{job="cart",code=~"5.."}[5m]))
              total_query: |
                sum(rate(http_requests_total{job="cart"}[5m]))
          alerting:
            name: Errors
            page_alert:
              labels:
                severity: critical
                team: shop
        - name: 'latency'
          objective: 99
          sli:
            events:
              error_query: |
                sum(rate(http_request_duration_seconds_bucket{job="cart",le="0.2"}[5m]))
              total_query: |
                sum(rate(http_request_duration_seconds_count{job="cart"}[5m]))
          alerting:
            name: Slow
            page_alert:
              labels:
                severity: critical
    """
)


def _told(text: str) -> list[str]:
    slos, odd = read_loosely(text, "a.yml")
    found = sorted((*odd, *review(slos, text)), key=lambda one: one.source.line)
    return [f"{one.source.line}: {one.message}" for one in found]


def test_each_mistake_is_named_at_its_line() -> None:
    """Spelling, fixed windows, jobs, polarity, buckets, labels: each where it stands."""
    told = _told(_OBJECT)

    assert [
        "12: 'error_query' in spec.slos.sli.events is ignored by Sloth, with all below it",
        "13: the range [5m] is fixed, so it is the same for every window",
        (
            "13: job=\"cart\" is not the service 'shop': a job is called as its scrape configuration"
            " is, which for pods is often one for all"
        ),
        "14: 'total_query' in spec.slos.sli.events is ignored by Sloth, with all below it",
        "15: the range [5m] is fixed, so it is the same for every window",
        "18: 'page_alert' in spec.slos.alerting is ignored by Sloth, with all below it",
        "26: 'error_query' in spec.slos.sli.events is ignored by Sloth, with all below it",
        "27: the range [5m] is fixed, so it is the same for every window",
        (
            "27: le='0.2' is none of the buckets that client libraries have by default; without it the"
            " query is empty"
        ),
        "27: counts the requests within 0.2 as errors: those are the good ones",
        (
            "27: job=\"cart\" is not the service 'shop': a job is called as its scrape configuration"
            " is, which for pods is often one for all"
        ),
        "28: 'total_query' in spec.slos.sli.events is ignored by Sloth, with all below it",
        "29: the range [5m] is fixed, so it is the same for every window",
        "32: 'page_alert' in spec.slos.alerting is ignored by Sloth, with all below it",
        "32: the page alert of latency lacks the label team",
    ] == told


_FILE = textwrap.dedent(
    """\
    version: prometheus/v1
    service: cart
    labels:
      route: all
      sloth_id: mine
    slos:
      - name: a
        objective: 0.999
        owner: nobody
        sli:
          events:
            error_query: sum by (route) (rate(e[{{.window}}])) or 0 * sum by (route) (rate(t[{{.window}}]))
            total_query: sum by (route) (rate(t[{{.window}}]))
        alerting:
          name: A
          pageAlert:
            disable: true
      - name: all
        objective: 100
        sli:
          events:
            error_query: sum(rate(e[{{.window}}]))
            total_query: sum(rate(t[{{.window}}]))
    """
)


def test_labels_names_and_objectives_are_judged() -> None:
    """Collisions, ignored fields, short names and objectives that mean something else."""
    told = _told(_FILE)

    assert [
        (
            "4: the queries sum by 'route', too: Sloth gives all groups one value of it, and its rules"
            " fail"
        ),
        "5: the label 'sloth_id' is one of Sloth's own",
        "7: the name 'a' has one character, and Sloth wants two",
        "8: an objective of 0.999 % reads like a ratio",
        "9: 'owner' in slos is no field of Sloth's, which ignores it",
        "16: 'pageAlert' in slos.alerting is ignored by Sloth, with all below it",
        "19: an objective of 100 % leaves no budget: any error pages, for the whole period",
        (
            "22: before the first error there is no such series, and Sloth's ratio of it is nothing:"
            " no budget, and a wrong one for the whole period afterwards"
        ),
    ] == told


_GOOD = textwrap.dedent(
    """\
    version: prometheus/v1
    service: cart
    slos:
      - name: availability
        objective: 99.9
        sli:
          events:
            error_query: sum(rate(t{job="cart",code=~"5.."}[{{.window}}])) or vector(0)
            total_query: sum(rate(t{job="cart"}[{{.window}}]))
        alerting:
          name: Cart
          page_alert:
            labels: {severity: page}
          ticket_alert:
            labels: {severity: ticket}
    """
)


def test_a_sound_spec_raises_no_doubt() -> None:
    """Where nothing is wrong, nothing is told."""
    told = _told(_GOOD)

    assert [] == told
