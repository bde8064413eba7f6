"""Validators for what Kubernetes wants in a form of its own."""

from __future__ import annotations

import re
from typing import Any

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import Labels
from observability.model import check
from observability.model.definition import Definition

__all__ = [
    "branch",
    "files",
    "folder",
    "folders",
    "image",
    "kinds",
    "namespaces",
    "pod_labels",
    "probed_port",
    "protocol",
    "relative_folder",
    "variable",
    "whole_seconds",
]

_FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}")
_FOLDER = re.compile(r"(?:/[A-Za-z0-9._-]+)+")
_RELATIVE = re.compile(r"(?!\.)[A-Za-z0-9._-]+(?:/(?!\.)[A-Za-z0-9._-]+)*")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_KIND = re.compile(r"[A-Z][A-Za-z]+(?:\.[a-z0-9.-]+)?")
_NAME = r"[a-zA-Z0-9][-a-zA-Z0-9._]*(?::\d+/)?[-a-z0-9._/]*"
_IMAGE = re.compile(rf"{_NAME}(?<![/.:])(?::[A-Za-z0-9_][-A-Za-z0-9_.]{{0,127}})?")
_DIGEST = re.compile(rf"{_NAME}(?::[-A-Za-z0-9_.]+)?@sha256:[0-9a-f]{{64}}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
_WORD = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_LABEL_KEY = re.compile(rf"(?:[a-z0-9](?:[-a-z0-9.]{{0,251}}[a-z0-9])?/)?{_WORD}")
_LABEL_VALUE = re.compile(rf"(?:{_WORD})?")


def pod_labels(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require labels as Kubernetes takes them."""
    if not isinstance(value, Labels):
        message = f"{attribute.name} is {check.described(value)}, not a mapping"
        instance.complain(attribute.name, message, 'write pods={"app": "api"}')
        return
    for key, content in value.items():
        texts = isinstance(key, str) and isinstance(content, str)
        if not texts or not _LABEL_KEY.fullmatch(key) or not _LABEL_VALUE.fullmatch(content):
            message = f"{check.shown(key)}: {check.shown(content)} is no Kubernetes label"
            instance.complain(attribute.name, message, 'write pods={"app": "api"}')


def variable(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require the name of an environment variable."""
    if not isinstance(value, str) or not _VARIABLE.fullmatch(value):
        message = f"{check.shown(value)} is no name of an environment variable"
        instance.complain(attribute.name, message, "use letters, digits and '_'")


def image(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a reference that always means the same image."""
    if not isinstance(value, str) or not (_IMAGE.fullmatch(value) or _DIGEST.fullmatch(value)):
        message = f"image {check.shown(value)} is no image reference"
        instance.complain(attribute.name, message, 'write it like "ghcr.io/example/api:1.0.0"')
        return
    tag = value.rpartition("/")[2].partition(":")[2]
    if not tag or tag == "latest":
        instance.complain(
            attribute.name,
            f"image {check.shown(value)} names no fixed version, so a rollback changes nothing",
            f'write a tag that never moves, like "{value.removesuffix(":latest")}:1.0.0"',
        )


def relative_folder(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a path below something else."""
    if not isinstance(value, str) or not _RELATIVE.fullmatch(value):
        message = f"{attribute.name} is {check.shown(value)}, which is no relative path"
        instance.complain(attribute.name, message, f'write {attribute.name}="out"')


def branch(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require the name of a branch in Git."""
    if not isinstance(value, str) or not _BRANCH.fullmatch(value):
        message = f"{attribute.name} is {check.shown(value)}, which is no branch"
        instance.complain(attribute.name, message, f'write {attribute.name}="main"')


def namespaces(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a list of namespaces."""
    check.each(str, '["monitoring"]')(instance, attribute, value)
    for one in value if isinstance(value, tuple) else ():
        if isinstance(one, str):
            check.dns_label(instance, attribute, one)


def kinds(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a list of kinds of objects, with the group where there is one."""
    check.each(str, '["Namespace", "StorageClass.storage.k8s.io"]')(instance, attribute, value)
    for one in value if isinstance(value, tuple) else ():
        if isinstance(one, str) and not _KIND.fullmatch(one):
            message = f"{check.shown(one)} is no kind of object"
            instance.complain(
                attribute.name, message, 'write it like "StorageClass.storage.k8s.io"'
            )


def protocol(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a protocol that is told apart: HTTP, or anything else over TCP."""
    if value not in ("http", "tcp"):
        message = f"{attribute.name} is {check.described(value)}, neither http nor tcp"
        instance.complain(attribute.name, message, 'write protocol="tcp"')


def probed_port(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require the name of a port that answers over HTTP."""
    if value not in (naming.HTTP_PORT, naming.METRICS_PORT):
        message = f"{attribute.name} is {check.described(value)}, neither http nor metrics"
        instance.complain(attribute.name, message, 'write port="metrics"')


def files(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a mapping of names of files to texts."""
    if not isinstance(value, Labels):
        message = f"{attribute.name} is {check.described(value)}, not a mapping of names to texts"
        instance.complain(attribute.name, message, 'write files={"redis.conf": "maxmemory 256mb"}')
        return
    for name, text in value.items():
        if not isinstance(name, str) or not _FILE.fullmatch(name):
            message = f"{check.shown(name)} is no name of a file in a ConfigMap"
            instance.complain(attribute.name, message, "use letters, digits, '.', '_' and '-'")
        if not isinstance(text, str):
            message = f"the file {name} is {check.described(text)}, not a text"
            instance.complain(attribute.name, message)


def folder(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require an absolute path."""
    if not isinstance(value, str) or not _FOLDER.fullmatch(value):
        message = f"{attribute.name} is {check.shown(value)}, which is no absolute path"
        instance.complain(attribute.name, message, f'write {attribute.name}="/data"')


def folders(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a list of absolute paths, each once."""
    check.each(str, '["/tmp"]')(instance, attribute, value)
    folders = [one for one in value if isinstance(one, str)] if isinstance(value, tuple) else []
    for folder in dict.fromkeys(folders):
        if not _FOLDER.fullmatch(folder):
            message = f"{attribute.name} holds {folder!r}, which is no absolute path"
            instance.complain(attribute.name, message, f'write "/{folder.strip("/")}"')
        if folders.count(folder) > 1:
            instance.complain(attribute.name, f"{attribute.name} names {folder!r} twice")


def whole_seconds(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require whole seconds, more than none: Kubernetes knows no less."""
    if not isinstance(value, Duration) or not value or value.milliseconds % 1000:
        shown = check.described(value)
        message = f"{attribute.name} is {shown}, not a whole number of seconds above 0"
        instance.complain(attribute.name, message, f"write {attribute.name}=seconds(5)")
