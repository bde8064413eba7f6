"""What is written of a way in, read back from the bytes."""

from __future__ import annotations

from typing import Any

import yaml

from observability.model.catalog import Catalog
from observability.render import gateway_api, ingress_nginx
from tests.kubernetes_catalog import documents, files, plan

__all__ = ["controller", "gateway_objects", "kong"]


def kong(of: Catalog) -> list[dict[str, Any]]:
    """Return the files that gateways read."""
    return [
        yaml.safe_load(data)
        for path, data in files(documents(of)).items()
        if path.endswith("/config/kong.yml")
    ]


def gateway_objects(of: Catalog) -> dict[str, dict[str, Any]]:
    """Return the objects of the Gateway API by path, their kustomization apart."""
    every = files(gateway_api.render(plan(of)))
    read = {path: yaml.safe_load(data) for path, data in every.items()}
    return {path: one for path, one in read.items() if one["kind"] != "Kustomization"}


def controller(of: Catalog) -> dict[str, Any]:
    """Return what the ingress controller is configured with."""
    (document,) = ingress_nginx.render(plan(of))
    found: dict[str, Any] = document.body["controller"]
    return found
