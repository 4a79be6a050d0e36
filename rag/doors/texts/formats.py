"""The forms in which a checked text is shown, kept and published."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.texts import CheckedText


class Format(StrEnum):
    """How a verdict or a checked text is shown."""

    TERMINAL = "terminal"
    HTML = "html"
    MARKDOWN = "markdown"
    CLAIMREVIEW = "claimreview"
    CSV = "csv"


DATA = {Format.CLAIMREVIEW, Format.CSV}
"""Forms that have no place for what a person is told beside the verdicts."""


def printed(checked: CheckedText, form: Format, *, day: date, nothing: str | None = None) -> str:
    """The whole file, its last line ended.

    Args:
        checked: What to print.
        form: Any but the terminal's.
        day: Of the export.
        nothing: Why there was nothing to read, where that is so.
    """
    if form is Format.CSV:
        from rag.exporting.table import as_csv

        return as_csv(checked, day=day)
    if form is Format.CLAIMREVIEW:
        from rag.exporting.claimreview import as_claimreview

        return json.dumps(as_claimreview(checked, day=day), ensure_ascii=False, indent=2) + "\n"
    if form is Format.MARKDOWN:
        from rag.doors.texts.markdown import as_markdown

        return as_markdown(checked, nothing=nothing)
    from rag.doors.texts.page import as_page

    return as_page(checked, day=day, nothing=nothing)
