"""A checked text as one HTML file that loads nothing else, for screens and for paper; all that is not ours is escaped.

It carries its claims and quotes as ClaimReviews too (JSON-LD), by which `newscheck verify` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from pathlib import Path

from rag.doors.parted import cited, judged
from rag.doors.texts.wording import by_date, counted, pieces, settled, told
from rag.doors.wording import KINDS, place_of, sources_of
from rag.doors.wording import day as worded
from rag.exporting.claimreview import as_claimreview
from rag.exporting.reading import LINKED_DATA, SOURCE
from rag.naming import own_address, title_of
from rag.records import Citation
from rag.texts import CheckedSentence, CheckedText

STYLE = Path(__file__).with_name("page.css")
_HEAD = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>A text checked by newscheck</title>
"""


def as_page(checked: CheckedText, *, day: date, nothing: str | None = None) -> str:
    """The text with its sentences marked, each sub-claim with how sure its verdict is and why, and the quotes.

    Args:
        checked: What to show.
        day: Of the export.
        nothing: Why there was nothing to read, where that is so.
    """
    shown = settled(checked)
    notes = [*([f"Not enough evidence: {nothing}."] if nothing else []), *checked.notes]
    names = sources_of(shown)
    return "\n".join([
        f"{_HEAD}<style>\n{STYLE.read_text(encoding='utf-8')}</style>",
        f"<main>\n<h1>{escape(counted(checked))}</h1>",
        *(f"<p>{escape(note)}</p>" for note in notes),
        f'<div class="text">{"".join(_sentences(checked))}</div>',
        "<h2>Claims</h2>\n<ol>", *_claims(checked, names), "</ol>",
        "<h2>Sources</h2>\n<ul>", *(_source(citation, names[citation.article_id]) for citation in shown.citations),
        "</ul>",
        f'<footer class="soft">Checked by newscheck against stored articles on {worded(day)}. Look the quotes up again '
        "in the archive: <code>newscheck verify FILE</code></footer>",
        "</main>", _linked_data(checked, day), "</html>\n",
    ])  # fmt: skip


def _linked_data(checked: CheckedText, day: date) -> str:
    """Data that no browser runs, in which nothing can close its element or begin another."""
    data = json.dumps(as_claimreview(checked, day=day), ensure_ascii=False, indent=1)
    for mark in "<>&":
        data = data.replace(mark, f"\\u{ord(mark):04x}")
    return f'<script type="{LINKED_DATA}">\n{data}\n</script>'


def _sentences(checked: CheckedText) -> Iterator[str]:
    for number, (gap, sentence) in enumerate(pieces(checked), start=1):
        label = sentence.label or "none"
        name = escape(told(sentence))
        linked = f'<a href="#claim-{number}">{name}</a>' if sentence.verdict else name
        yield (
            f'{escape(gap)}<span class="{label}" id="text-{number}">{escape(sentence.text)}</span>'
            f'<sup class="{label}"> {linked}</sup>'
        )


def _claims(checked: CheckedText, names: Mapping[str, str]) -> Iterator[str]:
    for number, sentence in enumerate(checked.sentences, start=1):
        if sentence.verdict:
            yield (
                f'<li value="{number}" id="claim-{number}"><a href="#text-{number}">{escape(sentence.text)}</a>'
                f"<ul>{''.join(_parts(sentence, names))}</ul></li>"
            )


def _parts(sentence: CheckedSentence, names: Mapping[str, str]) -> Iterator[str]:
    for part in sentence.verdict.sub_claims if sentence.verdict else ():
        marks = "".join(f' <a href="#{SOURCE}{number}">[{number}]</a>' for number in cited(part))
        label = f'<b class="label {part.label}">{escape(judged(part))}</b>'
        why = f'<br><span class="soft">{escape(part.explanation)}</span>' if part.explanation else ""
        yield f"<li>{label}: {escape(part.text)}{marks}{why}</li>"
    if told := by_date(sentence, names):
        yield f'<li class="soft">{escape(told)}</li>'
    for other in sentence.unjudged:
        yield f'<li class="soft">{escape(KINDS[other.kind])}: {escape(other.text)}</li>'


def _source(citation: Citation, name: str) -> str:
    title, address = escape(title_of(citation)), own_address(citation)
    linked = f'<a href="{escape(address)}" rel="noreferrer">{title}</a>' if address else title
    return (
        f'<li id="{SOURCE}{citation.number}">[{citation.number}] <q>{escape(citation.quote)}</q><br>{linked}'
        f'<br><span class="soft">{escape(place_of(citation, name))}, article {citation.article_id}, '
        f"whose text has the SHA-256 <code>{citation.sha256}</code></span></li>"
    )
