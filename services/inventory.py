"""The deployment guide's own inventory, row by row: where each thing is, or why it is not.

Rows are named by the guide's lines, and those of its diagram by the text of the box.
"""

from collections.abc import Mapping

from observability import Inventory, Wanted
from services.adaptive import adaptive
from services.analytics import analytics
from services.batch import batch
from services.bloom import bloom
from services.gateway import kong
from services.orchestrator import orchestrator
from services.platform import production, staging
from services.stores import elasticsearch, kafka, postgres, redis

_PRODUCTION, _STAGING = "kubernetes/production/", "kubernetes/staging/"
_STACK, _CLUSTER = "kubernetes/monitoring/", "kubernetes/cluster/"
_AWS, _CLOUDFLARE = "terraform/quizmentor-prod/", "terraform/cloudflare/"
_RULES, _BOARDS = "prometheus/rules/", "grafana/dashboards/services/"
_ARGO, _WORKFLOWS, _RUNBOOKS = "argocd/", "github/workflows/", "runbooks/"

_KINDS: Mapping[str, str] = {
    "configmap": "ConfigMap",
    "cronjob-backup": "CronJob",
    "deployment": "Deployment",
    "daemonset": "DaemonSet",
    "destinationrule": "DestinationRule",
    "horizontalpodautoscaler": "HorizontalPodAutoscaler",
    "networkpolicy": "NetworkPolicy",
    "service": "Service",
    "service-headless": "Service",
    "serviceaccount": "ServiceAccount",
    "statefulset": "StatefulSet",
    "verticalpodautoscaler": "VerticalPodAutoscaler",
    "virtualservice": "VirtualService",
}


def _of(folder: str, name: str, *kinds: str) -> list[str]:
    """Return the places of the objects of the service *name*, by the names of their files."""
    ends = {kind: kind.partition("-")[2] for kind in kinds}
    return [
        f"{folder}{name}/{kind}.yaml#{_KINDS[kind]}/{name}{f'-{end}' if end else ''}"
        for kind, end in ends.items()
    ]


def _runs(name: str, *kinds: str) -> list[str]:
    """Return the places of what runs in production as *name*."""
    return _of(_PRODUCTION, name, "deployment", "service", *kinds)


def _watches(name: str, kind: str = "deployment") -> list[str]:
    """Return the places of a program of the monitoring stack."""
    return _of(_STACK, name, kind, "service")


def _modules(file: str, *names: str) -> list[str]:
    return [f"{_AWS}{file}.tf#module/{name}" for name in names]


def _component(name: str) -> str:
    return f"{_ARGO}applications/application-{name}.yaml#Application/{name}"


def _alert(service: str, name: str) -> str:
    return f"{_RULES}{service}.yml#alert/{name}"


def _secret(name: str) -> str:
    return f"{_PRODUCTION}externalsecret-{name}.yaml#ExternalSecret/{name}"


def _of_cluster(kind: str, name: str) -> str:
    return f"{_CLUSTER}{kind.lower()}-{name}.yaml#{kind}/{name}"


def _board(name: str, *panels: str) -> list[str]:
    return [f"{_BOARDS}service-{name}.json#panel/{panel}" for panel in panels]


diagram = Inventory(
    name="Diagram",
    rows=[
        Wanted(
            row="CloudFlare CDN",
            what="the network in front",
            found=[
                f"{_CLOUDFLARE}zone.tf#resource/cloudflare_dns_record.api_quizmentor_com",
                f"{_CLOUDFLARE}zone.tf#resource/cloudflare_ruleset.limits",
            ],
            note="CloudFlare; the text also says CloudFront",
        ),
        Wanted(
            row="NGINX Ingress",
            what="the ingress controller",
            found=[
                _component("ingress-nginx"),
                "ingress-nginx/values.yaml#key/controller",
                f"{_PRODUCTION}edge/ingress-public.yaml#Ingress/public",
                "gateway-api/production/gateway-edge.yaml#Gateway/edge",
            ],
            note="it gets no more fixes: the same routes are written for the Gateway API",
        ),
        Wanted(
            row="Kong Gateway",
            what="the gateway that every request passes",
            found=[
                *_runs(kong.name, "horizontalpodautoscaler", "networkpolicy"),
                f"{_PRODUCTION}{kong.name}/config/kong.yml#service/{orchestrator.name}",
            ],
        ),
        Wanted(
            row="Rate Limiter",
            what="a limit for each sender",
            found=[
                f"{_PRODUCTION}{kong.name}/config/kong.yml#plugin/rate-limiting",
                f"{_CLOUDFLARE}zone.tf#resource/cloudflare_ruleset.limits",
            ],
            note="in Kong, on the way of every request",
        ),
        Wanted(
            row="Learning Orchestrator",
            what="the service",
            found=_runs(orchestrator.name),
        ),
        Wanted(row="Bloom Validator", what="the service", found=_runs(bloom.name)),
        Wanted(row="Adaptive Engine", what="the service", found=_runs(adaptive.name)),
        Wanted(row="Analytics Service", what="the service", found=_runs(analytics.name)),
        Wanted(
            row="PostgreSQL",
            what="the database",
            found=[
                *_modules("databases", "postgres", "postgres_replica_0"),
                *_of(_STAGING, postgres.name, "statefulset"),
            ],
            note="RDS in production, a pod in staging: one for each environment",
        ),
        Wanted(
            row="Redis",
            what="the cache",
            found=[*_modules("caches", "redis"), *_of(_STAGING, redis.name, "statefulset")],
            note="ElastiCache in production, a pod in staging",
        ),
        Wanted(
            row="Elasticsearch",
            what="the search, and the store of logs and traces",
            found=[
                *_watches("elasticsearch-exporter"),
                _secret("elasticsearch-credentials"),
                _alert(elasticsearch.name, "ElasticsearchDown"),
            ],
            decision="docs/estate.md",
            note="run by others: declared with its addresses, exporter, credentials and SLO",
        ),
        Wanted(
            row="S3 Storage",
            what="the buckets",
            found=[
                *_modules("buckets", "quizmentor_prod_exports", "quizmentor_prod_backups"),
                *_modules("network", "endpoints"),
            ],
        ),
        Wanted(
            row="Kafka",
            what="the stream of events",
            found=[
                *_watches("kafka-exporter"),
                _secret("kafka-credentials"),
                _alert(kafka.name, "KafkaUnderReplicated"),
            ],
            decision="docs/estate.md",
            note="run by others: declared with its addresses, exporter and credentials",
        ),
        Wanted(
            row="AWS SQS",
            what="the queue of jobs",
            found=_modules("queues", "quizmentor_prod_jobs"),
            note="analytics sends, the batch processor receives; Kafka sends nothing to it",
        ),
        Wanted(row="Prometheus", what="the server", found=_watches("prometheus", "statefulset")),
        Wanted(
            row="Grafana",
            what="the dashboards",
            found=[
                *_watches("grafana"),
                "grafana/provisioning/datasources/prometheus.yaml#datasource/Prometheus",
            ],
        ),
        Wanted(
            row="Jaeger",
            what="the traces",
            found=[
                *_watches("jaeger"),
                f"{_PRODUCTION}telemetry-default.yaml#Telemetry/default",
            ],
            note="over OTLP: the agent of old is no more",
        ),
        Wanted(
            row="ELK Stack",
            what="the logs",
            found=[*_of(_STACK, "fluent-bit", "daemonset"), *_watches("kibana")],
            note="fluent-bit ships them: less memory on each node than Logstash",
        ),
    ],
)

objects = Inventory(
    name="Kubernetes objects",
    rows=[
        Wanted(
            row="lines 96 to 111",
            what="namespaces quizmentor-prod and quizmentor-staging",
            found=[
                _of_cluster("Namespace", production.namespace),
                _of_cluster("Namespace", staging.namespace),
            ],
        ),
        Wanted(
            row="lines 113 to 124",
            what="ResourceQuota compute-quota",
            found=[
                f"{_PRODUCTION}resourcequota-compute.yaml#ResourceQuota/compute",
                f"{_PRODUCTION}limitrange-defaults.yaml#LimitRange/defaults",
            ],
            note="near the need, in both environments, with a LimitRange beside",
        ),
        Wanted(
            row="lines 132 to 284",
            what="Deployment learning-orchestrator",
            found=[
                *_of(_PRODUCTION, orchestrator.name, "deployment", "serviceaccount"),
                *_of(_PRODUCTION, orchestrator.name, "configmap"),
            ],
        ),
        Wanted(
            row="lines 178 to 187",
            what="init container migrations",
            found=[
                (
                    f"{_PRODUCTION}{orchestrator.name}/networkpolicy-migrate.yaml"
                    f"#NetworkPolicy/{orchestrator.name}-migrate"
                )
            ],
            decision="docs/estate.md",
            note="a Job, once a release, whose name has the release, instead of once a pod",
        ),
        Wanted(
            row="lines 189 to 278",
            what="container orchestrator",
            found=_of(_PRODUCTION, orchestrator.name, "deployment", "configmap"),
            note="an image that never moves; settings in the ConfigMap",
        ),
        Wanted(
            row="lines 235 to 261",
            what="its probes",
            found=_of(_PRODUCTION, orchestrator.name, "deployment"),
        ),
        Wanted(
            row="lines 286 to 305",
            what="Service learning-orchestrator",
            found=_of(_PRODUCTION, orchestrator.name, "service"),
        ),
        Wanted(
            row="lines 311 to 343",
            what="Deployment bloom-validator",
            found=_of(_PRODUCTION, bloom.name, "deployment", "service", "configmap"),
        ),
        Wanted(
            row="lines 345 to 383",
            what="HorizontalPodAutoscaler bloom-validator-hpa",
            found=_of(_PRODUCTION, bloom.name, "horizontalpodautoscaler"),
        ),
        Wanted(
            row="lines 389 to 416",
            what="Services postgres-primary and postgres-replica",
            found=[
                *_of(_STAGING, postgres.name, "service", "service-headless"),
                *_modules("databases", "postgres", "postgres_replica_0"),
            ],
            note="the replica is RDS' own; staging needs none",
        ),
        Wanted(
            row="lines 418 to 511",
            what="StatefulSet postgres-primary",
            found=_of(_STAGING, postgres.name, "statefulset"),
            decision="docs/adr/0014-environments.md",
            note="in staging; production has RDS",
        ),
        Wanted(
            row="lines 518 to 531",
            what="ConfigMap redis-config",
            found=[f"{_STAGING}redis/configmap-files.yaml#ConfigMap/redis-files"],
            note="maxmemory leaves half for what is saved meanwhile",
        ),
        Wanted(
            row="lines 533 to 594",
            what="StatefulSet redis-cluster",
            found=[*_of(_STAGING, redis.name, "statefulset"), *_modules("caches", "redis")],
            decision="docs/adr/0014-environments.md",
            note="one pod in staging; the cluster mode is ElastiCache's",
        ),
        Wanted(
            row="lines 600 to 648",
            what="Ingress quizmentor-ingress",
            found=[
                f"{_PRODUCTION}edge/ingress-public.yaml#Ingress/public",
                f"{_PRODUCTION}{kong.name}/config/kong.yml#service/{orchestrator.name}",
                f"{_PRODUCTION}{kong.name}/config/kong.yml#plugin/cors",
            ],
            note="to Kong, which has the routes, the limit and CORS",
        ),
        Wanted(
            row="lines 654 to 681",
            what="VirtualService learning-orchestrator",
            found=_of(_PRODUCTION, orchestrator.name, "virtualservice"),
            note="weights where a Canary is defined, and there is none now",
        ),
        Wanted(
            row="lines 683 to 712",
            what="DestinationRule learning-orchestrator",
            found=_of(_PRODUCTION, orchestrator.name, "destinationrule"),
            note="subsets that have pods, fields that Istio reads",
        ),
        Wanted(
            row="lines 1441 to 1487",
            what="NetworkPolicy learning-orchestrator-netpol",
            found=[
                *_of(_PRODUCTION, orchestrator.name, "networkpolicy"),
                f"{_PRODUCTION}networkpolicy-default-deny.yaml#NetworkPolicy/default-deny",
            ],
        ),
        Wanted(
            row="lines 1493 to 1521",
            what="PodSecurityPolicy restricted",
            found=[_of_cluster("Namespace", production.namespace)],
            decision="docs/estate.md",
            note="Kubernetes dropped the kind: labels of the namespace hold its pods to restricted",
        ),
        Wanted(
            row="lines 1527 to 1537",
            what="SealedSecret database-credentials",
            found=[
                _secret("database-credentials"),
                _of_cluster("ClusterSecretStore", "aws-secrets-manager"),
            ],
            decision="docs/estate.md",
            note="by reference: no ciphertext that nobody could decrypt",
        ),
        Wanted(
            row="lines 1720 to 1741",
            what="VerticalPodAutoscaler learning-orchestrator-vpa",
            found=_of(_PRODUCTION, orchestrator.name, "verticalpodautoscaler"),
            decision="docs/estate.md",
            note="it recommends: one that changes requests would move the other's measure",
        ),
        Wanted(
            row="lines 1746 to 1761",
            what="Deployment batch-processor",
            found=_runs(batch.name),
            note="whole, on nodes with EKS' own label for spot",
        ),
        Wanted(
            row="lines 1396 to 1431",
            what="Argo CD Application quizmentor",
            found=[
                f"{_ARGO}bootstrap/application-root.yaml#Application/root",
                _component("production"),
                f"{_ARGO}applications/appproject-production.yaml#AppProject/production",
            ],
            decision="docs/adr/0015-stages-are-branches.md",
            note="one for each folder, each with a project of its own",
        ),
    ],
)

observability = Inventory(
    name="Observability",
    rows=[
        Wanted(
            row="lines 981 to 1029",
            what="the SLOs of quizmentor",
            found=[
                _alert("slo-windows", "LearningOrchestratorRequestsAvailabilityFastBurn"),
                _alert(orchestrator.name, "LearningOrchestratorRequestsLatencySlowBurn"),
            ],
            note="and of every other service, the edge and the stores",
        ),
        Wanted(
            row="lines 1033 to 1065",
            what="the error budget policy",
            found=[
                f"{_RUNBOOKS}error-budget-policy.md#section/Policy `quizmentor`",
                _alert(orchestrator.name, "LearningOrchestratorRequestsAvailabilityBudgetSpent"),
                f"{_WORKFLOWS}deploy.yml#job/promote",
            ],
            note="a ticket for each step, and a gate before a deploy",
        ),
        Wanted(
            row="lines 1074 to 1123",
            what="the configuration of Prometheus",
            found=["prometheus/prometheus.yml#job/kubernetes-pods"],
        ),
        Wanted(
            row="lines 1128 to 1184",
            what="the dashboard with six panels",
            found=_board(
                orchestrator.name,
                "Rate",
                "Errors",
                "Duration",
                "Processor",
                "Memory",
                "requests-availability: budget left",
            ),
            note="one for each service",
        ),
        Wanted(
            row="lines 1189 to 1260",
            what="five alerts",
            found=[
                _alert("slo-windows", "LearningOrchestratorRequestsAvailabilityFastBurn"),
                _alert("slo-windows", "LearningOrchestratorRequestsLatencyFastBurn"),
                _alert(orchestrator.name, "OrchestratorCrashLooping"),
                _alert(orchestrator.name, "OrchestratorMemoryNearLimit"),
                _alert(postgres.name, "PostgresConnectionsNearLimit"),
            ],
            note="the first two as burn rates of the promises",
        ),
    ],
)

infrastructure = Inventory(
    name="Infrastructure and delivery",
    rows=[
        Wanted(
            row="lines 723 to 748",
            what="Terraform: versions, providers, state",
            found=[f"{_AWS}versions.tf#backend/s3", f"{_AWS}versions.tf#provider/aws"],
            note="what runs in the cluster is Argo CD's: no providers for Kubernetes and Helm",
        ),
        Wanted(
            row="lines 751 to 816",
            what="the cluster",
            found=[*_modules("cluster", "eks", "ebs_csi_role"), *_modules("network", "vpc")],
            note="a version that is supported, and the network that it refers to",
        ),
        Wanted(
            row="lines 819 to 853",
            what="the database",
            found=_modules("databases", "postgres", "postgres_replica_0"),
        ),
        Wanted(
            row="lines 856 to 886",
            what="the cache",
            found=_modules("caches", "redis", "redis_security_group"),
        ),
        Wanted(
            row="lines 892 to 972",
            what="Helm values for production",
            decision="docs/adr/0016-no-helm.md",
        ),
        Wanted(
            row="lines 1269 to 1391",
            what="the GitHub workflow: test, build, deploy",
            found=[
                f"{_WORKFLOWS}deploy.yml#job/test",
                f"{_WORKFLOWS}deploy.yml#job/build",
                f"{_WORKFLOWS}deploy.yml#job/stage",
                f"{_WORKFLOWS}deploy.yml#job/promote",
                f"{_WORKFLOWS}deploy.yml#job/watch",
                f"{_WORKFLOWS}validate.yml#job/validate",
            ],
            decision="docs/adr/0015-stages-are-branches.md",
            note="it commits digests, and Argo CD deploys; no keys of the cloud",
        ),
        Wanted(
            row="lines 1546 to 1660",
            what="the runbook for incidents, and common issues",
            found=[
                f"{_RUNBOOKS}incident-response.md#section/1. How bad is it?",
                f"{_RUNBOOKS}service-postgres.md#section/postgres",
                f"{_RUNBOOKS}OrchestratorMemoryNearLimit.md#section/OrchestratorMemoryNearLimit",
                f"{_RUNBOOKS}PostgresConnectionsNearLimit.md#section/PostgresConnectionsNearLimit",
            ],
        ),
        Wanted(
            row="lines 1664 to 1709",
            what="the runbook for scaling",
            found=[
                f"{_RUNBOOKS}scaling.md#section/More pods, or fewer",
                f"{_RUNBOOKS}scaling.md#section/Larger pods",
                f"{_RUNBOOKS}scaling.md#section/Nodes",
            ],
            note="what is typed is taken back: it says what to write",
        ),
        Wanted(
            row="lines 1764 to 1778",
            what="cost-report.sh",
            found=["cost/README.md#section/By environment: what the pods request"],
            note="a page in each pull request",
        ),
        Wanted(
            row="lines 1786 to 1819",
            what="the quick reference and six decisions",
            found=[f"{_RUNBOOKS}incident-response.md#section/4. Commands that only read"],
            decision="docs/estate.md",
            note="each decision, with what it rests on and what it costs",
        ),
    ],
)

promised = Inventory(
    name="Promised and absent",
    rows=[
        Wanted(
            row="Disaster Recovery",
            what="a heading without text",
            found=[
                f"{_RUNBOOKS}disaster-recovery.md#section/The drill",
                f"{_PRODUCTION}postgres/cronjob-backup.yaml#CronJob/postgres-backup",
                f"{_PRODUCTION}redis/cronjob-backup.yaml#CronJob/redis-backup",
                _alert(postgres.name, "PostgresBackupTooOld"),
            ],
            note="derived: RPO and RTO of each store, checked against schedule and drill",
        ),
        Wanted(
            row="Alertmanager config",
            what="workloads that are drawn or named, and have no manifest",
            found=[
                *_of(_STACK, "alertmanager", "statefulset"),
                "alertmanager/alertmanager.yml#receiver/platform-page",
                _component("cert-manager"),
                _of_cluster("ClusterIssuer", "letsencrypt-prod"),
            ],
            note="the others are rows of the diagram; Sloth's rules are written here",
        ),
        Wanted(
            row="quizmentor-staging",
            what="an empty namespace, and files that are referred to",
            found=[
                *_of(_STAGING, orchestrator.name, "deployment", "service"),
                f"{_ARGO}applications/appproject-staging.yaml#AppProject/staging",
                *_modules("network", "vpc"),
                *_modules("access", "analytics_role"),
                f"{_WORKFLOWS}deploy.yml#job/promote",
            ],
            decision="docs/adr/0014-environments.md",
            note="production's services, smaller; the smoke test is a step of the workflow",
        ),
        Wanted(
            row="multi-cloud capable",
            what="AWS, GCP or Azure",
            decision="docs/adr/0018-terraform-in-hcl-of-pinned-modules.md",
            note="AWS alone, as in the guide; manifests name no cloud but for the spot label",
        ),
    ],
)
