"""The web page words labels as every other door does."""

from __future__ import annotations

import re

import pytest

from rag.doors.http.pages import FOLDER
from rag.doors.wording import KINDS, LABELS


@pytest.mark.parametrize(("name", "words"), [("LABELS", LABELS), ("KINDS", KINDS)], ids=["labels", "kinds"])
def test_the_page_has_the_words_of_the_command_line(name: str, words: dict[str, str]) -> None:
    (block,) = re.findall(rf"export const {name} = {{\n(.*?)}};", (FOLDER / "words.js").read_text(), re.DOTALL)
    assert dict(re.findall(r'(\w+): "(.*)",', block)) == words
