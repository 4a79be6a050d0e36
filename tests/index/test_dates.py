"""Dates are read as publishers write them, and are told from sentences."""

from __future__ import annotations

from datetime import date

import pytest

from index.dates import find_date, is_date_line

DAY = date(2020, 2, 15)


@pytest.mark.parametrize(
    "line",
    [
        "Last updated: Saturday, 15 February 2020 at 11:58 am",
        "15. Februar 2020, 11:58 Uhr",
        "Samstag, den 15. Februar 2020 um 11.58 Uhr",
        "Veröffentlicht am 15. Feb. 2020",
        "Stand: 15.02.2020 11:58 Uhr",
        "Publié le 15 février 2020 à 11h58",
        "samedi 15 févr. 2020",
        "Publicado el 15 de febrero de 2020",
        "sábado, 15 de febrero del 2020 a las 11:58",
        "2020年2月15日",
        "2020年02月15日（土） 11時58分",
        "发布时间：2020年2月15日 星期六 11:58",
        "2020년 2월 15일 오전 11:58",
    ],
)
def test_a_line_with_a_date_is_known_by_its_language(line: str) -> None:
    assert is_date_line(line)
    assert find_date(line) == (DAY, None)


def test_the_first_of_a_month_in_french_is_its_first_day() -> None:
    assert find_date("1er mars 2021") == (date(2021, 3, 1), None)


@pytest.mark.parametrize(
    "line",
    ["On 15 February 2020 the bridge opened.", "2020年2月15日、橋が開通した。", "Stand 15", "Le 15 mars", "Mai 2020"],
)
def test_a_sentence_with_a_date_is_no_date_line(line: str) -> None:
    assert not is_date_line(line)


def test_a_day_that_no_month_has_is_said_in_any_language() -> None:
    assert find_date("2022年2月31日") == (None, "date '2022年2月31日' is not possible")
