"""Each kind of receiver as Alertmanager writes it, with the templates that fill it."""

from __future__ import annotations

from typing import Any

from observability.model.receiver import Email, PagerDuty, Receiver, Slack, Webhook

__all__ = ["integration"]


def integration(receiver: Receiver, *, resolved: bool) -> tuple[str, dict[str, Any]]:
    """Return the list that *receiver* belongs to, and its settings.

    *resolved* says whether it is told when an alert is over.
    """
    match receiver:
        case PagerDuty():
            kind, settings = "pagerduty_configs", _pagerduty(receiver)
        case Slack():
            kind, settings = "slack_configs", _slack(receiver)
        case Email():
            kind, settings = "email_configs", _email(receiver)
        case Webhook():
            kind, settings = "webhook_configs", _webhook(receiver)
    return kind, {**settings, "send_resolved": resolved}


def _pagerduty(receiver: PagerDuty) -> dict[str, Any]:
    return {
        "routing_key_file": receiver.key.path,
        "client": "Alertmanager",
        "client_url": '{{ template "o11y.silences" . }}',
        "severity": '{{ template "o11y.pagerduty.severity" . }}',
        "class": "{{ .CommonLabels.alertname }}",
        "component": "{{ .CommonLabels.service }}",
        "group": "{{ .CommonLabels.team }}",
        "description": '{{ template "o11y.title" . }}',
        "details": {
            "what": '{{ template "o11y.text" . }}',
            "firing": "{{ .Alerts.Firing | len }}",
            "resolved": "{{ .Alerts.Resolved | len }}",
        },
        "links": [
            {"href": f'{{{{ template "o11y.{name}" . }}}}', "text": text}
            for name, text in (
                ("runbook", "Runbook"),
                ("dashboard", "Dashboard"),
                ("silence", "Silence"),
            )
        ],
    }


def _slack(receiver: Slack) -> dict[str, Any]:
    return {
        "api_url_file": receiver.url.path,
        "channel": receiver.channel,
        "color": '{{ template "o11y.slack.color" . }}',
        "title": '{{ template "o11y.slack.title" . }}',
        "title_link": '{{ template "o11y.runbook" . }}',
        "text": '{{ template "o11y.slack.text" . }}',
        "fallback": '{{ template "o11y.title" . }}',
        "footer": "{{ .CommonLabels.cluster }}",
    }


def _email(receiver: Email) -> dict[str, Any]:
    return {
        "to": receiver.to,
        "headers": {"Subject": '{{ template "o11y.title" . }}'},
        "html": '{{ template "o11y.email.html" . }}',
        "text": '{{ template "o11y.text" . }}',
    }


def _webhook(receiver: Webhook) -> dict[str, Any]:
    settings: dict[str, Any] = {"url": receiver.url}
    if receiver.credentials is not None:
        credentials = {"credentials_file": receiver.credentials.path}
        settings["http_config"] = {"authorization": credentials}
    return settings
