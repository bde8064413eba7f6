"""How what is defined gets to where it runs: Git, Argo CD and the workflows on GitHub."""

from __future__ import annotations

import attrs

from observability.base.duration import Duration, minutes
from observability.model import address, check, cloud, form
from observability.model.definition import Definition
from observability.model.environment import Environment

__all__ = ["Folder", "GitOps", "Pipeline", "Stage"]


@attrs.frozen(kw_only=True)
class Folder(Definition):
    """Objects below ``kubernetes/`` that no environment owns, applied as one.

    Args:
        name: The folder, and the name of what applies it.
        namespaces: Where its objects may be; none for objects of the whole cluster.
        cluster_kinds: The kinds of the whole cluster that it may make, ``Kind`` or ``Kind.group``.
        wave: When it is applied: lower waves first; environments are from 0 on.
    """

    name: str = attrs.field(validator=check.dns_label)
    namespaces: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=form.namespaces
    )
    cluster_kinds: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=form.kinds
    )
    wave: int = attrs.field(default=-1, validator=check.between(-100, 100))


@attrs.frozen(kw_only=True)
class Stage(Definition):
    """An environment, and the branch whose head it runs."""

    environment: Environment = attrs.field(validator=check.is_a(Environment))
    branch: str = attrs.field(validator=form.branch)


@attrs.frozen(kw_only=True)
class GitOps(Definition):
    """Argo CD: what is on a branch is what runs, and whoever changes it elsewhere is undone.

    Args:
        repository: The address of the repository with ``out/``.
        out: Where ``out/`` is in it.
        namespace: Where Argo CD runs.
        stages: In the order in which a change reaches them; the last is what users see.
        folders: What is applied besides, from the branch of the last stage.
    """

    repository: str = attrs.field(validator=address.base_url)
    out: str = attrs.field(default="out", validator=form.relative_folder)
    namespace: str = attrs.field(default="argocd", validator=check.dns_label)
    stages: tuple[Stage, ...] = attrs.field(
        converter=check.sequence, validator=check.some(Stage, "[Stage(…), Stage(…)]")
    )
    folders: tuple[Folder, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Folder, '[Folder(name="…")]')
    )

    def __attrs_post_init__(self) -> None:
        given = self.stages if isinstance(self.stages, tuple) else ()
        stages = [one for one in given if isinstance(one, Stage)]
        for name in ("environment", "branch"):
            values = [getattr(one, name) for one in stages]
            for index, value in enumerate(values):
                if any(value is one or value == one for one in values[:index]):
                    stages[index].complain(name, f"two stages have the same {name}")

    @property
    def branch(self) -> str:
        """The branch of the last stage."""
        return self.stages[-1].branch


@attrs.frozen(kw_only=True)
class Pipeline(Definition):
    """The workflows on GitHub: what is built, and what has to be true before users get it.

    Args:
        gitops: Where the manifests are that are changed.
        images: What the names of the images that are built here start with; lower case.
        sources: Where the source of each image is: a folder below, called like the image, with a
            Dockerfile that has a stage ``test``.
        install: The command that installs ``o11y``.
        smoke: Addresses that have to answer in the first stage before a change goes on.
        soak: For how long the last stage is watched before the change counts as good.
        token: The name of GitHub's secret with the token that Prometheus wants.
    """

    gitops: GitOps = attrs.field(validator=check.is_a(GitOps))
    images: str = attrs.field(validator=cloud.registry)
    sources: str = attrs.field(default="apps", validator=form.relative_folder)
    install: str = attrs.field(
        default="pip install observability-as-code", validator=check.sentence
    )
    smoke: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=address.base_urls
    )
    soak: Duration = attrs.field(default=minutes(10), validator=form.whole_seconds)
    token: str = attrs.field(default="PROMETHEUS_TOKEN", validator=form.variable)
