"""Measures of one sort in each other's units: miles and kilometres, hours and days, degrees."""

from __future__ import annotations

from collections.abc import Mapping, Set

_SORTS: tuple[Mapping[str, float], ...] = (
    {"km": 1e3, "m": 1.0, "cm": 0.01, "mm": 0.001, "mile": 1609.344, "foot": 0.3048, "inch": 0.0254, "yard": 0.9144},
    {"km2": 1e6, "m2": 1.0, "acre": 4046.856, "hectare": 1e4, "square mile": 2589988.0, "square foot": 0.09290304},
    {"kg": 1.0, "gram": 0.001, "tonne": 1e3, "lb": 0.45359237, "ounce": 0.028349523},
    {"litre": 1.0, "gallon": 3.785412},
    {"km/h": 1.0, "mph": 1.609344},
    {
        "second": 1.0,
        "minute": 60.0,
        "hour": 3600.0,
        "day": 86400.0,
        "week": 604800.0,
        "month": 2629800.0,
        "year": 31557600.0,
        "fortnight": 1209600.0,
        "decade": 315576000.0,
        "century": 3155760000.0,
    },
    {"kW": 1.0, "MW": 1e3, "GW": 1e6},
)
"""Unit -> how many of one measure of its sort it is; a gallon is that of the US, a month a twelfth of a year."""


def convert(low: float, high: float, units: Set[str], wanted: Set[str]) -> tuple[float, float] | None:
    """Both ends of a measure in another unit; None where no unit that it may be is of the same sort.

    >>> convert(10, 10, {"mile"}, {"km"}), convert(30, 30, {"°C"}, {"°F"}), convert(1, 1, {"kg"}, {"km"})
    ((16.09344, 16.09344), (86.0, 86.0), None)
    """
    if units & wanted:
        return low, high
    for sort in _SORTS:
        mine, others = units & sort.keys(), wanted & sort.keys()
        if mine and others:
            factor = sort[min(mine)] / sort[min(others)]
            return low * factor, high * factor
    if units == {"°C"} and wanted == {"°F"}:
        return low * 9 / 5 + 32, high * 9 / 5 + 32
    if units == {"°F"} and wanted == {"°C"}:
        return (low - 32) * 5 / 9, (high - 32) * 5 / 9
    return None
