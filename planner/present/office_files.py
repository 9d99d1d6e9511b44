"""Makes the files of office programs the same for equal results."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Final

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands where a file wants a date: equal results give equal files, run.json has the time."""


def without_dates(file: bytes) -> bytes:
    """Return the same workbook or document with every date of its making set to one fixed day."""
    source, target = io.BytesIO(file), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                fixed = f">{_EPOCH:%Y-%m-%dT%H:%M:%SZ}<".encode()
                content = re.sub(rb">\d{4}-\d\d-\d\dT[0-9:.]+Z?<", fixed, content)
            entry = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return target.getvalue()
