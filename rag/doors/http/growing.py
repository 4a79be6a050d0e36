"""The text of a chat's reply while it grows: sentence by sentence, where a language model writes."""

from __future__ import annotations

from rag.doors.http.streaming import Done, Item
from rag.doors.wording import heard_as
from rag.following import Understood
from rag.records import Answer, WrittenSentence
from rag.rendering import Rendering, beginning, lay_out
from rag.texts import CheckedText


class Growing:
    """What is known of a reply, of which each text is the beginning of the next.

    Args:
        typed: The question, on one line.
    """

    def __init__(self, typed: str) -> None:
        self.note: str | None = None
        """Why a language model's wording of the question was not taken."""
        self._typed = typed
        self._heard: str | None = None
        self._said: Answer | None = None
        self._sentences: list[WrittenSentence] = []
        self._told = ""

    def hear(self, item: Item) -> str:
        """What an item of a run adds to the text; all that the end adds comes with `whole`.

        An answer for which nothing was read is not begun: why that is so is told at the end, which comes at once.
        """
        if isinstance(item, Understood):
            self.note, self._heard = item.note, heard_as(item, self._typed)
        elif isinstance(item, Answer):
            self._said = item if item.hits else None
        elif isinstance(item, WrittenSentence):
            self._sentences.append(item)
        return self._added(beginning(self._heard, self._said, self._sentences))

    def whole(self, done: Done) -> tuple[Rendering, str]:
        """(the reply, what that adds to what was told of it)"""
        assert not isinstance(done.said, CheckedText)  # which no chat gives
        told = lay_out(done.said, markdown=True, nothing=done.nothing, heard=self._heard)
        return told, self._added(told.text)

    def _added(self, text: str) -> str:
        assert text.startswith(self._told)
        new, self._told = text[len(self._told) :], text
        return new
