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
from planner.errors import DataError, Issue, Where, suggestion
from planner.sources.faults import WhereKey, missing_file, nowhere
from planner.sources.shapefiles import read_shapefile
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


def read_layer(
    path: Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    where: WhereKey = nowhere,
) -> Layer:
    """Return the features of a GeoPackage, GeoJSON, Shapefile or GeoParquet file in WGS84.

    Raises DataError: file_not_found, unsupported_format, unreadable_file, no_crs, no_geometry,
    and those of `choose_layer`.
    """
    require_file(path, LAYER_ENDINGS, where)
    file = str(path)
    with warnings.catch_warnings():
        # GDAL's remarks on odd files come as RuntimeWarning; what matters of them is checked here.
        warnings.simplefilter("ignore", RuntimeWarning)
        frame = _read_frame(path, layer, encoding, where)
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
    return Layer(file, MappingProxyType(columns), rows, geometry)


def choose_layer(path: Path, wanted: str | None, where: Where) -> str:
    """Return the layer to read: the one named, else the only one with shapes.

    GIS programs keep styles and the like in layers without shapes. Raises DataError:
    unknown_layer, several_layers (and none is named); ValueError where there are no layers; what
    the format's reader raises for a file that it cannot open.
    """
    listed = pyogrio.list_layers(path).tolist()
    names = [name for name, kind in listed if kind is not None] or [name for name, _ in listed]
    if not names:
        raise ValueError("there are no layers in it")
    if wanted is not None and wanted not in names:
        raise _fault(
            "unknown_layer",
            Text(zh=f"没有名为“{wanted}”的图层", en=f"there is no layer `{wanted}`"),
            suggestion(wanted, names),
            where,
        )
    if wanted is None and len(names) > 1:
        raise _fault(
            "several_layers",
            Text(
                zh=f"{path.name} 有 {len(names)} 个图层：{'、'.join(names)}",
                en=f"{path.name} has {len(names)} layers: {', '.join(names)}",
            ),
            Text(
                zh=f"请写明读哪一个，例如 layer: {names[0]}",
                en=f"name the one to read, e.g. layer: {names[0]}",
            ),
            where,
        )
    return names[0] if wanted is None else wanted


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
        raise DataError(missing_file(path, where("file")))
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


def _read_frame(path: Path, layer: str | None, encoding: str | None, where: WhereKey) -> Any:
    try:
        if path.suffix.lower() in {".parquet", ".geoparquet"}:
            return gpd.read_parquet(path) if has_geometry(path) else None
        chosen = choose_layer(path, layer, where("layer"))
        if path.suffix.lower() == ".shp":
            return read_shapefile(path, chosen, encoding)
        return gpd.read_file(path, layer=chosen, engine="pyogrio", encoding=encoding)
    except (
        pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.GeometryError,
        pyogrio.errors.FeatureError, pa.ArrowInvalid, OSError, ValueError, KeyError, IndexError,
        json.JSONDecodeError,
    ) as error:  # fmt: skip
        raise _unreadable(path, error) from None


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
