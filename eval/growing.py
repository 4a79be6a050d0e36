"""A question just asked becomes a case: what was answered is accepted, or corrected, and its quote checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import read_case, read_cases
from eval.measures import holds
from eval.retrieval import names_of
from index.archive import Archive
from index.errors import UserError

_DAYS = ("as_of", "since", "until")


def add_case(
    file: Path,
    answer: Mapping[str, Any],
    archive: Archive,
    *,
    answers: Sequence[str] = (),
    quote: str | None = None,
    not_in_articles: bool = False,
    id_: str | None = None,
    kind: str | None = None,
) -> dict[str, Any]:
    """Append a case to a case file, making it when absent.

    Args:
        file: cases.jsonl, or another file of that format; its lines are checked first.
        answer: `Answer.to_dict()`: the question, and what is taken over where nothing is given. With `asked_with`
            {filter: value}, the days go into the case, and into its note what a case cannot be asked with.
        archive: Where quotes are looked for.
        answers: What is right instead of the answer given.
        quote: The sentence that says it, instead of the one cited; letter by letter.
        not_in_articles: It should have been declined.
        id_: None makes one of the question's words.
        kind: A group that figures are told for.

    Returns:
        The case as written.

    Raises:
        UserError: nothing to accept, corrections that contradict each other or what is cited, a quote that stands in
            no article, an id in use, or a file that cannot be written.
    """
    if not_in_articles and (answers or quote is not None):
        raise UserError(
            "It cannot be declined and have an answer.", hint="Give --not-in-articles, or --answer and --quote."
        )
    known = {case.id for case in read_cases(file)} if file.exists() else set()
    case = {"id": id_ or _free(_slug(answer["question"]), known), "question": answer["question"]}
    if case["id"] in known:
        raise UserError(f"{str(file)!r} has a case {case['id']!r} already.", hint="Give another one: --id NAME")
    if not_in_articles:
        case |= {"answers": [], "status": "not_in_articles", "evidence": []}
    else:
        case |= _right(answer, archive, answers, quote)
    case |= _asked_with(answer) | ({"kind": kind} if kind else {})
    _append(file, json.dumps(case, ensure_ascii=False))
    return case


def _asked_with(answer: Mapping[str, Any]) -> dict[str, str]:
    filters: Mapping[str, str] = answer.get("asked_with", {})
    days = {name: day for name, day in filters.items() if name in _DAYS}
    others = " ".join(f"--{name} {value!r}" for name, value in filters.items() if name not in _DAYS)
    return days | ({"note": f"was asked with {others}"} if others else {})


def _append(file: Path, line: str) -> None:
    """After a check that the line will be read again, on a line of its own."""
    try:
        read_case(line)
        held = file.read_bytes() if file.exists() else b""
        if held.startswith(b"\x1f\x8b"):
            raise UserError(f"{str(file)!r} is compressed.", hint=f"Unpack it first: gunzip {file}")
        with file.open("a", encoding="utf-8") as stream:
            stream.write(("\n" if held and not held.endswith(b"\n") else "") + line + "\n")
    except OSError as error:
        raise UserError(
            f"Cannot write to {str(file)!r}: {error.strerror or error}.", hint="Name a file in a folder that is there."
        ) from error
    except ValueError as error:
        raise UserError(f"That makes no case: {error}.", hint="Give text, in quotes.") from error


def _right(answer: Mapping[str, Any], archive: Archive, answers: Sequence[str], quote: str | None) -> dict[str, Any]:
    if answer["status"] == "not_in_articles" and not (answers and quote):
        raise UserError(
            "The last answer was that the articles do not say.",
            hint="Accept that: --not-in-articles. Correct it: --answer TEXT --quote SENTENCE",
        )
    found = list(answers) or _given(answer)
    status = "answered" if answers else answer["status"]
    return {"answers": found, "status": status, "evidence": _evidence(answer, archive, answers, quote)}


def _evidence(
    answer: Mapping[str, Any], archive: Archive, answers: Sequence[str], quote: str | None
) -> list[dict[str, str]]:
    """The quote; or what was cited, of which a corrected answer keeps what holds it."""
    if quote is not None:
        found = _find(quote, archive)
        if other := [] if answers else [given for given in _given(answer) if not holds(quote, [given])]:
            raise UserError(f"The quote does not hold the answer {other[0]!r}.", hint="Correct it too: --answer TEXT")
        return [found]
    cited = [cited for cited in answer["citations"] if not answers or holds(cited["quote"], answers)]
    if answers and not cited:
        raise UserError(
            f"What is cited does not hold {answers[0]!r}.", hint="Give the sentence that says it: --quote SENTENCE"
        )
    return [{"article": _name(archive, one["article_id"]), "quote": one["quote"]} for one in cited]


def _given(answer: Mapping[str, Any]) -> list[str]:
    if answer["alternatives"]:
        return list(dict.fromkeys(alternative["answer"] for alternative in answer["alternatives"]))
    return [answer["answer"] or answer["statement"]]


def _find(quote: str, archive: Archive) -> dict[str, str]:
    for document in archive.documents():
        if quote.strip() and quote in archive.find(document.id).text:
            return {"article": _name(archive, document.id), "quote": quote}
    raise UserError(
        f"The quote {quote[:60]!r} stands in no article, letter by letter.", hint="Copy it from: newscheck show ARTICLE"
    )


def _name(archive: Archive, id_: str) -> str:
    """URL, or file name, or id within a file: as `newscheck eval run` will know it."""
    return archive.find(id_).url or min(names_of(archive, id_))


def _slug(question: str) -> str:
    words = re.findall(r"[a-z0-9]+", question.lower())
    return "-".join(words[:8]) or "case"


def _free(slug: str, known: set[str]) -> str:
    tried = [slug, *(f"{slug}-{n}" for n in range(2, len(known) + 3))]
    return next(name for name in tried if name not in known)
