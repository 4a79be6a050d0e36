"""The JSON files that travel with newscheck: what is damaged is told as such, with what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from index.errors import ModelError

AGAIN = "Install newscheck again, or leave the models out: --no-models."

Record = TypeVar("Record")


def installed(record: Callable[..., Record], file: Path) -> Record:
    """The record that a file holds.

    Args:
        record: Its class.
        file: A JSON object with the names of its fields.

    Raises:
        ModelError: no such file, no JSON, or other names.
    """
    try:
        return record(**json.loads(file.read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(f"No usable {file.name} in {str(file.parent)!r}: {error}", hint=AGAIN) from error
