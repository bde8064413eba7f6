"""The workflow that brings a change of a service to its users."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.delivery import Pipeline
from observability.render.github.images import Image
from observability.render.github.steps import RUNNER, action, checkout, command, install, script

__all__ = ["workflow"]

_NAME = "github-actions[bot]"
_MAIL = "41898282+github-actions[bot]@users.noreply.github.com"
_CHANGED = "needs.changes.outputs.images"
_ANY = f"{_CHANGED} != '[]'"
_PUSHED = "github.event_name == 'push'"
_SERVICES = """jq -r '.[].services | split(" ")[]' <<< "$IMAGES" | sort -u"""
# A change is taken back because it was refused, not because a download failed.
_REFUSED = "failure() && steps.gate.conclusion == 'failure' && needs.stage.outputs.made == 'true'"
_MATRIX = {"fail-fast": False, "matrix": {"include": f"${{{{ fromJSON({_CHANGED}) }}}}"}}


def workflow(plan: Plan, pipeline: Pipeline, images: tuple[Image, ...]) -> dict[str, Any]:
    """Return the workflow: test and build what changed, then a stage after the other."""
    first = pipeline.gitops.stages[0]
    paths = [f"{pipeline.sources}/**", ".github/workflows/deploy.yml"]
    return {
        "name": "deploy",
        "on": {
            "push": {"branches": [first.branch], "paths": paths},
            "pull_request": {"branches": [first.branch], "paths": paths},
        },
        "permissions": {},
        "concurrency": {
            "group": f"deploy-${{{{ {_PUSHED} && 'main' || github.ref }}}}",
            "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
        },
        "defaults": {"run": {"shell": "bash"}},
        "jobs": {
            "changes": _changes(images),
            "test": _test(),
            "build": _build(pipeline),
            "stage": _stage(pipeline),
            "promote": _promote(plan, pipeline),
            "watch": _watch(plan, pipeline),
        },
    }


def _job(minutes: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"runs-on": RUNNER, "timeout-minutes": minutes, **body}


def _changes(images: tuple[Image, ...]) -> dict[str, Any]:
    table = "".join(f"{one.image} {one.context} {' '.join(one.services)}\n" for one in images)
    looked = script(
        "Find the images whose source changed",
        "images='[]'",
        "while read -r image context services; do",
        '  if ! git diff --quiet "$BEFORE" "$GITHUB_SHA" -- "$context"; then',
        "    images=$(jq -c '. + [{$image, $context, $services}]' <<< \"$images\" \\",
        '      --arg image "$image" --arg context "$context" --arg services "$services")',
        "  fi",
        'done < <(printf "%s" "$IMAGES")',
        'echo "images=$images" >> "$GITHUB_OUTPUT"',
        env={
            "BEFORE": "${{ github.event.pull_request.base.sha || github.event.before }}",
            "IMAGES": table,
        },
    )
    return _job(
        5,
        {
            "permissions": {"contents": "read"},
            "outputs": {"images": "${{ steps.changes.outputs.images }}"},
            "steps": [checkout(history=True), {"id": "changes", **looked}],
        },
    )


def _test() -> dict[str, Any]:
    build = {"context": "${{ matrix.context }}", "target": "test", "push": False}
    return _job(
        30,
        {
            "needs": "changes",
            "permissions": {"contents": "read"},
            "strategy": _MATRIX,
            "if": _ANY,
            "steps": [
                checkout(),
                action("docker/setup-buildx-action"),
                action("docker/build-push-action", build),
            ],
        },
    )


def _build(pipeline: Pipeline) -> dict[str, Any]:
    login = {
        "registry": pipeline.images.partition("/")[0],
        "username": "${{ github.actor }}",
        "password": "${{ secrets.GITHUB_TOKEN }}",
    }
    build = {
        "context": "${{ matrix.context }}",
        "push": True,
        "tags": "${{ matrix.image }}:${{ github.sha }}",
        "cache-from": "type=gha,scope=${{ matrix.context }}",
        "cache-to": "type=gha,mode=max,scope=${{ matrix.context }}",
    }
    kept = {"name": "image-${{ strategy.job-index }}", "path": "image-*", "retention-days": 7}
    return _job(
        30,
        {
            "needs": ["changes", "test"],
            "permissions": {"contents": "read", "packages": "write"},
            "strategy": _MATRIX,
            "if": f"{_PUSHED} && {_ANY}",
            "steps": [
                checkout(),
                action("docker/setup-buildx-action"),
                action("docker/login-action", login),
                action("docker/build-push-action", build, id="build"),
                script(
                    "Keep what was pushed",
                    'echo "$IMAGE:$GITHUB_SHA@$DIGEST" > "image-$INDEX"',
                    env={
                        "IMAGE": "${{ matrix.image }}",
                        "DIGEST": "${{ steps.build.outputs.digest }}",
                        "INDEX": "${{ strategy.job-index }}",
                    },
                ),
                action("actions/upload-artifact", kept),
            ],
        },
    )


def _stage(pipeline: Pipeline) -> dict[str, Any]:
    stage = pipeline.gitops.stages[0]
    fetched = {"pattern": "image-*", "merge-multiple": True, "path": "${{ runner.temp }}/images"}
    return _job(
        15,
        {
            "needs": "build",
            "permissions": {"contents": "write"},
            "environment": stage.environment.name,
            "outputs": {
                "commit": "${{ steps.commit.outputs.commit }}",
                "made": "${{ steps.commit.outputs.made }}",
            },
            "steps": [
                checkout(stage.branch, keep=True),
                *install(pipeline),
                action("actions/download-artifact", fetched),
                command("Pin what was pushed", 'cat "$RUNNER_TEMP"/images/* | xargs o11y pin'),
                command("Write what follows", "o11y generate"),
                {
                    "id": "commit",
                    **script(
                        f"Commit it to {stage.branch}",
                        *_identity(),
                        "git add --all",
                        "made=false",
                        "if ! git diff --cached --quiet; then",
                        '  git commit --message "deploy: $GITHUB_SHA"',
                        f"  git push origin HEAD:refs/heads/{stage.branch}",
                        "  made=true",
                        "fi",
                        'echo "made=$made" >> "$GITHUB_OUTPUT"',
                        'echo "commit=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"',
                    ),
                },
            ],
        },
    )


def _identity() -> list[str]:
    return [f'git config user.name "{_NAME}"', f'git config user.email "{_MAIL}"']


def _promote(plan: Plan, pipeline: Pipeline) -> dict[str, Any]:
    stage = pipeline.gitops.stages[-1]
    smoke = [
        "curl --fail --silent --show-error --output /dev/null --max-time 10"
        f" --retry 40 --retry-delay 15 --retry-all-errors {url}"
        for url in pipeline.smoke
    ]
    return _job(
        30,
        {
            "needs": ["changes", "stage"],
            "permissions": {"contents": "write"},
            "environment": stage.environment.name,
            "steps": [
                checkout(pipeline.gitops.stages[0].branch, history=True, keep=True),
                *install(pipeline),
                *([script("Wait for the first stage to answer", *smoke)] if smoke else []),
                _gate(plan, pipeline, "Ask the error budgets"),
                script(
                    f"Move {stage.branch} forward",
                    f'git push origin "$COMMIT:refs/heads/{stage.branch}"',
                    env={"COMMIT": "${{ needs.stage.outputs.commit }}"},
                ),
            ],
        },
    )


def _gate(plan: Plan, pipeline: Pipeline, name: str, *more: str) -> dict[str, Any]:
    asked = " ".join(
        [
            'o11y gate --service "$service"',
            f"--prometheus {plan.catalog.project.prometheus}",
            f"--token-env {pipeline.token} --format github",
            *more,
        ]
    )
    return script(
        name,
        f"{_SERVICES} | while read -r service; do",
        f"  {asked}",
        "done",
        env={
            "IMAGES": f"${{{{ {_CHANGED} }}}}",
            pipeline.token: f"${{{{ secrets.{pipeline.token} }}}}",
        },
    )


def _watch(plan: Plan, pipeline: Pipeline) -> dict[str, Any]:
    first, last = pipeline.gitops.stages[0].branch, pipeline.gitops.stages[-1].branch
    seconds = pipeline.soak.milliseconds // 1000
    back = script(
        "Take it back",
        *_identity(),
        'git revert --no-edit "$COMMIT"',
        "o11y generate",
        "git add --all",
        "git diff --cached --quiet || git commit --amend --no-edit",
        f"git push origin HEAD:refs/heads/{first}",
        f"git push origin HEAD:refs/heads/{last}",
        env={"COMMIT": "${{ needs.stage.outputs.commit }}"},
    )
    gate = _gate(plan, pipeline, "Ask the pages and the budgets", "--page", "--allow-unknown")
    return _job(
        seconds // 60 + 15,
        {
            "needs": ["changes", "stage", "promote"],
            "permissions": {"contents": "write"},
            "steps": [
                checkout(first, history=True, keep=True),
                *install(pipeline),
                command("Let users use it", f"sleep {seconds}"),
                {"id": "gate", **gate},
                {"if": _REFUSED, **back},
            ],
        },
    )
