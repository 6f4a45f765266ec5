"""Compiles the message catalogues without gettext, which a fresh server does not have."""

from pathlib import Path

import polib


def compile_messages(folder: Path) -> int:
    """Compile every .po below `folder` that is newer than its .mo; return how many were."""
    count = 0
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            count += 1
    return count
