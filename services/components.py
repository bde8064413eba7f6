"""The programs of others that serve the cluster, and the charts that they come from."""

from observability import Chart, Component, GitFolder
from services.infrastructure import quizmentor
from services.platform import production

_ISTIO = "https://istio-release.storage.googleapis.com/charts"
_ISTIO_VERSION = "1.27.1"
_ROLE_OF = r"annotations.eks\.amazonaws\.com/role-arn"


def _role(controller: str) -> str:
    """Return the role that Terraform makes for *controller*."""
    return f"arn:aws:iam::{quizmentor.account}:role/{production.cluster}-{controller}"


components = [
    Component(
        name="cert-manager",
        version="1.18.2",
        namespace="cert-manager",
        security="restricted",
        sources=[
            Chart(
                repository="https://charts.jetstack.io",
                name="cert-manager",
                version="v1.18.2",
                settings={"crds.enabled": "true", "crds.keep": "true"},
            )
        ],
        provides=[
            "cert-manager.io/Certificate",
            "cert-manager.io/ClusterIssuer",
            "cert-manager.io/Issuer",
        ],
    ),
    Component(
        name="external-secrets",
        version="0.19.2",
        namespace="external-secrets",
        security="restricted",
        sources=[
            Chart(
                repository="https://charts.external-secrets.io",
                name="external-secrets",
                version="0.19.2",
                settings={f"serviceAccount.{_ROLE_OF}": _role("external-secrets")},
            )
        ],
        provides=[
            "external-secrets.io/ClusterSecretStore",
            "external-secrets.io/ExternalSecret",
            "external-secrets.io/SecretStore",
        ],
    ),
    Component(
        name="vertical-pod-autoscaler",
        version="1.4.1",
        namespace="kube-system",
        # It recommends and changes nothing: what would change pods is not even there.
        sources=[
            Chart(
                repository="https://charts.fairwinds.com/stable",
                name="vpa",
                version="4.8.0",
                settings={
                    "recommender.image.tag": "1.4.1",
                    "updater.enabled": "false",
                    "admissionController.enabled": "false",
                },
            )
        ],
        provides=["autoscaling.k8s.io/VerticalPodAutoscaler"],
    ),
    Component(
        name="metrics-server",
        version="0.8.0",
        namespace="kube-system",
        sources=[
            Chart(
                repository="https://kubernetes-sigs.github.io/metrics-server",
                name="metrics-server",
                version="3.13.0",
            )
        ],
        provides=["metrics.k8s.io/NodeMetrics", "metrics.k8s.io/PodMetrics"],
    ),
    Component(
        name="cluster-autoscaler",
        version="1.35.0",
        namespace="kube-system",
        sources=[
            Chart(
                repository="https://kubernetes.github.io/autoscaler",
                name="cluster-autoscaler",
                version="9.53.0",
                settings={
                    "autoDiscovery.clusterName": production.cluster,
                    "awsRegion": quizmentor.region,
                    "image.tag": "v1.35.0",
                    "rbac.serviceAccount.name": "cluster-autoscaler",
                    f"rbac.serviceAccount.{_ROLE_OF}": _role("cluster-autoscaler"),
                },
            )
        ],
    ),
    Component(
        name="ingress-nginx",
        version="1.13.2",
        namespace="ingress-nginx",
        sources=[
            Chart(
                repository="https://kubernetes.github.io/ingress-nginx",
                name="ingress-nginx",
                version="4.13.2",
                values="ingress-nginx/values.yaml",
            )
        ],
    ),
    Component(
        name="istio",
        version=_ISTIO_VERSION,
        namespace="istio-system",
        security="privileged",
        sources=[
            Chart(repository=_ISTIO, name="base", version=_ISTIO_VERSION),
            Chart(repository=_ISTIO, name="cni", version=_ISTIO_VERSION),
            Chart(
                repository=_ISTIO,
                name="istiod",
                version=_ISTIO_VERSION,
                values="istio/values.yaml",
            ),
        ],
        provides=[
            "networking.istio.io/DestinationRule",
            "networking.istio.io/Gateway",
            "networking.istio.io/ServiceEntry",
            "networking.istio.io/Sidecar",
            "networking.istio.io/VirtualService",
            "security.istio.io/AuthorizationPolicy",
            "security.istio.io/PeerAuthentication",
            "telemetry.istio.io/Telemetry",
        ],
    ),
    # It installs all others, so it is installed by hand; the EBS driver is an addon of EKS.
    Component(
        name="argo-cd",
        version="3.1.1",
        namespace="argocd",
        provides=["argoproj.io/AppProject", "argoproj.io/Application"],
    ),
    Component(
        name="gateway-api",
        version="1.4.0",
        namespace="istio-system",
        security="privileged",
        sources=[
            GitFolder(
                repository="https://github.com/kubernetes-sigs/gateway-api",
                path="config/crd",
                revision="v1.4.0",
            )
        ],
        provides=["gateway.networking.k8s.io/Gateway", "gateway.networking.k8s.io/HTTPRoute"],
    ),
]
