"""Causes at the edge."""

from observability import Absent, Severity, Threshold, minutes
from services.edge import ingress, ingress_metrics

_expiry = ingress_metrics.gauge("nginx_ingress_controller_ssl_expire_time_seconds")

ingress_down = Absent(
    service=ingress,
    name="IngressDown",
    severity=Severity.PAGE,
    summary="No ingress controller answers",
    impact="Nobody reaches QuizMentor.",
    actions=[
        "See whether the controller's pods run, and whether the load balancer has targets.",
        "A controller that runs but is not scraped still serves: try the site first.",
    ],
)
certificate = Threshold(
    service=ingress,
    name="CertificateExpiresSoon",
    expr="""
        min by (host) (
          nginx_ingress_controller_ssl_expire_time_seconds{
            job="ingress-nginx", namespace="ingress-nginx"
          }
        )
        - time()
    """,
    below=14 * 86_400,
    hold=minutes(30),
    severity=Severity.TICKET,
    summary="The certificate of {{ $labels.host }} expires in {{ $value | humanizeDuration }}",
    impact="When it has expired, browsers refuse the site.",
    actions=[
        "Renewal is due 30 days before the end: read the events of the Certificate object.",
        "See whether the ACME challenge can be reached from the internet.",
    ],
    # a proof's clock starts at 0, so the value is the moment of expiry
    fires=[_expiry.series(f"{13 * 86_400}x60", {"host": "api.quizmentor.com"})],
    stays_silent=[_expiry.series(f"{15 * 86_400}x60", {"host": "api.quizmentor.com"})],
)
