"""How changes get to where they run: main is staging, and production is what was promoted."""

from observability import Folder, GitOps, Pipeline, Stage, minutes
from services.edge import LEARNING, STAGING_API
from services.platform import production, staging

gitops = GitOps(
    repository="https://github.com/quizmentor/quizmentor",
    stages=[
        Stage(environment=staging, branch="main"),
        Stage(environment=production, branch="production"),
    ],
    folders=[
        Folder(
            name="cluster",
            cluster_kinds=[
                "ClusterIssuer.cert-manager.io",
                "ClusterSecretStore.external-secrets.io",
                "Namespace",
                "PriorityClass.scheduling.k8s.io",
                "StorageClass.storage.k8s.io",
            ],
            wave=-2,
        ),
        Folder(
            name="monitoring",
            namespaces=["monitoring", "monitoring-agents"],
            cluster_kinds=[
                "ClusterRole.rbac.authorization.k8s.io",
                "ClusterRoleBinding.rbac.authorization.k8s.io",
                "Namespace",
            ],
            wave=-1,
        ),
    ],
)

pipeline = Pipeline(
    gitops=gitops,
    images="ghcr.io/quizmentor",
    sources="apps",
    smoke=[f"https://{STAGING_API}{LEARNING}/health/ready"],
    soak=minutes(10),
)
