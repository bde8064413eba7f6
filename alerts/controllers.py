"""Whether what is written is applied, and whether certificates are renewed."""

from observability import Absent, Series, Severity, Threshold, max_by, minutes
from services.controllers import argo_cd, argo_cd_metrics, cert_manager, cert_manager_metrics

_application = argo_cd_metrics.gauge("argocd_app_info")
_ready = cert_manager_metrics.gauge("certmanager_certificate_ready_status")
_expiry = cert_manager_metrics.gauge("certmanager_certificate_expiration_timestamp_seconds")

argo_cd_down = Absent(
    service=argo_cd,
    name="ArgoCdDown",
    severity=Severity.TICKET,
    summary="Argo CD's application controller does not answer",
    impact="What runs goes on running, but no change arrives, and no rollback.",
    actions=[
        "See whether its pod runs: `kubectl get pods -n argocd`.",
        "Until it runs, nothing that is merged arrives: hold back releases.",
    ],
)


def _app(name: str, sync: str, health: str) -> Series:
    labels = {"name": name, "sync_status": sync, "health_status": health}
    return _application.series("1x120", labels)


out_of_sync = Threshold(
    service=argo_cd,
    name="ArgoCdAppOutOfSync",
    expr=max_by(_application.select({"sync_status": "OutOfSync|Unknown"}), "name", "sync_status"),
    above=0,
    hold=minutes(30),
    severity=Severity.TICKET,
    summary="{{ $labels.name }} has been {{ $labels.sync_status }} for 30 minutes",
    impact="What runs is not what Git says: a change or a rollback did not arrive.",
    actions=[
        "Read why the last sync failed: `kubectl describe application -n argocd` and its name.",
        "An object that is refused: correct the definition, and merge.",
        "An object that somebody changes as fast as Argo CD takes it back: find out who.",
        "Unknown: the manifests could not be read; look at the log of argocd-repo-server.",
    ],
    fires=[_app("production", "OutOfSync", "Healthy")],
    stays_silent=[_app("production", "Synced", "Degraded")],
)
unhealthy = Threshold(
    service=argo_cd,
    name="ArgoCdAppUnhealthy",
    expr=max_by(
        _application.select({"health_status": "Degraded|Missing|Unknown"}),
        "name",
        "health_status",
    ),
    above=0,
    hold=minutes(15),
    severity=Severity.TICKET,
    summary="{{ $labels.name }} has been {{ $labels.health_status }} for 15 minutes",
    impact="Something that it applied does not run: a rollout that ends nowhere, or a lost object.",
    actions=[
        "See which object it is: `kubectl describe application -n argocd` and its name.",
        "If it began with a release, revert the commit that changed the image.",
    ],
    fires=[_app("production", "Synced", "Degraded")],
    stays_silent=[
        _app("production", "OutOfSync", "Healthy"),
        _app("staging", "Synced", "Progressing"),
        _app("monitoring", "Synced", "Suspended"),
    ],
)

cert_manager_down = Absent(
    service=cert_manager,
    name="CertManagerDown",
    severity=Severity.TICKET,
    summary="cert-manager does not answer",
    impact="Certificates are not renewed; the first users see errors when one has expired.",
    actions=[
        "See whether its pods run: `kubectl get pods -n cert-manager`.",
        "See the application in Argo CD: `kubectl describe application cert-manager -n argocd`.",
    ],
)


def _condition(condition: str, value: int) -> Series:
    labels = {"name": "public-tls", "exported_namespace": "shop", "condition": condition}
    return _ready.series(f"{value}x120", labels)


not_ready = Threshold(
    service=cert_manager,
    name="CertificateNotReady",
    expr=max_by(_ready.select({"condition": "False|Unknown"}), "exported_namespace", "name"),
    above=0,
    hold=minutes(30),
    severity=Severity.TICKET,
    summary="{{ $labels.exported_namespace }}/{{ $labels.name }} has not been ready for 30 minutes",
    impact="A new host has no certificate; one that has a certificate loses it when that ends.",
    actions=[
        "Read the events: `kubectl describe certificate` in its namespace, then of its order.",
        "A challenge that fails: the solver must be reached from the internet, over the CDN.",
        "A limit of the issuer: wait; deleting the Secret asks again, and makes it worse.",
    ],
    fires=[_condition("False", 1), _condition("True", 0)],
    stays_silent=[_condition("False", 0), _condition("Unknown", 0), _condition("True", 1)],
)


def _ends(days: int) -> Series:
    # a proof's clock starts at 0, so the value is the moment of expiry
    labels = {"name": "public-tls", "exported_namespace": "shop"}
    return _expiry.series(f"{days * 86_400}x60", labels)


not_renewed = Threshold(
    service=cert_manager,
    name="CertificateNotRenewed",
    expr="""
        min by (exported_namespace, name) (
          certmanager_certificate_expiration_timestamp_seconds{
            job="cert-manager", namespace="cert-manager"
          }
        )
        - time()
    """,
    below=21 * 86_400,
    hold=minutes(30),
    severity=Severity.TICKET,
    summary=(
        "{{ $labels.exported_namespace }}/{{ $labels.name }} ends in"
        " {{ $value | humanizeDuration }}, and is not renewed"
    ),
    impact="Renewal is nine days late. When it has expired, browsers refuse the site.",
    actions=[
        "Renewal is due 30 days before the end: read the events of the Certificate object.",
        "See whether the ACME challenge can be reached from the internet.",
    ],
    fires=[_ends(20)],
    stays_silent=[_ends(22)],
)
