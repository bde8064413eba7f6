"""grafanalib, untyped: what type checkers guess of its classes is wrong."""

from __future__ import annotations

from typing import Any

from grafanalib import core as _core

__all__ = ["core"]

core: Any = _core
