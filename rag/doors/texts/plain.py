"""A checked text as plain text, for a chat: its sentences with verdicts and `[n]` marks, and what these stand for."""

from __future__ import annotations

from collections.abc import Mapping

from rag.doors.parted import cited, judged, marks, why
from rag.doors.texts.wording import by_date, cited_by, counted, pieces, settled, told
from rag.doors.wording import KINDS, quoted, sources_of
from rag.naming import own_address, title_of, where
from rag.records import Citation
from rag.texts import CheckedSentence, CheckedText


def as_text(checked: CheckedText, *, nothing: str | None = None) -> str:
    """What was counted, the text with a verdict behind each sentence, the parts of each, and the quotes."""
    shown = settled(checked)
    names = sources_of(shown)
    head = [counted(checked), *([f"Not enough evidence: {nothing}."] if nothing else []), *checked.notes]
    body = "".join(
        f"{gap}{sentence.text} ({told(sentence)}{marks(cited_by(sentence))})" for gap, sentence in pieces(checked)
    )
    claims = [_claim(sentence, names) for sentence in checked.sentences if sentence.verdict]
    sources = [_source(citation, names[citation.article_id]) for citation in shown.citations]
    return "\n\n".join(filter(None, ["\n".join(head), body.strip(), *claims, "\n".join(sources)]))


def _claim(sentence: CheckedSentence, names: Mapping[str, str]) -> str:
    """A sentence, and below it each of its parts with how sure its verdict is."""
    assert sentence.verdict
    lines = [" ".join(sentence.text.split())]
    for part in sentence.verdict.sub_claims:
        lines += filter(None, [f"{judged(part)}: {part.text}{marks(cited(part))}", why(part)])
    lines += [dated] if (dated := by_date(sentence, names)) else []
    lines += [f"{KINDS[part.kind]}: {part.text}" for part in sentence.unjudged]
    return "\n    ".join(lines)


def _source(citation: Citation, name: str) -> str:
    lines = [f"[{citation.number}] {title_of(citation)}", quoted(citation.quote), where(citation, name)]
    return "\n    ".join([*lines, *filter(None, [own_address(citation)])])
