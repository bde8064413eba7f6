"""``o11y`` and ``python -m observability``: answer at once what needs no thought."""

from __future__ import annotations

import gc
import sys

from observability.cli.version import VERSION
from observability.io.quick import answer, tell

__all__ = ["main"]


def main() -> int:
    """Run the command line and return its exit code."""
    arguments = sys.argv[1:]
    try:
        known = answer(arguments, VERSION)
        if known is not None:
            return tell(known)
        gc.disable()  # a run makes values and ends: collecting costs a sixth and frees nothing
        from observability.cli.run import run  # noqa: PLC0415 - what takes long comes last

        return run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("o11y: interrupted\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
