"""What a notification says: Go templates, for Slack, PagerDuty and mail.

Data: https://prometheus.io/docs/alerting/latest/notifications/
"""

from __future__ import annotations

from observability.model.project import Project

__all__ = ["templates"]

# In a mail Go escapes by context and forbids `urlquery`; hence the two ways to the same link.
COMMON = r"""
{{ define "o11y.summary" -}}
{{ with index .Alerts 0 }}{{ or .Annotations.summary .Labels.alertname }}{{ end -}}
{{ if gt (len .Alerts) 1 }} (and {{ len (slice .Alerts 1) }} more){{ end }}
{{- end }}

{{ define "o11y.word" -}}
{{ if eq .Status "firing" }}{{ or .CommonLabels.severity "alert" | toUpper }}
{{- else }}RESOLVED{{ end }}
{{- end }}

{{ define "o11y.title" -}}
[{{ template "o11y.word" . }}] {{ template "o11y.summary" . }}
{{- end }}

{{ define "o11y.runbook" }}{{ (index .Alerts 0).Annotations.runbook_url }}{{ end }}

{{ define "o11y.dashboard" }}{{ (index .Alerts 0).Annotations.dashboard_url }}{{ end }}

{{ define "o11y.silences" -}}
{{ template "o11y.alertmanager" }}/#/alerts?filter=%7B
{{- range $i, $pair := .GroupLabels.SortedPairs -}}
{{ if $i }}%2C{{ end }}{{ .Name }}%3D%22{{ .Value | urlquery | reReplaceAll "\\+" "%20" }}%22
{{- end -}}
%7D
{{- end }}

{{ define "o11y.silence" -}}
{{ template "o11y.alertmanager" }}/#/silences/new?filter=%7B
{{- range $i, $pair := .CommonLabels.SortedPairs -}}
{{ if $i }}%2C{{ end }}{{ .Name }}%3D%22{{ .Value | urlquery | reReplaceAll "\\+" "%20" }}%22
{{- end -}}
%7D
{{- end }}

{{ define "o11y.text" -}}
{{ range .Alerts -}}
{{ .Status | toUpper }}: {{ or .Annotations.summary .Labels.alertname }}
{{ with .Annotations.description }}{{ . }}
{{ end -}}
Since: {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 MST" }}
{{ with .Annotations.runbook_url }}Runbook: {{ . }}
{{ end -}}
{{ with .Annotations.dashboard_url }}Dashboard: {{ . }}
{{ end -}}
{{ with .GeneratorURL }}Query: {{ . }}
{{ end -}}
Labels: {{ range $i, $pair := .Labels.SortedPairs -}}
{{ if $i }}, {{ end }}{{ .Name }}={{ .Value }}
{{- end }}

{{ end -}}
Silence: {{ template "o11y.silence" . }}
{{- end }}

{{ define "o11y.pagerduty.severity" -}}
{{ if eq .CommonLabels.severity "page" }}critical{{ else }}warning{{ end }}
{{- end }}
"""

SLACK = r"""
{{ define "o11y.slack.escaped" -}}
{{ . | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}
{{- end }}

{{ define "o11y.slack.title" -}}
[{{ template "o11y.word" . }}] {{ with index .Alerts 0 -}}
{{ template "o11y.slack.escaped" (or .Annotations.summary .Labels.alertname) }}{{ end -}}
{{ if gt (len .Alerts) 1 }} (and {{ len (slice .Alerts 1) }} more){{ end }}
{{- end }}

{{ define "o11y.slack.color" -}}
{{ if eq .Status "resolved" }}good
{{- else if eq .CommonLabels.severity "page" }}danger
{{- else }}warning{{ end }}
{{- end }}

{{ define "o11y.slack.text" -}}
{{ range .Alerts -}}
*{{ template "o11y.slack.escaped" (or .Annotations.summary .Labels.alertname) }}*
{{ with .Annotations.description }}{{ template "o11y.slack.escaped" . }}
{{ end -}}
{{ with .Annotations.runbook_url }}<{{ template "o11y.slack.escaped" . }}|Runbook>{{ end -}}
{{ with .Annotations.dashboard_url }} · <{{ template "o11y.slack.escaped" . }}|Dashboard>{{ end -}}
{{ with .GeneratorURL }} · <{{ template "o11y.slack.escaped" . }}|Query>{{ end }}
{{ end -}}
<{{ template "o11y.silence" . }}|Silence>
{{- " · " }}{{ .CommonLabels.service }} · {{ .CommonLabels.environment }}
{{- end }}
"""

EMAIL = r"""
{{ define "o11y.email.html" -}}
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ template "o11y.title" . }}</title></head>
<body style="font-family: sans-serif; max-width: 40em">
<h2>{{ template "o11y.title" . }}</h2>
{{ range .Alerts }}
<h3>{{ or .Annotations.summary .Labels.alertname }}</h3>
<p>{{ .Annotations.description }}</p>
<p>{{ .Status }}, since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 MST" }}</p>
<p>
{{ with .Annotations.runbook_url }}<a href="{{ . }}">Runbook</a>{{ end }}
{{ with .Annotations.dashboard_url }}<a href="{{ . }}">Dashboard</a>{{ end }}
{{ with .GeneratorURL }}<a href="{{ . }}">Query</a>{{ end }}
</p>
<table>
{{ range .Labels.SortedPairs }}<tr><td>{{ .Name }}</td><td>{{ .Value }}</td></tr>
{{ end -}}
</table>
{{ end }}
<p><a href="{{ template "o11y.alertmanager" }}/#/silences/new?filter=%7B
{{- range $i, $pair := .CommonLabels.SortedPairs -}}
{{ if $i }}%2C{{ end }}{{ .Name }}%3D%22{{ .Value }}%22
{{- end -}}
%7D">Silence</a></p>
</body>
</html>
{{- end }}
"""


def templates(project: Project) -> tuple[tuple[str, str, str], ...]:
    """Return name, title and text of each template file."""
    address = f'{{{{ define "o11y.alertmanager" }}}}{project.alertmanager}{{{{ end }}}}\n'
    return (
        ("common", "What every notification says", address + COMMON),
        ("email", "The body of a mail", EMAIL.lstrip()),
        ("slack", "The body of a message in Slack", SLACK.lstrip()),
    )
