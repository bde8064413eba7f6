"""The defects of the guide's runbooks, of its text, and those that any file could have."""

from __future__ import annotations

import re
from functools import cache
from posixpath import join, normpath
from typing import Any

from observability.model.cluster import Component
from tests.defects.planted import Defect, Files, objects, texts
from tests.kubernetes_catalog import ROOT, estate
from tests.stack_files import everything

_VERSIONS = "terraform/quizmentor-prod/versions.tf"
_INCIDENT = "runbooks/incident-response.md"
_POLICY = "runbooks/error-budget-policy.md"
_RECOVERY = "runbooks/disaster-recovery.md"
_PAGE = "runbooks/OrchestratorDown.md"
_FENCE = re.compile(r"^```(?:\w+)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NOT_IN_A_NAMESPACE = ("kustomize", "config", "version", "get nodes", "top nodes", "describe node")


@cache
def _bytes() -> Files:
    """Return the text of every file."""
    return {path: data.decode() for path, data in everything().items()}


def _commands(given: Files) -> list[tuple[str, str]]:
    """Return every command that a page gives, fenced or between backquotes, and the page."""
    found = []
    for path, text in texts(given).items():
        for block in _FENCE.findall(text):
            found += [(path, line) for line in block.splitlines()]
        prose = _FENCE.sub("", text)
        found += [(path, one) for one in re.findall(r"`([^`\n]+)`", prose)]
    return found


def _asking(given: Files, pattern: str) -> list[str]:
    """Return steps that tell a person to run what matches *pattern*."""
    return [f"{path}: {one}" for path, one in _commands(given) if re.match(pattern, one)]


def _helm(given: Files) -> list[str]:
    """Return values without a chart, and applications that ask for Helm."""
    return [
        path
        for path, text in given.items()
        if path.startswith("helm/")
        or "values-prod" in text
        or ("\n    helm:" in text and "\n    chart:" not in text)
    ]


def _short_accounts(given: Files) -> list[str]:
    return [
        found
        for text in given.values()
        for found in re.findall(r"arn:aws:[a-z]*:[a-z0-9-]*:([0-9]+):", text)
        if len(found) != 12
    ]


def _old_jaeger(given: Files) -> list[str]:
    """Return files that send traces to the agent, which is no more."""
    return [path for path, text in given.items() if re.search(r"jaeger-agent|\b6831\b", text)]


def _plugins(given: Files) -> list[str]:
    """Return files that call a plugin of kubectl that nothing installs."""
    return [path for path, text in given.items() if "kubectl cost" in text]


def _misaligned(given: Files) -> list[str]:
    """Return lines of Terraform whose ``=`` is not below that of the line before."""
    found = []
    for path, text in texts(given, ".tf").items():
        before: tuple[str, int] | None = None
        for line in text.splitlines():
            match = re.match(r"^( *)[\w\"./-]+ +(?==)", line)
            single = match and not line.endswith(("{", "[", "("))
            here = (match[1], match.end()) if match and single else None
            if here and before and here[0] == before[0] and here[1] != before[1]:
                found.append(f"{path}: {line}")
            before = here
    return found


def _old_lock(given: Files) -> list[str]:
    text = given[_VERSIONS]
    wrong = [] if "use_lockfile = true" in text else ["no lock"]
    return wrong + ["dynamodb_table"] * ("dynamodb_table" in text)


def _no_provider(given: Files) -> list[str]:
    """Return providers that are required and not set up, or the other way round."""
    text = given[_VERSIONS]
    required = set(re.findall(r'source +?= "hashicorp/(\w+)"', text))
    return sorted(required ^ set(re.findall(r'^provider "(\w+)"', text, re.MULTILINE)))


def _no_controller(given: Files) -> list[str]:
    """Return kinds that no program of the declared list serves."""
    provided = {
        kind for one in estate().cluster if isinstance(one, Component) for kind in one.provides
    }
    builtin = ("k8s.io/", "apps/", "batch/", "policy/", "autoscaling/v2")
    autoscaled = objects(given, "HorizontalPodAutoscaler")
    wanted = {
        f"{one['apiVersion'].rpartition('/')[0]}/{one['kind']}"
        for below in ("kubernetes/", "argocd/")
        for one in objects(given, below=below)
        if "/" in one["apiVersion"]
        and "." in one["apiVersion"]
        and not one["apiVersion"].split("/")[0].endswith(builtin_groups())
        and not one["apiVersion"].startswith(builtin)
    } | ({"metrics.k8s.io/PodMetrics"} if autoscaled else set())
    return sorted(wanted - provided)


def builtin_groups() -> tuple[str, ...]:
    """Return the API groups with a dot in them that every cluster serves."""
    return ("networking.k8s.io", "storage.k8s.io", "scheduling.k8s.io", "authorization.k8s.io")


def _fences(given: Files) -> list[str]:
    """Return pages in which a block of code swallows what follows it."""
    return [
        path
        for path, text in texts(given).items()
        if len(re.findall(r"^```", text, re.MULTILINE)) % 2
        or any(re.search(r"^#{1,6} \w", block, re.MULTILINE) for block in _FENCE.findall(text))
    ]


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _dead_links(given: Files) -> list[str]:
    """Return links to pages and headings that are not there, and text read in a wrong encoding."""
    pages = texts(given)
    anchors = {
        path: {_anchor(one) for one in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
        for path, text in pages.items()
    }
    found = [path for path, text in pages.items() if re.search("[\u2021\u00c3\uf8ff\ufffd]", text)]
    for path, text in pages.items():
        folder = path.rpartition("/")[0]
        for page, anchor in re.findall(r"\]\(([\w./-]*?)(?:#([\w-]+))?\)", text):
            target = normpath(join(folder, page)) if page else path
            if "://" in page or target.startswith("https"):
                continue
            there = target in given or any(one.startswith(f"{target}/") for one in given)
            there = there or (target.startswith("../docs/") and (ROOT / "out" / target).is_file())
            wrong = not there or (anchor and anchor not in anchors.get(target, ()))
            found += [f"{path}: {page}#{anchor}"] * bool(wrong)
    return found


def _no_recovery(given: Files) -> list[str]:
    """Return what a plan for disasters lacks."""
    text = given.get(_RECOVERY, "")
    parts = ("RPO", "RTO", "restore", "drill", "kubectl get cronjob")
    copies = {one["metadata"]["name"] for one in objects(given, "CronJob")}
    missing = [one for one in parts if one not in text]
    return missing + sorted({"postgres-backup", "redis-backup"} - copies)


def _no_namespace(given: Files) -> list[str]:
    """Return commands that would ask whichever namespace happens to be set."""
    return [
        f"{path}: {one}"
        for path, one in _commands(given)
        if re.match(r"kubectl \w", one)
        and not re.search(r" -n | --namespace|--all-namespaces|-A\b", one)
        and not one.removeprefix("kubectl ").startswith(_NOT_IN_A_NAMESPACE)
        and len(one.split()) > 3
    ]


def _no_container(given: Files) -> list[str]:
    """Return commands about a pod that may have two containers, and that name none."""
    return [
        f"{path}: {one}"
        for path, one in _commands(given)
        if re.match(r"kubectl (exec|logs)\b", one)
        and len(one.split()) > 3
        and not re.search(r" -c | --container", one)
    ]


def _unknown_objects(given: Files) -> list[str]:
    """Return objects that commands name and that are not generated."""
    known = {
        (one["kind"].lower(), one["metadata"].get("namespace", ""), one["metadata"]["name"])
        for one in objects(given)
    }
    short = {
        "hpa": "horizontalpodautoscaler",
        "svc": "service",
        "deploy": "deployment",
        "sts": "statefulset",
    }
    found = []
    for path, one in _commands(given):
        namespace = re.search(r" -n ([\w-]+)", one)
        if not one.startswith("kubectl ") or namespace is None:
            continue
        for kind, name in re.findall(
            r"\b(svc|service|deploy|deployment|statefulset|sts|cronjob|hpa)[/ ]([a-z][\w-]+)(?= |$)",
            one.replace(namespace[0], ""),
        ):
            full = (short.get(kind, kind), namespace[1], name)
            found += [] if full in known else [f"{path}: {kind}/{name}"]
    return found


def _moved_goals(given: Files) -> list[str]:
    """Return steps of the policy that change what is measured instead of what is done."""
    text = given[_POLICY]
    steps = re.findall(r"^\| from \d+ % on \| ([^|]+) \|", text, re.MULTILINE)
    moved = [one for one in steps if re.search(r"threshold|objective|relax|raise", one)]
    return moved + ([] if steps else ["no step"])


def _silent_migration(given: Files) -> list[str]:
    """Return pages that send to an older release and do not say what a migration means for it."""
    undone = _asking(
        given, r"kubectl rollout undo \S+ -n|kubectl rollout undo -n|kubectl rollout undo \S+/"
    )
    told = "Neither undoes a migration" in given[_INCIDENT]
    return undone + ([] if told else ["not told"])


def _say(given: Files, text: str, path: str = _PAGE) -> None:
    given[path] = given[path] + f"\n```sh\n{text}\n```\n"


def _told(command: str, path: str = _PAGE) -> Any:
    return lambda given: _say(given, command, path)


DEFECTS = [
    Defect(
        "C37",
        _no_controller,
        lambda given: given.update(
            {
                "kubernetes/x.yaml": {
                    "apiVersion": "sloth.slok.dev/v1",
                    "kind": "PrometheusServiceLevel",
                    "metadata": {"name": "x"},
                }
            }
        ),
    ),
    Defect(
        "E14",
        _misaligned,
        lambda given: given.update(
            {_VERSIONS: given[_VERSIONS].replace("encrypt      =", "encrypt =")}
        ),
    ),
    Defect(
        "E15",
        _old_lock,
        lambda given: given.update(
            {_VERSIONS: given[_VERSIONS].replace("use_lockfile = true", 'dynamodb_table = "x"')}
        ),
    ),
    Defect(
        "E18-providers",
        _no_provider,
        lambda given: given.update({_VERSIONS: given[_VERSIONS] + '\nprovider "helm" {\n}\n'}),
    ),
    Defect("E19", _helm, lambda given: given.update({"helm/values-prod.yaml": "x"}), _bytes),
    Defect(
        "E20",
        _short_accounts,
        lambda given: given.update({"x": "arn:aws:iam::123456789:role/QuizmentorServiceRole"}),
        _bytes,
    ),
    Defect("E21", _old_jaeger, lambda given: given.update({"x": "host: jaeger-agent"}), _bytes),
    Defect("F1", _fences, lambda given: given.update({_PAGE: given[_PAGE] + "\n```sh\nx\n"})),
    Defect("F1-heading", _fences, _told("ls\n## Scaling Runbook")),
    Defect("F2", _dead_links, lambda given: given.update({_PAGE: given[_PAGE] + "[x](#nowhere)"})),
    Defect("F2-text", _dead_links, lambda given: given.update({_PAGE: given[_PAGE] + "\u2021"})),
    Defect("F3", _no_recovery, lambda given: given.pop(_RECOVERY)),
    Defect(
        "F4",
        lambda given: [f"{path}: {one}" for path, one in _commands(given) if "kill -USR1" in one],
        _told("kubectl exec x -n y -- kill -USR1 1"),
    ),
    Defect("F5", _no_namespace, _told("kubectl exec -it postgres-primary-0 -- psql")),
    Defect(
        "F6",
        lambda given: [
            f"{path}: {one}"
            for path, one in _commands(given)
            if re.search(r'psql -U (?!"?\$)', one)
        ],
        _told("kubectl exec -it x -n y -- psql -U postgres"),
    ),
    Defect("F7", _no_container, _told("kubectl exec -it deployment/x -n y -- sh")),
    Defect(
        "F8",
        lambda given: _asking(given, r"kubectl autoscale"),
        _told("kubectl autoscale deployment x --min=3"),
    ),
    Defect(
        "F9",
        lambda given: _asking(given, r"kubectl (set|patch|edit|apply|scale) \S+ \S"),
        _told("kubectl set resources deployment/x --limits=memory=2Gi"),
    ),
    Defect(
        "F10",
        lambda given: _asking(given, r"ALTER SYSTEM SET"),
        _told("ALTER SYSTEM SET log_min_duration_statement = 1000;"),
    ),
    Defect("F11", _unknown_objects, _told("kubectl port-forward -n monitoring svc/prom 9090:9090")),
    Defect("F12", _silent_migration, _told("kubectl rollout undo deployment/x -n quizmentor-prod")),
    Defect(
        "F13",
        _plugins,
        lambda given: given.update({"x": "kubectl cost namespace quizmentor-prod"}),
        _bytes,
    ),
    Defect("F14", lambda given: _asking(given, r"kubectl run\b"), _told("kubectl run debug -it")),
    Defect(
        "F15",
        _moved_goals,
        lambda given: given.update(
            {_POLICY: given[_POLICY].replace("Review the recent", "Update monitoring thresholds")}
        ),
    ),
]
