"""Who owns the estate, where it runs, and how people are reached."""

from observability import (
    Email,
    Environment,
    PagerDuty,
    Project,
    Secret,
    Slack,
    Smtp,
    Team,
    Webhook,
    WorkingHours,
    days,
    seconds,
)

production = Environment(name="production", namespace="quizmentor-prod", cluster="quizmentor-prod")

platform = Team(
    name="platform",
    page=[
        PagerDuty(key=Secret(name="pagerduty-platform")),
        Slack(channel="#incidents", url=Secret(name="slack-platform")),
    ],
    ticket=[Slack(channel="#platform-tickets", url=Secret(name="slack-platform"))],
    escalation=["platform on-call", "platform lead", "head of engineering"],
)

learning = Team(
    name="learning",
    page=[
        PagerDuty(key=Secret(name="pagerduty-learning")),
        Slack(channel="#incidents", url=Secret(name="slack-learning")),
    ],
    ticket=[
        Slack(channel="#learning-tickets", url=Secret(name="slack-learning")),
        Email(to="learning-team@quizmentor.com"),
    ],
    escalation=["learning on-call", "learning lead", "head of engineering"],
)

project = Project(
    name="quizmentor",
    owner=platform,
    grafana="https://grafana.quizmentor.com",
    prometheus="https://prometheus.quizmentor.com",
    alertmanager="https://alertmanager.quizmentor.com",
    alertmanager_targets=["alertmanager.monitoring.svc:9093"],
    runbooks="https://github.com/quizmentor/observability/blob/main/out/runbooks",
    scrape_interval=seconds(30),
    retention=days(35),
    watchdog=Webhook(
        url="https://deadman.quizmentor.com/watchdog", credentials=Secret(name="deadman-token")
    ),
    smtp=Smtp(
        smarthost="smtp.quizmentor.com:587",
        sender="alerts@quizmentor.com",
        username="alerts",
        password=Secret(name="smtp-password"),
    ),
    working_hours=WorkingHours(start="09:00", end="17:00", location="America/New_York"),
)
