"""Kong: every request from outside passes it, is limited by its sender's address and counted."""

from observability import (
    Autoscaling,
    Cdn,
    Deployment,
    HttpProbe,
    Port,
    Probes,
    Resources,
    Service,
    Zone,
    kong_exporter,
)
from services.adaptive import adaptive
from services.bloom import bloom
from services.cluster import interactive
from services.orchestrator import orchestrator
from services.platform import platform, production

# https://www.cloudflare.com/ips-v4, which changes once in some years
cloudflare = Cdn(
    name="cloudflare",
    header="CF-Connecting-IP",
    cidrs=[
        "103.21.244.0/22",
        "103.22.200.0/22",
        "103.31.4.0/22",
        "104.16.0.0/13",
        "104.24.0.0/14",
        "108.162.192.0/18",
        "131.0.72.0/22",
        "141.101.64.0/18",
        "162.158.0.0/15",
        "172.64.0.0/13",
        "173.245.48.0/20",
        "188.114.96.0/20",
        "190.93.240.0/20",
        "197.234.240.0/22",
        "198.41.128.0/17",
    ],
    zone=Zone(name="quizmentor.com", id="3f1c5a7e9b2d4f6081a3c5e7092b4d6f"),
)
# What may stand between a user and Kong, whose addresses are passed over: the CDN, the network of
# the cluster, and the sidecar (127.0.0.6).
_BETWEEN = [*cloudflare.cidrs, "10.0.0.0/8", "127.0.0.6/32"]

_HTTP, _METRICS = Port(number=8000), Port(number=8100)
_READY = HttpProbe(path="/-/ready")
# Kong's own word that it runs: routes that are wrong are no reason to start it anew.
_RUNS = HttpProbe(path="/status", port="metrics")

kong = Service(
    name="kong",
    description="Passes requests on to the service of their path, and limits those of one sender.",
    team=platform,
    environment=production,
    depends_on=[orchestrator, bloom, adaptive],
    workload=Deployment(
        image="kong:3.9.1",
        http=_HTTP,
        metrics=_METRICS,
        probes=Probes(live=_RUNS, ready=_READY, startup=HttpProbe(path="/-/ready", failures=30)),
        requests=Resources(cpu="250m", memory="512Mi", cpu_limit="1", memory_limit="1Gi"),
        autoscaling=Autoscaling(minimum=2, maximum=6, cpu=70),
        env={
            "KONG_ADMIN_LISTEN": "off",
            "KONG_ANONYMOUS_REPORTS": "off",
            "KONG_DATABASE": "off",
            "KONG_DECLARATIVE_CONFIG": "/etc/kong/declarative/kong.yml",
            "KONG_NGINX_WORKER_PROCESSES": "2",
            "KONG_PREFIX": "/var/run/kong",
            "KONG_PROXY_ACCESS_LOG": "/dev/stdout",
            "KONG_PROXY_ERROR_LOG": "/dev/stderr",
            "KONG_PROXY_LISTEN": f"0.0.0.0:{_HTTP.number}",
            "KONG_REAL_IP_HEADER": "X-Forwarded-For",
            "KONG_REAL_IP_RECURSIVE": "on",
            "KONG_STATUS_LISTEN": f"0.0.0.0:{_METRICS.number}",
            "KONG_TRUSTED_IPS": ",".join(_BETWEEN),
        },
        writable=["/tmp", "/var/run/kong"],
        priority=interactive,
    ),
)
kong_metrics = kong_exporter(kong)
