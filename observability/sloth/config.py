"""The options of a plugin, read as strictly and as leniently as Go's JSON reads them."""

from __future__ import annotations

from typing import Any

from observability.base.duration import Duration

__all__ = ["Config", "ConfigError"]


class ConfigError(ValueError):
    """The options of a plugin are wrong; the message says how."""


class Config:
    """Access to plain data by name, whatever the case of its letters; null is absent.

    Raises:
        ConfigError: If *data* or one of its options is of the wrong kind.
    """

    def __init__(self, data: Any) -> None:
        if data is None:
            data = {}
        if not isinstance(data, dict):
            raise ConfigError(f"invalid config: options must be a mapping, not {data!r}")
        self._data = {str(name).lower(): value for name, value in data.items()}

    def _of(self, name: str, kind: type | tuple[type, ...], word: str) -> Any:
        value = self._data.get(name.lower())
        if value is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ConfigError(f"invalid config: {name} must be {word}, not {value!r}")
        return value

    def text(self, name: str) -> str:
        """Return the text *name*, or an empty one."""
        return str(self._of(name, str, "a string") or "")

    def truth(self, name: str) -> bool:
        """Return whether *name* is true."""
        return bool(self._of(name, bool, "a bool"))

    def number(self, name: str) -> float:
        """Return the number *name*, or 0."""
        return float(self._of(name, (int, float), "a number") or 0.0)

    def duration(self, name: str) -> Duration | None:
        """Return the duration *name*, or None; zero is none."""
        text = self._of(name, str, "a duration such as 5m")
        if text is None or text == "0":
            return None
        try:
            return Duration.parse(text) or None
        except ValueError as error:
            raise ConfigError(f"invalid config: {name}: {error}") from error

    def texts(self, name: str) -> dict[str, str]:
        """Return the mapping of texts *name*, or an empty one."""
        found = self._of(name, dict, "a mapping of strings") or {}
        for key, value in found.items():
            if not isinstance(value, str | None):
                raise ConfigError(f"invalid config: {name}.{key} must be a string, not {value!r}")
        return {str(key): value or "" for key, value in found.items()}

    def several(self, name: str) -> list[str]:
        """Return the list of texts *name*, or an empty one."""
        found = self._of(name, list, "a list of strings") or []
        for value in found:
            if not isinstance(value, str | None):
                raise ConfigError(f"invalid config: {name} must hold strings, not {value!r}")
        return [value or "" for value in found]

    def inner(self, name: str) -> Config:
        """Return the options inside of *name*."""
        return Config(self._of(name, dict, "a mapping"))
