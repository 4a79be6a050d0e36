"""A checked text as Markdown: footnotes behind its sentences, all of it escaped."""

from __future__ import annotations

from rag.doors.parted import cited, judged, why
from rag.doors.texts.wording import by_date, counted, pieces, settled, told
from rag.doors.wording import KINDS, place_of, quoted, sources_of
from rag.naming import own_address, title_of
from rag.records import Citation
from rag.rendering import SPECIAL
from rag.texts import CheckedSentence, CheckedText


def as_markdown(checked: CheckedText, *, nothing: str | None = None) -> str:
    """The text, its sentences marked and footnoted; then what was counted."""
    body, notes = "", []
    quotes = {citation.number: citation for citation in checked.citations}
    names = sources_of(settled(checked))
    for number, (gap, sentence) in enumerate(pieces(checked), start=1):
        body += f"{gap}{_escaped(sentence.text)} **({told(sentence)})**"
        if sentence.verdict:
            body += f"[^{number}]"
            notes.append(f"[^{number}]: {_note(sentence, quotes, names)}")
    head = [counted(checked), *([f"Not enough evidence: {nothing}."] if nothing else []), *checked.notes]
    return "\n\n".join([*map(_escaped, head), "---", body.strip(), "\n".join(notes)]).rstrip() + "\n"


def _note(sentence: CheckedSentence, quotes: dict[int, Citation], names: dict[str, str]) -> str:
    lines = []
    for part in sentence.verdict.sub_claims if sentence.verdict else ():
        said = [_quote(quotes[number], names) for number in cited(part)]
        lines.append(" ".join(filter(None, [f"**{judged(part)}**: {_escaped(part.text)}", *said, _escaped(why(part))])))
    lines += [_escaped(dated)] if (dated := by_date(sentence, names)) else []
    lines += [f"{KINDS[part.kind]}: {_escaped(part.text)}" for part in sentence.unjudged]
    return "\n    ".join(lines)


def _quote(citation: Citation, names: dict[str, str]) -> str:
    address = own_address(citation)
    title = _escaped(title_of(citation))
    where = f"[{title}](<{address.replace('>', '%3E').replace('<', '%3C')}>)" if address else title
    place = _escaped(place_of(citation, names[citation.article_id]))
    return f"{_escaped(quoted(citation.quote))} ({where}, {place})"


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", text)
