"""Which rows of public sets a model that is shipped is not trained on, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NOT_COMMERCIAL = re.compile(r"\bNC\b|non-?commercial", re.IGNORECASE)
_LDC = re.compile(r"\bLDC\b")


def refusal(row: Mapping[str, Any]) -> str | None:
    """Why a row is left out, in a few words; None for one that is taken.

    Args:
        row: With "source" and "licence", as they stand in the set.

    >>> refusal({"source": "sick", "licence": "CC BY-NC-SA 3.0"})
    'licence says NC'
    """
    licence, source = str(row.get("licence", "")), str(row.get("source", ""))
    if _NOT_COMMERCIAL.search(licence.replace("-", " ")) or _NOT_COMMERCIAL.search(licence):
        return "licence says NC"
    if _LDC.search(licence) or (source.startswith("semiauto_") and source.endswith("_news")):
        return "premises fall under an LDC agreement"
    return None
