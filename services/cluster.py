"""What the cluster has once for both environments."""

from observability import ClusterIssuer, PriorityClass, SecretStore, StorageClass

storage = StorageClass(
    name="gp3-encrypted",
    provisioner="ebs.csi.aws.com",
    parameters={"type": "gp3", "encrypted": "true"},
    retain=True,
)
interactive = PriorityClass(
    name="interactive",
    value=100_000,
    description="Answers learners: stays where room is lacking.",
)
watching = PriorityClass(
    name="monitoring",
    value=200_000,
    description="Tells that room is lacking: goes last of all.",
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
