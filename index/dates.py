"""Publication dates as publishers write them. A date that could be two days is no date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_MONTHS = {
    name: number
    for number, names in enumerate((
        "jan january januar jänner janvier janv enero ene",
        "feb february februar feber février févr fevrier febrero",
        "mar march märz mär maerz mars marzo",
        "apr april avril avr abril abr",
        "may mai mayo",
        "jun june juni juin junio",
        "jul july juli juillet juil julio",
        "aug august août aout agosto ago",
        "sep sept september septembre septiembre setiembre",
        "oct october okt oktober octobre octubre",
        "nov november novembre noviembre",
        "dec december dez dezember déc décembre decembre dic diciembre",
    ), start=1)
    for name in names.split()
}  # fmt: skip
"""English, German, French and Spanish."""
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>\d{4})"
_TIME_FIRST = r"(?:\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?\s*(?:[a-z]{2,4})?,?\s+)?"
_WEEKDAY = (
    r"(?:(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|mo|di|mi|do|fr|sa|so"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\.?,?\s+)?(?:(?:den|le|el)\s+)?"
)
_TIME = (
    r"(?:[,\s]*(?:at|um|à|a las|-|–|\||·)?[,\s]*\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:\(?(?:[a-z]{1,5}|[+-]\d{2}:?\d{2})\)?)?)?"
)

_WRITTEN = tuple(
    re.compile(rf"{_TIME_FIRST}{_WEEKDAY}{form}{_TIME}\.?", re.IGNORECASE)
    for form in (
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}\s+(?:(?:of|de)\s+)?{_MONTH},?\s+(?:del?\s+)?{_YEAR}",
        rf"{_DAY}-{_MONTH}-{_YEAR}",
        rf"{_YEAR},?\s+{_MONTH}\s+{_DAY}",
    )
)
_EASTERN = re.compile(
    rf"{_YEAR}\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日号號일]"
    r"(?:\s*[（(]?(?:星期|[周週])?[一二三四五六日天月火水木金土월화수목금토일](?:曜日?|요일)?[）)]?)?"
    r"(?:\s*(?:上午|下午|午前|午後|오전|오후)?\s*\d{1,2}\s?[:：时時点點시](?:\s?\d{1,2}\s?[分분]?)?(?::\d{2})?)?"
)
"""Chinese, Japanese and Korean: 2022年1月11日（火） 11:58"""
_ISO = re.compile(
    rf"{_YEAR}(?P<mark>[-/.]?)(?P<month>\d{{2}})(?P=mark)(?P<day>\d{{2}})(?:[T\s]\d{{2}}:.*|Z)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<second>\d{{1,2}})(?P=mark){_YEAR}{_TIME}", re.IGNORECASE
)
_EPOCH = re.compile(r"(?P<seconds>1\d{9}|[1-9]\d{8})(?:\d{3})?(?:\.\d+)?")
_LABEL = re.compile(
    r"\A\s*(?:(?:first\s+)?(?:published|posted|last updated|updated|created|dated?|on)"
    r"|veröffentlicht|aktualisiert|erstellt|stand|publié|mis à jour|publicado|actualizado"
    r"|发布时间|發布時間|公開日時?|更新日時?|입력)\s*(?:on|at|am|le|el)?\s*[:：]?\s*",
    re.IGNORECASE,
)

EARLIEST, LATEST = 1600, 2100
"""Years of newspapers; others are slips."""


def find_date(text: str) -> tuple[date | None, str | None]:
    """(the day that a text states, why none was taken).

    Known: ISO 8601, "February 15, 2020 at 11:58 am", "15 Feb 2020", RFC 2822, seconds since 1970, 31/12/2020; months
    in German, French and Spanish; 2020年2月15日.
    A time zone is not applied: the day is the publisher's. 03/04/2020 is two days and therefore none.

    >>> find_date("Published: Sat, 15 Feb 2020 11:58:00 GMT")
    (datetime.date(2020, 2, 15), None)
    >>> find_date("03/04/2020")
    (None, "date '03/04/2020' could be two days")
    >>> find_date("2024-02-31")
    (None, "date '2024-02-31' is not possible")
    """
    found = _parts(_LABEL.sub("", text).strip())
    if isinstance(found, date):
        return found, None
    if found is None:
        return None, f"date {_short(text)} could not be read"
    if found == ():
        return None, f"date {_short(text)} could be two days"
    try:
        day = date(*found)
    except (ValueError, TypeError):
        return None, f"date {_short(text)} is not possible"
    return (day, None) if EARLIEST <= day.year <= LATEST else (None, f"date {_short(text)} is not possible")


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and nothing else."""
    written = _LABEL.sub("", line)
    return len(line) < 80 and any(pattern.fullmatch(written) for pattern in (*_WRITTEN, _EASTERN, _ISO, _SLASHED))


def _parts(text: str) -> date | tuple[int, ...] | None:
    """A day, (year, month, day), () for one that could be two, None for none."""
    for pattern in _WRITTEN:
        if match := pattern.fullmatch(text):
            month = _MONTHS[match["month"].lower()]
            return int(match["year"]), month, int(match["day"])
    if match := _EASTERN.fullmatch(text) or _ISO.fullmatch(text):
        return int(match["year"]), int(match["month"]), int(match["day"])
    if match := _SLASHED.fullmatch(text):
        return _ordered(int(match["year"]), int(match["first"]), int(match["second"]))
    if match := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(match["seconds"]), UTC).date()
    return None


def _ordered(year: int, first: int, second: int) -> tuple[int, ...]:
    if first == second or second > 12:
        return year, first, second
    return (year, second, first) if first > 12 else ()


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")
