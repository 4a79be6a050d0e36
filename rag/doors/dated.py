"""Timelines and outdated values as they are worded: by date, each with who gives it and the numbers of its quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rag.doors.wording import day
from rag.points import Point
from rag.records import Answer, Verdict

HEADING = "By date:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a timeline."""

    when: str
    """Of which time the value is: 15 Feb 2020, or the time that the sentence names; or that there is no date."""
    value: str
    who: str
    """The source; and when it told it, where that is not the time of the value."""
    numbers: tuple[int, ...]
    later: int | None
    """Number of the quote that gives the latest value, where that is another one."""

    @property
    def marks(self) -> str:
        """[1] [2] (later: [3])"""
        later = [f"(later: [{self.later}])"] if self.later else []
        return " ".join([*(f"[{number}]" for number in self.numbers), *later])


def rows(said: Answer | Verdict, names: Mapping[str, str], *, tabled: bool = True) -> list[Row]:
    """The values by date, oldest first; none where all say the same, or where they are told side by side anyway.

    Args:
        said: An answer or a verdict.
        names: Article id -> source, or what stands in for one.
        tabled: Whether articles that differ are shown side by side there.
    """
    if tabled and _side_by_side(said):
        return []
    cited = {citation.number: citation for citation in said.citations}
    several = len({point.claimed for point in said.timeline}) > 1
    return [_row(point, names[cited[point.citations[0]].article_id], several=several) for point in said.timeline]


def _side_by_side(said: Answer | Verdict) -> bool:
    """Whether a conflict's table has all of it: no value beside those, and none of another time than its article's."""
    if said.status != "conflicting" if isinstance(said, Answer) else said.label != "conflicting":
        return False
    shown = (
        {number for other in said.alternatives for number in other.citations}
        if isinstance(said, Answer)
        else {witness.citation for part in said.sub_claims for witness in part.evidence}
    )
    return all(point.citations[0] in shown and not point.stated for point in said.timeline)


def _row(point: Point, name: str, *, several: bool) -> Row:
    told = f"told {day(point.published)}" if point.stated else ""
    value = f"{point.value} (claimed: {point.claimed})" if several else point.value
    return Row(
        when=point.stated or day(point.day), value=value, who=", ".join(filter(None, (name, told))),
        numbers=point.citations, later=point.outdated_by,
    )  # fmt: skip


def values(said: Answer | Verdict) -> dict[int, str]:
    """Citation -> the value that it gives, where articles give several, or which says no where the answer is yes."""
    found = {number: point.value for point in said.timeline for number in point.citations}
    return found | opposing(said)


def opposing(said: object) -> dict[int, str]:
    """Citation -> "No", where another answer than the one that is given is told beside it."""
    others = said.alternatives if isinstance(said, Answer) and said.status == "answered" else ()
    return {number: other.answer for other in others for number in other.citations}


def later(said: Answer | Verdict, number: int) -> str:
    """What is told later than a citation, where that is another value: "later: 12,000, 9 Jul 2020 [2]"; else empty."""
    point = next((point for point in said.timeline if number in point.citations), None)
    if point is None or point.outdated_by is None:
        return ""
    newer = next(other for other in said.timeline if point.outdated_by in other.citations)
    return f"later: {newer.value}, {newer.stated or day(newer.day)} [{point.outdated_by}]"


def only_dated(said: Answer | Verdict) -> set[int]:
    """Numbers of the citations of a timeline whose quotes are shown nowhere else."""
    if isinstance(said, Answer):
        return set(values(said)) - {citation.number for citation in said.citations[:1]}
    settled = (part for part in said.sub_claims if part.label != "not_enough_evidence")
    return set(values(said)) - {1, *(witness.citation for part in settled for witness in part.evidence)}
