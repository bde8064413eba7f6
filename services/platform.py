"""Who owns the estate, where it runs, and how people are reached."""

from observability import (
    BudgetPolicy,
    Email,
    Environment,
    PagerDuty,
    Project,
    Quota,
    Resources,
    Secret,
    Size,
    Slack,
    Smtp,
    Step,
    Team,
    Webhook,
    WorkingHours,
    days,
    seconds,
)
from services.cluster import secrets

# What a container gets that asks for nothing; none of ours does.
_DEFAULTS = Resources(cpu="100m", memory="128Mi", cpu_limit="500m", memory_limit="512Mi")

production = Environment(
    name="production",
    namespace="quizmentor-prod",
    cluster="quizmentor-prod",
    mesh=True,
    quota=Quota(
        requests=Resources(cpu="20", memory="40Gi", cpu_limit="140", memory_limit="120Gi"),
        claims=10,
        defaults=_DEFAULTS,
    ),
    secrets=secrets,
)
staging = Environment(
    name="staging",
    namespace="quizmentor-staging",
    cluster="quizmentor-prod",
    mesh=True,
    follows=production,
    size=Size(replicas=1, maximum=2, requests=50),
    quota=Quota(
        requests=Resources(cpu="6", memory="12Gi", cpu_limit="50", memory_limit="40Gi"),
        claims=4,
        defaults=_DEFAULTS,
    ),
    secrets=secrets,
)

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

policy = BudgetPolicy(
    name="quizmentor",
    steps=[
        Step(
            at=25,
            action="Review the recent incidents, hold the post-mortems that are due, and check"
            " that what burned was noticed in time.",
        ),
        Step(
            at=50,
            action="Hold back deploys that are not urgent; reliability and missing tests go first.",
        ),
        Step(
            at=75,
            action="Stop deploys of features; the whole team works on reliability; tell the head"
            " of engineering.",
            freeze=True,
        ),
        Step(
            at=100,
            action="Freeze all features for a sprint of reliability, and find the root cause of"
            " each large part.",
            freeze=True,
        ),
    ],
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
    budget_policy=policy,
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
