"""The edge: where users' requests enter, and where failures show that no service can see."""

from observability import (
    Cors,
    Edge,
    Environment,
    External,
    Route,
    Service,
    ingress_nginx_exporter,
    seconds,
)
from services.adaptive import adaptive
from services.bloom import bloom
from services.gateway import cloudflare, kong
from services.orchestrator import orchestrator
from services.platform import platform, production, staging

ingress = Service(
    name="ingress-nginx",
    description="Takes every request from the internet to the service that answers it.",
    team=platform,
    environment=production,
    depends_on=[kong],
    workload=External(
        exporter="ingress-nginx-controller-metrics.ingress-nginx.svc:10254",
        port=443,
        namespace="ingress-nginx",
        pods={"app.kubernetes.io/name": "ingress-nginx"},
    ),
)
ingress_metrics = ingress_nginx_exporter(ingress)

LEARNING = "/api/learning"
API, STAGING_API = "api.quizmentor.com", "api.staging.quizmentor.com"


def _edge(environment: Environment, host: str) -> Edge:
    return Edge(
        environment=environment,
        ingress=ingress,
        gateway=kong,
        routes=[
            Route(host=host, path=LEARNING, service=orchestrator),
            Route(host=host, path="/api/validate", service=bloom),
            Route(host=host, path="/api/adaptive", service=adaptive),
        ],
        issuer="letsencrypt-prod",
        cdn=cloudflare,
        cors=Cors(
            origins=[f"https://{host.removeprefix('api.')}"],
            methods=["GET", "POST", "PUT", "DELETE", "OPTIONS"],
        ),
        per_second=10,
        body="10Mi",
        timeout=seconds(60),
    )


edge = _edge(production, API)
staging_edge = _edge(staging, STAGING_API)
