"""Vector layers in any coordinate system, brought to WGS84; attributes become text."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio

from planner.domain.arrays import IntArray
from planner.errors import DataError, Issue, Severity, Where, suggestion
from planner.sources.faults import WhereKey, nowhere
from planner.sources.text_files import detect_encoding
from planner.sources.workbooks import cell_text
from planner.text import Text

LAYER_ENDINGS: Final = (".gpkg", ".geojson", ".json", ".shp", ".parquet", ".geoparquet")

TextArray = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Layer:
    """Features of a layer.

    columns   text (n,) of each attribute, '' where empty
    rows      int32 (n,) numbers of the features, the first is 1
    geometry  object (n,) shapely geometries in WGS84 degrees, None where a feature has none
    """

    file: str
    columns: Mapping[str, TextArray]
    rows: IntArray
    geometry: npt.NDArray[np.object_]
    warnings: tuple[Issue, ...] = ()


def read_layer(
    path: Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    where: WhereKey = nowhere,
) -> Layer:
    """Return the features of a GeoPackage, GeoJSON, Shapefile or GeoParquet file in WGS84.

    Raises DataError: file_not_found, unsupported_format, unreadable_file, unknown_layer, no_crs,
    no_geometry.
    """
    require_file(path, LAYER_ENDINGS, where)
    file = str(path)
    with warnings.catch_warnings():
        # GDAL's remarks on odd files come as RuntimeWarning; what matters of them is checked here.
        warnings.simplefilter("ignore", RuntimeWarning)
        frame, notes = _read_frame(path, layer, encoding, where)
        if not isinstance(frame, gpd.GeoDataFrame):
            raise _fault(
                "no_geometry",
                Text(zh="文件里没有图形", en="the file has no shapes"),
                Text(zh="请选择带几何图形的图层", en="choose a layer with geometry"),
                Where(file=file),
            )
        if frame.crs is None:
            raise _fault(
                "no_crs",
                Text(zh="文件没有说明坐标系", en="the file does not say its coordinate system"),
                Text(
                    zh="请在 GIS 软件中设定坐标系后另存为 GeoPackage；Shapefile 需带 .prj 文件",
                    en="set it in a GIS and save as GeoPackage; a Shapefile needs its .prj",
                ),
                Where(file=file),
            )
        geometry = frame.geometry.to_crs("EPSG:4326").to_numpy()
    columns = {
        str(name).strip(): text_array(frame[name].tolist())
        for name in frame.columns
        if name != frame.geometry.name
    }
    rows = np.arange(1, len(frame) + 1, dtype=np.int32)
    return Layer(file, MappingProxyType(columns), rows, geometry, notes)


def has_geometry(path: Path) -> bool:
    """Return whether a Parquet file is GeoParquet (others are plain tables)."""
    try:
        return b"geo" in (pq.read_schema(path).metadata or {})
    except (pa.ArrowInvalid, OSError):
        return False


def read_plain_parquet(path: Path) -> Mapping[str, TextArray]:
    """Return the columns of a Parquet file without shapes. Raises DataError: unreadable_file."""
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise _unreadable(path, error) from None
    return {name: text_array(table[name].to_pylist()) for name in table.column_names}


def text_array(values: list[Any]) -> TextArray:
    """Return values as stripped text in an object array (n,)."""
    array = np.empty(len(values), dtype=object)
    array[:] = [strip(cell_text(value)) for value in values]
    return array


def strip(text: str) -> str:
    """Return text without surrounding white space, marks of byte order and zero width."""
    text = text.strip()
    return text if text.isascii() else text.strip("\ufeff\u200b").strip()


def require_file(path: Path, endings: tuple[str, ...], where: WhereKey) -> None:
    """Raise DataError (file_not_found, unsupported_format) unless it can be read at all."""
    if not path.is_file():
        siblings = [p.name for p in path.parent.glob("*") if p.is_file()]
        raise _fault(
            "file_not_found",
            Text(zh=f"找不到文件 {path}", en=f"there is no file {path}"),
            suggestion(path.name, sorted(siblings))
            if siblings
            else Text(zh="请检查路径", en="check the path"),
            where("file"),
        )
    if path.suffix.lower() not in endings:
        raise _fault(
            "unsupported_format",
            Text(
                zh=f"不支持 {path.suffix or '无后缀'} 文件",
                en=f"`{path.suffix}` files cannot be read",
            ),
            Text(
                zh=f"请另存为 {'、'.join(endings)} 之一",
                en=f"save it as one of {', '.join(endings)}",
            ),
            where("file"),
        )


def _read_frame(
    path: Path, layer: str | None, encoding: str | None, where: WhereKey
) -> tuple[Any, tuple[Issue, ...]]:
    try:
        if path.suffix.lower() in {".parquet", ".geoparquet"}:
            return (gpd.read_parquet(path) if has_geometry(path) else None), ()
        listed = pyogrio.list_layers(path).tolist()
        # GIS programs keep styles and the like in layers without shapes.
        names = [name for name, kind in listed if kind is not None] or [n for n, _ in listed]
        if layer is not None and layer not in names:
            raise _fault(
                "unknown_layer",
                Text(zh=f"没有名为“{layer}”的图层", en=f"there is no layer `{layer}`"),
                suggestion(layer, names),
                where("layer"),
            )
        if encoding is None and path.suffix.lower() == ".shp":
            encoding = _shapefile_encoding(path)
        chosen = layer if layer is not None else names[0]
        frame = gpd.read_file(path, layer=chosen, engine="pyogrio", encoding=encoding)
    except (
        pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.GeometryError,
        pyogrio.errors.FeatureError, pa.ArrowInvalid, OSError, ValueError, KeyError, IndexError,
        json.JSONDecodeError,
    ) as error:  # fmt: skip
        raise _unreadable(path, error) from None
    if layer is None and len(names) > 1:
        return frame, (_several_layers(path, names),)
    return frame, ()


def _shapefile_encoding(path: Path) -> str | None:
    """Return the encoding of a Shapefile's attributes where no .cpg file states it."""
    attributes = path.with_suffix(".dbf")
    if path.with_suffix(".cpg").exists() or not attributes.exists():
        return None
    data = attributes.read_bytes()
    header_bytes = int.from_bytes(data[8:10], "little")
    return detect_encoding(data[header_bytes:])


def _several_layers(path: Path, names: list[str]) -> Issue:
    return Issue(
        "several_layers",
        Text(
            zh=f"文件有 {len(names)} 个图层，只读取了第一个“{names[0]}”",
            en=f"the file has {len(names)} layers; only the first, `{names[0]}`, is read",
        ),
        Text(
            zh=f"如需其他图层（{'、'.join(names[1:])}），请写 layer:",
            en=f"for another ({', '.join(names[1:])}) write layer:",
        ),
        Where(file=str(path)),
        Severity.WARNING,
    )


def _unreadable(path: Path, error: Exception) -> DataError:
    reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return _fault(
        "unreadable_file",
        Text(
            zh="文件损坏或内容不符合其格式",
            en=f"the file is damaged or not in its format: {reason}",
        ),
        Text(zh="请在 GIS 软件中打开检查并重新导出", en="open it in a GIS and export it again"),
        Where(file=str(path)),
    )


def _fault(code: str, message: Text, remedy: Text, place: Where) -> DataError:
    return DataError(Issue(code, message, remedy, place))
