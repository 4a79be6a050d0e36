"""A small archive, a text that was checked against it, and what that is exported as."""

from __future__ import annotations

import json
from datetime import date

from rag.checker import FactChecker
from rag.doors.texts.formats import Format, printed
from rag.settings import Settings
from rag.texts import CheckedText
from tests.helpers import CountingVerifier, add, article

DAY = date(2026, 11, 28)
FIRST = "The harbour was built in 1907."
FORMULA = "+44 homes burnt down in Lowmere."
TEXT = (
    f"The harbour was built in 1911 and has nine cranes.\n\n{FORMULA}\n\nIs it old? "
    "A whale <b>sang</b> in the town hall & left."
)
FORMS = {"claimreview": Format.CLAIMREVIEW, "csv": Format.CSV, "html": Format.HTML}


def fill(settings: Settings) -> None:
    """Three articles: of one everything is known, of one hardly anything."""
    add(settings, [
        article(f"{FIRST} “The harbour has nine cranes,” it says </script> here.\n\nThe harbour has nine cranes.",
                key="a", title="=Harbour <i>", source="Old, Wire", author="Ann O'Dee", published="2020-07-09",
                url="https://wire.example/a?b=1&c"),
        article(f"It was dry. {FORMULA}", key="b", title="Fire"),
        article("The harbour was built in 1907, says a plaque.", key="c", title="Plaque", source="Sea Wire"),
    ])  # fmt: skip


def checked(settings: Settings, text: str = TEXT) -> CheckedText:
    """The text with its verdicts."""
    with FactChecker.open(settings=settings, verifier=CountingVerifier()) as checker:
        return checker.check_text(text)


def exported(of: CheckedText, form: str) -> str:
    """As `check --format` or `check --json` prints it."""
    return json.dumps(of.to_dict()) if form == "json" else printed(of, FORMS[form], day=DAY)
