"""Grafana's own SDK and a closed JSON Schema read what we write, and lose nothing."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard as SdkDashboard
from jsonschema import Draft202012Validator

from observability import Dashboard, Kind, Limit, Note, Panel, Row, State, Target, Unit
from observability.compile.dashboards import boards
from observability.compile.plan import Plan
from observability.model.catalog import join
from observability.model.display import Color
from observability.render import grafana
from tests.grafana_boards import BODIES, ROOT, Json
from tests.grafana_definitions import API, PROJECT

SCHEMA = json.loads((ROOT / "tests/schemas/grafana/dashboard.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def _every_kind() -> Json:
    """Return a dashboard with a panel of every kind, plain and with all that it can have."""
    plain: dict[str, Any] = {
        "description": "What to do.",
        "unit": Unit.SHORT,
        "queries": [
            Target(expr="up", legend="up"),
            Target(expr="up", legend="limit", reference=Color.RED),
        ],
    }
    rich = plain | {
        "limits": [Limit(at=0.5, color=Color.RED)],
        "states": [
            State(low=0, high=0, text="off", color=Color.RED),
            State(low=1, high=9, text="on", color=Color.GREEN),
        ],
        "minimum": 0,
        "maximum": 9,
        "decimals": 1,
        "stacked": True,
        "period": "30d",
    }
    made = [
        Panel(title=f"{kind.value} {index}", kind=kind, **fields)
        for kind in Kind
        for index, fields in enumerate((plain, rich))
    ]
    rows = [
        Row(title="Open", panels=[*made, Note(title="Note", text="*Read*")]),
        Row(title="Closed", panels=made, collapsed=True),
    ]
    dashboard = Dashboard(service=API, title="Every kind", rows=rows)
    catalog = join([dashboard], PROJECT)
    first, *_ = grafana.render(Plan(catalog=catalog, dashboards=boards(catalog)))
    body: Json = first.body
    return body


ALL = BODIES | {"every-kind": _every_kind()}
_EACH = pytest.mark.parametrize("body", ALL.values(), ids=ALL)


def _lost(written: Any, read: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of what is in *written* and not in *read*."""
    if isinstance(written, dict) and isinstance(read, dict):
        for key, value in written.items():
            if key in read:
                yield from _lost(value, read[key], f"{path}/{key}")
            else:
                yield f"{path}/{key}"
    elif isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        for index, (one, other) in enumerate(zip(written, read, strict=True)):
            yield from _lost(one, other, f"{path}/{index}")
    elif written != read:
        yield path


def _round_trip(body: Json) -> list[str]:
    register_default_plugins()
    again = JSONEncoder(sort_keys=True).encode(SdkDashboard.from_json(copy.deepcopy(body)))
    return list(_lost(body, json.loads(again)))


@_EACH
def test_the_sdk_knows_every_key(body: Json) -> None:
    """What its classes, made from Grafana's schemas, do not know falls out of a round trip."""
    assert _round_trip(body) == []


@_EACH
def test_the_schema_holds(body: Json) -> None:
    """Types, enumerations and required keys, closed at every level."""
    errors = [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(body)]

    assert errors == []


def test_the_schema_is_a_schema() -> None:
    """A mistake in it would let everything pass."""
    Draft202012Validator.check_schema(SCHEMA)


def _keys(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place with a key of Grafana's, as its owner and the key."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield value, key
            if key not in ("excludeByName", "indexByName", "renameByName"):
                yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


@pytest.mark.slow
def test_any_misspelt_key_is_found() -> None:
    """The two judges together miss no key that is spelt wrongly, or the tests above say little."""
    body = _one_of_each(ALL["slo-overview"])
    missed = []
    for index, (_, name) in enumerate(list(_keys(body))):
        wrong = copy.deepcopy(body)
        owner, key = next(islice(_keys(wrong), index, None))
        owner[f"{key}x"] = owner.pop(key)
        if not _is_found(wrong):
            missed.append(name)

    assert missed == []


def _is_found(wrong: Json) -> bool:
    try:
        return bool(_round_trip(wrong)) or not VALIDATOR.is_valid(wrong)
    except (KeyError, TypeError, ValueError):
        return True


def _one_of_each(body: Json) -> Json:
    """Return *body* with one panel of each kind: the same keys, in less time."""
    kinds = {panel["type"]: panel for panel in body["panels"]}
    return body | {"panels": list(kinds.values())}


def test_a_stale_dashboard_is_found() -> None:
    """What grafanalib writes by itself fails both judges."""
    from grafanalib import _gen, core

    panel = core.Stat(title="P", targets=[core.Target(expr="up")])
    raw = json.loads(
        json.dumps(core.Dashboard(title="D", panels=[panel]), cls=_gen.DashboardEncoder)
    )

    assert not VALIDATOR.is_valid(raw)


def test_the_definitions_cover_every_kind() -> None:
    """A new kind of panel is judged without anybody adding it here."""
    kinds = {panel["type"] for panel in ALL["every-kind"]["panels"]}

    assert {kind.value for kind in Kind} <= kinds
