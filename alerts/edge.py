"""Causes at the edge."""

from observability import (
    Absent,
    Severity,
    Threshold,
    certificate_left,
    max_by,
    minutes,
    probe,
    probe_series,
)
from services.edge import API, STAGING_API, ingress, ingress_metrics

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

_SUCCESS, _EXPIRY = "probe_success", "probe_ssl_earliest_cert_expiry"

# The way through the network in front: the controller may be well, and nobody reach it.
unreachable = Threshold(
    service=ingress,
    name="PublicHostUnreachable",
    expr=max_by(probe(API, _SUCCESS), "instance"),
    below=1,
    hold=minutes(5),
    severity=Severity.TICKET,
    summary="{{ $labels.instance }} takes no connection over TLS",
    impact="If it is so from everywhere, nobody reaches QuizMentor.",
    actions=[
        "Try it from a telephone: the prober may have lost its own way out of the cluster.",
        "Read the status page of CloudFlare, and the record and the TLS mode of the zone.",
        "A certificate that browsers refuse counts as unreachable: see when it ends.",
    ],
    fires=[probe_series(API, _SUCCESS, "0x60")],
    stays_silent=[
        probe_series(API, _SUCCESS, "1x60"),
        probe_series(STAGING_API, _SUCCESS, "0x60"),
    ],
)
public_certificate = Threshold(
    service=ingress,
    name="PublicCertificateExpiresSoon",
    expr=certificate_left(API),
    below=14 * 86_400,
    hold=minutes(30),
    severity=Severity.TICKET,
    summary="What {{ $labels.instance }} shows to users expires in {{ $value | humanizeDuration }}",
    impact="When it has expired, browsers refuse the site.",
    actions=["It is the certificate of CloudFlare: see the zone, under edge certificates."],
    # a proof's clock starts at 0, so the value is the moment of expiry
    fires=[probe_series(API, _EXPIRY, f"{13 * 86_400}x60")],
    stays_silent=[
        probe_series(API, _EXPIRY, f"{15 * 86_400}x60"),
        probe_series(STAGING_API, _EXPIRY, f"{13 * 86_400}x60"),
    ],
)
