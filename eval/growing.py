"""A question just asked becomes a case: what was answered is accepted, or corrected, and its quote checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import read_cases
from eval.retrieval import names_of
from index.archive import Archive
from index.errors import UserError


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
        answer: `Answer.to_dict()`: the question, and what is taken over where nothing is given.
        archive: Where quotes are looked for.
        answers: What is right instead of the answer given.
        quote: The sentence that says it, instead of the one cited; letter by letter.
        not_in_articles: It should have been declined.
        id_: None makes one of the question's words.
        kind: A group that figures are told for.

    Returns:
        The case as written.

    Raises:
        UserError: nothing to accept, a quote that stands in no article, or an id in use.
    """
    known = {case.id for case in read_cases(file)} if file.exists() else set()
    case = {"id": id_ or _free(_slug(answer["question"]), known), "question": answer["question"]}
    if case["id"] in known:
        raise UserError(f"{str(file)!r} has a case {case['id']!r} already.", hint="Give another one: --id NAME")
    if not_in_articles:
        case |= {"answers": [], "status": "not_in_articles", "evidence": []}
    else:
        case |= _right(answer, archive, answers, quote)
    case |= {"kind": kind} if kind else {}
    with file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(case, ensure_ascii=False) + "\n")
    return case


def _right(answer: Mapping[str, Any], archive: Archive, answers: Sequence[str], quote: str | None) -> dict[str, Any]:
    if answer["status"] == "not_in_articles" and not (answers and quote):
        raise UserError(
            "The last answer was that the articles do not say.",
            hint="Accept that: --not-in-articles. Correct it: --answer TEXT --quote SENTENCE",
        )
    evidence = [_find(quote, archive)] if quote else [_cited(archive, cited) for cited in answer["citations"]]
    found = list(answers) or _given(answer)
    status = "answered" if answers else answer["status"]
    return {"answers": found, "status": status, "evidence": evidence}


def _given(answer: Mapping[str, Any]) -> list[str]:
    if answer["alternatives"]:
        return list(dict.fromkeys(alternative["answer"] for alternative in answer["alternatives"]))
    return [answer["answer"] or answer["statement"]]


def _cited(archive: Archive, citation: Mapping[str, Any]) -> dict[str, str]:
    return {"article": _name(archive, citation["article_id"]), "quote": citation["quote"]}


def _find(quote: str, archive: Archive) -> dict[str, str]:
    for document in archive.documents():
        if quote.strip() and quote in archive.find(document.id).text:
            return {"article": _name(archive, document.id), "quote": quote}
    raise UserError(f"The quote {quote[:60]!r} stands in no article, letter by letter.")


def _name(archive: Archive, id_: str) -> str:
    """URL, or file name, or id within a file: as `newscheck eval run` will know it."""
    return archive.find(id_).url or min(names_of(archive, id_))


def _slug(question: str) -> str:
    words = re.findall(r"[a-z0-9]+", question.lower())
    return "-".join(words[:8]) or "case"


def _free(slug: str, known: set[str]) -> str:
    tried = [slug, *(f"{slug}-{n}" for n in range(2, len(known) + 3))]
    return next(name for name in tried if name not in known)
