#!/usr/bin/env python
"""The registry's command line."""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umkm_registry.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Run ./run.sh once, or activate .venv.")
    from umkm_registry.environment import ensure_env_file, trouble

    try:
        if sys.argv[1:2] == ["setup"]:
            ensure_env_file(Path(__file__).resolve().parent / ".env")
        execute_from_command_line(sys.argv)
    except Exception as error:
        sentence = trouble(error)
        if sentence is None or "--traceback" in sys.argv:
            raise
        sys.exit(f"Error: {sentence}")


if __name__ == "__main__":
    main()
