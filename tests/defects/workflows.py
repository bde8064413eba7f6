"""The defects of the guide's GitHub workflow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.defects.planted import Defect, Files

_DEPLOY = "github/workflows/deploy.yml"
_VALIDATE = "github/workflows/validate.yml"
_OURS = "ghcr.io/quizmentor/"


def _jobs(given: Files) -> dict[str, dict[str, Any]]:
    return dict(given[_DEPLOY]["jobs"])


def _steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    return list(job["steps"])


def _every_step(given: Files) -> Iterator[dict[str, Any]]:
    for path, workflow in given.items():
        if path.startswith("github/"):
            for job in workflow["jobs"].values():
                yield from _steps(job)


def _step(given: Files, job: str, name: str) -> dict[str, Any]:
    """Return the step of *job* whose name or action starts with *name*."""
    return next(
        one
        for one in _steps(_jobs(given)[job])
        if one.get("name", one.get("uses", "")).startswith(name)
    )


def _build(given: Files) -> dict[str, Any]:
    return _step(given, "build", "docker/build-push-action")


def _pulled(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "image" and isinstance(inner, str):
                yield inner
            else:
                yield from _pulled(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pulled(inner)


def _ours(given: Files) -> set[str]:
    manifests = [body for path, body in given.items() if path.startswith("kubernetes/")]
    return {one for one in _pulled(manifests) if one.startswith(_OURS)}


def _built(given: Files) -> list[str]:
    table = _step(given, "changes", "Find the images")["env"]["IMAGES"]
    return [line.split()[0] for line in table.splitlines()]


def _name(reference: str) -> str:
    return reference.partition("@")[0].rpartition(":")[0]


def _not_pinned_by_digest(given: Files) -> list[str]:
    """Return why what is deployed need not be what was pushed."""
    kept = _step(given, "build", "Keep what was pushed")
    pinned = _step(given, "stage", "Pin what was pushed")
    wrong = []
    if (
        kept["env"]["DIGEST"] != "${{ steps.build.outputs.digest }}"
        or "@$DIGEST" not in kept["run"]
    ):
        wrong.append("the digest is not the build's")
    if "o11y pin" not in pinned["run"]:
        wrong.append("what was pushed is not pinned")
    return wrong


def _not_built(given: Files) -> list[str]:
    return sorted({_name(one) for one in _ours(given)} - set(_built(given)))


def _foreign(given: Files) -> list[str]:
    """Return images of services that come from somewhere that nothing is pushed to."""
    registry = _step(given, "build", "docker/login-action")["with"]["registry"]
    return [one for one in _built(given) if one.partition("/")[0] != registry] + [
        one
        for path, body in given.items()
        if path.endswith("/deployment.yaml")
        for one in _pulled(body)
        if "quizmentor/" in one and not one.startswith(_OURS)
    ]


def _moving(given: Files) -> list[str]:
    return [one for one in _ours(given) if one.endswith(":latest") or ":" not in one]


def _pushes_of_strangers(given: Files) -> list[str]:
    found = []
    for name, job in _jobs(given).items():
        writes = "write" in job["permissions"].values()
        guarded = "github.event_name == 'push'" in job.get("if", "")
        behind = job.get("needs") == "build" or "stage" in job.get("needs", [])
        found += [name] * (writes and not guarded and not behind)
    return found


def _dead_tags(given: Files) -> list[str]:
    tags = _build(given)["with"]["tags"]
    return [tags] if re.search(r"semver|ref,event|latest", tags) else []


def _keys(given: Files) -> list[str]:
    """Return where keys that never expire are used, or rights are not said, or are too many."""
    found = []
    for path, workflow in given.items():
        if not path.startswith("github/"):
            continue
        if "permissions" not in workflow or "concurrency" not in workflow:
            found.append(path)
        if "aws-access-key-id" in str(workflow) or "AWS_SECRET" in str(workflow):
            found.append(f"{path}: a key")
        found += [
            f"{path}: {name}"
            for name, job in workflow["jobs"].items()
            if "configure-aws-credentials" in str(job)
            and job.get("permissions", {}).get("id-token") != "write"
        ]
    jobs = _jobs(given)
    return found + [name for name in ("stage", "promote") if not jobs[name].get("environment")]


def _loose_actions(given: Files) -> list[str]:
    used = [one["uses"] for one in _every_step(given) if "uses" in one]
    return [one for one in used if not re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", one)]


def _upper_case(given: Files) -> list[str]:
    tags = [_build(given)["with"]["tags"], *_built(given)]
    return [
        one
        for one in tags
        if "github.repository" in one or one.split("$")[0].lower() != one.split("$")[0]
    ]


def _lies(given: Files) -> list[str]:
    """Return steps that run whatever happened before."""
    return [str(one.get("name")) for one in _every_step(given) if "always()" in one.get("if", "")]


def _ungated(given: Files) -> list[str]:
    """Return what is missing before and after users get a change."""
    names = [one.get("name", "") for one in _steps(_jobs(given)["promote"])]
    gate = names.index("Ask the error budgets") if "Ask the error budgets" in names else 99
    moved = next(index for index, one in enumerate(names) if one.startswith("Move "))
    wrong = [] if gate < moved else ["promoted without asking"]
    watched = _steps(_jobs(given)["watch"])
    if not any("git revert" in one.get("run", "") for one in watched):
        wrong.append("never taken back")
    judged = " ".join(one.get("run", "") for one in _steps(given[_VALIDATE]["jobs"]["validate"]))
    wrong += [
        tool for tool in ("o11y check", "o11y test", "kubectl kustomize") if tool not in judged
    ]
    return wrong + [name for name, job in _jobs(given).items() if not job.get("timeout-minutes")]


def _imperative(given: Files) -> list[str]:
    """Return commands that change the cluster behind the back of Git."""
    verbs = r"kubectl (?!kustomize)\S+|helm (?:upgrade|install)|argocd app"
    return [found for one in _every_step(given) for found in re.findall(verbs, one.get("run", ""))]


def _tagged(given: Files) -> None:
    _step(given, "build", "Keep what was pushed").update(run='echo "$IMAGE:$GITHUB_SHA"')


def _one_image(given: Files) -> None:
    env = _step(given, "changes", "Find the images")["env"]
    env["IMAGES"] = env["IMAGES"].splitlines(keepends=True)[-1]


DEFECTS = [
    Defect(
        "E23",
        _imperative,
        lambda given: _step(given, "promote", "Move").update(run="kubectl set image x y"),
    ),
    Defect("E27", _not_pinned_by_digest, _tagged),
    Defect(
        "E28",
        _foreign,
        lambda given: _step(given, "build", "docker/login")["with"].update(registry="docker.io"),
    ),
    Defect(
        "E29",
        _moving,
        lambda given: given["kubernetes/production/analytics/deployment.yaml"].update(
            image=f"{_OURS}analytics:latest"
        ),
    ),
    Defect("E30", _not_built, _one_image),
    Defect("E31", _pushes_of_strangers, lambda given: _jobs(given)["build"].pop("if")),
    Defect(
        "E32",
        _dead_tags,
        lambda given: _build(given)["with"].update(tags="type=semver,pattern={{version}}"),
    ),
    Defect("E33", _keys, lambda given: given[_DEPLOY].pop("concurrency")),
    Defect(
        "E34",
        _loose_actions,
        lambda given: _build(given).update(uses="docker/build-push-action@v4"),
    ),
    Defect(
        "E35",
        _upper_case,
        lambda given: _build(given)["with"].update(tags="ghcr.io/${{ github.repository }}"),
    ),
    Defect(
        "E36", _lies, lambda given: _step(given, "watch", "Take it back").update({"if": "always()"})
    ),
    Defect(
        "E37",
        _ungated,
        lambda given: _step(given, "promote", "Ask the error budgets").update(name="Look away"),
    ),
]
