"""What the cluster has once for both environments, and the programs of others that serve it."""

from observability import ClusterIssuer, Component, PriorityClass, SecretStore, StorageClass

storage = StorageClass(
    name="gp3-encrypted",
    provisioner="ebs.csi.aws.com",
    parameters={"type": "gp3", "encrypted": "true"},
    retain=True,
)
interactive = PriorityClass(
    name="interactive",
    value=100_000,
    description="Answers learners: goes last where room is lacking.",
)
batch = PriorityClass(
    name="batch",
    value=-1000,
    description="Can wait: makes way for everything else.",
)
secrets = SecretStore(
    name="aws-secrets-manager",
    region="us-east-1",
    account="external-secrets/external-secrets",
)
issuer = ClusterIssuer(
    name="letsencrypt-prod",
    server="https://acme-v02.api.letsencrypt.org/directory",
    email="platform@quizmentor.com",
    ingress_class="nginx",
)

components = [
    Component(
        name="cert-manager",
        version="1.18.2",
        namespace="cert-manager",
        security="restricted",
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
        provides=["autoscaling.k8s.io/VerticalPodAutoscaler"],
    ),
    Component(
        name="metrics-server",
        version="0.8.0",
        namespace="kube-system",
        provides=["metrics.k8s.io/NodeMetrics", "metrics.k8s.io/PodMetrics"],
    ),
    Component(name="aws-ebs-csi-driver", version="1.47.0", namespace="kube-system"),
    Component(name="cluster-autoscaler", version="1.35.0", namespace="kube-system"),
    Component(name="ingress-nginx", version="1.13.2", namespace="ingress-nginx"),
    Component(
        name="istio",
        version="1.27.1",
        namespace="istio-system",
        security="privileged",
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
        provides=["gateway.networking.k8s.io/Gateway", "gateway.networking.k8s.io/HTTPRoute"],
    ),
]
