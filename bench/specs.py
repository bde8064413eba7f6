"""Synthetic Sloth specs: what teams write, in the styles that they write it in."""

from __future__ import annotations

from pathlib import Path

__all__ = ["write_specs"]

HEAD = """\
# Objectives of {service}: the runbook is https://runbooks.example.org/{service}
version: "prometheus/v1"
service: "{service}"
labels:
  owner: team-{team}
  repo: example/{service}
  tier: "{tier}"
slos:
"""
SLO = """\
  # {name}: {objective} % of the requests, over the period.
  - name: "{name}"
    objective: {objective}
    description: "Share of the requests to {name} that are answered well."
    labels:
      path: /api/{number}
    sli:
      {sli}
    alerting:
      name: {alert}
      labels:
        category: "availability"
      annotations:
        summary: "High error rate on '{service}' {name} responses"
        runbook: https://runbooks.example.org/{service}/{name}
      page_alert:
        labels:
          severity: pageteam
          routing_key: team-{team}
      ticket_alert:
        labels:
          severity: "slack"
          slack_channel: "#alerts-team-{team}"
"""
PLAIN = """\
events:
        error_query: sum(rate({metric}_count{{{job},code=~"(5..|429)"}}[{{{{.window}}}}]))
        total_query: sum(rate({metric}_count{{{job}}}[{{{{.window}}}}]))"""
BLOCK = """\
events:
        error_query: |
          sum(
            rate({metric}_count{{{job}}}[{{{{.window}}}}])
          )
          -
          sum(
            rate({metric}_bucket{{{job},le="0.3"}}[{{{{.window}}}}])
          )
        total_query: |
          sum(
            rate({metric}_count{{{job}}}[{{{{.window}}}}])
          )"""
QUOTED = """\
events:
        error_query: 'sum(rate({metric}_count{{{job},status!~"2.."}}[{{{{.window}}}}]))'
        total_query: "sum(rate({metric}_count{{{escaped}}}[{{{{.window}}}}]))\""""
STYLES = (PLAIN, BLOCK, QUOTED)
OBJECTIVES = ("99", "99.5", "99.9", "99.95", "99.99")


def write_specs(folder: Path, files: int, each: int) -> int:
    """Write *files* specs of *each* SLOs below *folder*; return how many bytes they have."""
    folder.mkdir(parents=True, exist_ok=True)
    return sum(
        (folder / f"service-{file:03}.yml").write_bytes(_spec(file, each).encode())
        for file in range(files)
    )


def _spec(file: int, each: int) -> str:
    service = f"service-{file:03}"
    head = HEAD.format(service=service, team=file % 20, tier=1 + file % 3)
    return head + "".join(_slo(service, file, number) for number in range(each))


def _slo(service: str, file: int, number: int) -> str:
    job = f'job="{service}",handler="/api/{number}"'
    sli = STYLES[number % len(STYLES)].format(
        metric="http_request_duration_seconds", job=job, escaped=job.replace('"', '\\"')
    )
    return SLO.format(
        service=service,
        name=f"requests-availability-{number}",
        number=number,
        objective=OBJECTIVES[number % len(OBJECTIVES)],
        alert=f"Service{file:03}HighErrorRate{number}",
        team=file % 20,
        sli=sli,
    )
