from __future__ import annotations

import io
import zipfile

from planner.present.office_files import without_dates

CORE = b"<dcterms:created>2026-03-04T05:06:07Z</dcterms:created><dc:title>2026-03-04</dc:title>"


def file(day: tuple[int, int, int, int, int, int]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("docProps/core.xml", day), CORE)
        archive.writestr(zipfile.ZipInfo("word/document.xml", day), b">2026-03-04T05:06:07Z<")
    return buffer.getvalue()


def test_only_dates_of_making_are_fixed() -> None:
    one, other = (without_dates(file((year, 1, 1, 0, 0, 0))) for year in (1999, 2026))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        core = archive.read("docProps/core.xml")
        assert b">2000-01-01T00:00:00Z<" in core
        assert b"<dc:title>2026-03-04</dc:title>" in core
        assert archive.read("word/document.xml") == b">2026-03-04T05:06:07Z<"
