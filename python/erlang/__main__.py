"""``python -m erlang`` is the command ``erlang``."""

from __future__ import annotations

import sys

from erlang._cli import main

if __name__ == "__main__":
    sys.exit(main())
