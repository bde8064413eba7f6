"""Import the user's folders by the name of the folder, wherever we are called from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location, spec_from_loader
from types import ModuleType

from observability.io.recover import Failures, recover
from observability.io.root import FOLDERS

__all__ = ["Finder", "Session"]


class Session:
    """What one loading run knows: the files it ran, those it is running, and what failed."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.files: list[str] = []
        self.running: list[str] = []
        self.failures = Failures(root)

    @property
    def failed(self) -> set[str]:
        """The names of the modules in which something is wrong."""
        return self.failures.modules


class Finder(MetaPathFinder):
    """Finds ``services``, ``slos``, ``alerts`` and ``dashboards`` below the root, nothing else."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return how to load *fullname*, if it is ours."""
        parts = fullname.split(".")
        if parts[0] not in FOLDERS:
            return None
        place = os.path.join(self._session.root, *parts)
        if os.path.isfile(f"{place}.py"):
            return self._file(fullname, f"{place}.py")
        if not os.path.isdir(place):
            return None
        package = os.path.join(place, "__init__.py")
        if os.path.isfile(package):
            return self._file(fullname, package, [place])
        spec = spec_from_loader(fullname, None, is_package=True)
        if spec is not None:
            spec.submodule_search_locations = [place]
        return spec

    def _file(self, fullname: str, path: str, inner: list[str] | None = None) -> ModuleSpec | None:
        loader = _Loader(fullname, path, self._session)
        return spec_from_file_location(
            fullname, path, loader=loader, submodule_search_locations=inner
        )


class _Loader(SourceFileLoader):
    """Runs a file; if it fails, notes why and leaves what could be defined to its importers."""

    def __init__(self, fullname: str, path: str, session: Session) -> None:
        super().__init__(fullname, path)
        self._session = session

    def exec_module(self, module: ModuleType) -> None:
        """Run the file. Never raises for what the user wrote."""
        session = self._session
        session.files.append(os.path.relpath(self.path, session.root))
        session.running.append(module.__name__)
        try:
            super().exec_module(module)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # the user's code may raise anything, even to exit
            recover(module, self.path, error, session.failures, tuple(session.running))
        finally:
            session.running.pop()
