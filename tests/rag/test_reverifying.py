"""Exports looked up again: what stands, what has moved or gone, and what was tampered with."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from index.archive import Archive
from index.errors import UserError
from index.storing import open_writer
from rag.exporting.reading import read_export
from rag.records import Citation
from rag.reverifying import Verification, verify
from rag.settings import Settings
from rag.texts import CheckedText
from tests.helpers import add, article
from tests.rag.exports import FIRST, FORMULA, checked, exported, fill

FORMS = ("claimreview", "csv", "html", "json")


@pytest.fixture
def harbour(settings: Settings) -> CheckedText:
    fill(settings)
    return checked(settings)


@pytest.fixture
def archive(harbour: CheckedText, settings: Settings) -> Iterator[Archive]:
    opened = Archive(settings.archive)
    yield opened
    opened.close()


def told(found: Verification) -> dict[str, int]:
    return dict(Counter(quote.status for quote in found.quotes))


@pytest.mark.parametrize("form", FORMS)
def test_what_was_exported_stands_and_is_read_as_it_was_written(
    form: str, harbour: CheckedText, archive: Archive
) -> None:
    export = exported(harbour, form)
    found = verify(export, archive)
    assert found.kind == form
    assert found.stands
    settling = {1, 2, 3, 4}
    expected = {c for c in harbour.citations if form == "json" or c.number in settling}
    assert set(read_export(export).citations) == expected
    assert told(found) == {"stands": len(expected)}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (FIRST, "The harbour was built in 1911."),
        (FIRST, "The harbour has nine cranes."),
        ("sha256-of-first", "0" * 64),
        ("start-of-first", "7"),
        ("id-of-first", "0123456789abcdef"),
    ],
    ids=["other words", "words from elsewhere in the article", "another hash", "another place", "another article"],
)
def test_tampering_with_a_quote_is_found_out(
    form: str, old: str, new: str, harbour: CheckedText, archive: Archive
) -> None:
    first = harbour.citations[0]
    export = exported(harbour, form)
    tampered = tamper(export, form, first, old, new)
    assert tampered != export
    found = verify(tampered, archive).quotes
    reasons = [quote.reason for quote in found if quote.citation.number == 1 and quote.status == "altered"]
    assert bool(reasons) == (old != "id-of-first")  # the text, address and facts of another id are there all the same
    assert None not in reasons
    assert {quote.status for quote in found if quote.citation.title != first.title} == {"stands"}


def tamper(export: str, form: str, first: Citation, old: str, new: str) -> str:
    """An export of which one value of the first quote is another, wherever it stands."""
    if old == "start-of-first":
        place = {"csv": f"{FIRST},{{}},30", "json": f'"quote": "{FIRST}", "start": {{}}'}.get(form, '"oa:start": {}')
        return export.replace(place.format(0), place.format(new), 1)
    given = {"sha256-of-first": first.sha256, "id-of-first": first.article_id}
    return export.replace(given.get(old, old), new)


@pytest.mark.parametrize("form", FORMS)
def test_another_date_is_found_out(form: str, harbour: CheckedText, archive: Archive) -> None:
    found = verify(exported(harbour, form).replace("2020-07-09", "2021-07-09"), archive)
    assert {quote.reason for quote in found.quotes if quote.citation.url} == {
        "The date of the article is '2020-07-09' in the archive, '2021-07-09' in the export."
    }
    assert not found.stands


def test_one_claim_of_several_that_rest_on_a_quote_cannot_be_changed_unseen(
    harbour: CheckedText, archive: Archive
) -> None:
    document = json.loads(exported(harbour, "claimreview"))
    again = json.loads(json.dumps(document["@graph"][0]))
    again["citation"][0]["isPartOf"]["headline"] = "Another headline"
    document["@graph"].append(again)
    assert told(verify(json.dumps(document), archive)) == {"stands": 4, "altered": 1}


def test_a_page_that_shows_other_words_than_it_carries_is_found_out(harbour: CheckedText, archive: Archive) -> None:
    page = re.sub(rf"<q>{re.escape(FIRST)}", "<q>The harbour was built in 1911.", exported(harbour, "html"))
    (altered,) = [quote for quote in verify(page, archive).quotes if quote.status == "altered"]
    assert altered.reason == "The page does not show this quote as its source 1, but carries it."


def test_a_page_that_shows_a_quote_which_it_does_not_carry_is_refused(harbour: CheckedText, archive: Archive) -> None:
    page = exported(harbour, "html").replace(
        "</ul>\n<footer", '<li id="source-9"><q>All is well.</q></li></ul>\n<footer'
    )
    with pytest.raises(UserError, match="shows quote 9, and does not carry it"):
        verify(page, archive)


def test_an_article_that_grew_has_moved_its_quotes_and_one_that_was_rewritten_has_lost_them(
    harbour: CheckedText, settings: Settings
) -> None:
    add(settings, [
        article(f"Correction: see below.\n\n{FIRST} Twelve cranes stand there.", key="a", title="Harbour, corrected",
                source="Old, Wire", published="2020-07-10", url="https://wire.example/a?b=1&c"),
        article("It was wet. No home burnt down.", key="b", title="Fire"),
    ])  # fmt: skip
    archive = Archive(settings.archive)
    found = {quote.citation.quote: quote for quote in verify(exported(harbour, "csv"), archive).quotes}
    archive.close()
    assert found[FIRST].status == "moved"
    assert found[FIRST].reason == "The article has changed since; the quote stands at characters 24-54 now."
    assert found[FORMULA].status == "gone"
    assert Counter(quote.status for quote in found.values()) == {"moved": 1, "gone": 2, "stands": 1}


def test_an_article_that_was_removed_is_told_as_none(harbour: CheckedText, settings: Settings) -> None:
    with open_writer(settings.archive) as writer:
        writer.remove([harbour.citations[0].article_id])
        found = verify(exported(harbour, "claimreview"), writer)
    assert told(found) == {"no_article": 2, "stands": 2}
    assert found.quotes[0].found is None


def test_another_article_of_the_same_title_is_not_taken_for_it(harbour: CheckedText, settings: Settings) -> None:
    with open_writer(settings.archive) as writer:
        writer.remove([c.article_id for c in harbour.citations if c.title == "Plaque"])
    add(settings, [article("Another plaque.", key="z", title="Plaque", source="Land Wire")])
    archive = Archive(settings.archive)
    assert told(verify(exported(harbour, "csv"), archive)) == {"stands": 3, "no_article": 1}
    archive.close()


def test_what_the_archive_has_learnt_since_is_no_tampering(harbour: CheckedText, settings: Settings) -> None:
    add(settings, [article(f"It was dry. {FORMULA}", key="b", title="Fire", published="2020-01-01", author="B. Bee")])
    archive = Archive(settings.archive)
    assert verify(exported(harbour, "claimreview"), archive).stands
    archive.close()


def test_a_table_that_a_spreadsheet_saved_with_semicolons_and_a_mark_of_its_encoding_is_read(
    harbour: CheckedText, archive: Archive
) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(csv.reader(io.StringIO(exported(harbour, "csv"), newline="")))
    assert told(verify("\ufeff" + out.getvalue(), archive)) == {"stands": 4}


def test_an_export_without_quotes_stands(archive: Archive, settings: Settings) -> None:
    nothing = checked(settings, "Is it old? A whale sang in the town hall.")
    for form in ("claimreview", "csv", "html"):
        found = verify(exported(nothing, form), archive)
        assert (found.stands, found.quotes) == (True, ())


@pytest.mark.parametrize(
    ("export", "message"),
    [
        ("", "neither JSON nor HTML, nor a table"),
        ("# Harbour\n\nIt was built in 1907.", "neither JSON nor HTML, nor a table"),
        ("title,text\nA,B\n", "neither JSON nor HTML, nor a table"),
        ("{", "it begins as JSON, and is none"),
        ("[" * 100_000, "it begins as JSON, and is none"),
        ("[]", "JSON without ClaimReviews or citations"),
        ('{"question": "Who?"}', "JSON without ClaimReviews or citations"),
        ('{"@graph": [{"@type": "Recipe"}]}', "something else than ClaimReviews"),
        ('{"@graph": [{"@type": "ClaimReview", "citation": ["a book"]}]}', "quote 1 of it lacks its words"),
        ('{"citations": [{"quote": "a"}]}', "quote 1 of it lacks its words"),
        ("article_id,quote,start,end,sha256\na,b,one,2,c\n", "quote 1 of it has 'one' for a number"),
        ("article_id,quote,start,end,sha256\na,,1,2,c\n", "quote 1 of it lacks its words"),
        ("article_id,quote,start,end,sha256,published\na,b,1,2,c,9.7.2020\n", "has '9.7.2020' for a day such as"),
        ("<html><p>Hello</p></html>", "HTML without ClaimReviews"),
    ],
    ids=[
        "nothing", "prose", "another table", "half JSON", "too deep", "an empty list", "other JSON", "another graph",
        "a citation in words", "no place", "no number", "no words", "no date", "another page",
    ],
)  # fmt: skip
def test_what_is_no_export_is_told_with_what_is_one(export: str, message: str, archive: Archive) -> None:
    with pytest.raises(UserError, match=re.escape(message)) as refused:
        verify(export, archive)
    assert str(refused.value.hint).startswith("Make one: newscheck check")


def test_the_shape_has_plain_values(harbour: CheckedText, archive: Archive) -> None:
    said = json.loads(json.dumps(verify(exported(harbour, "csv"), archive).to_dict()))
    assert list(said) == ["kind", "stands", "counts", "quotes"]
    assert said["counts"] == {"stands": 4, "moved": 0, "gone": 0, "altered": 0, "no_article": 0}
    first = said["quotes"][0]
    assert first["citation"] == harbour.citations[0].to_dict()
    assert (first["status"], first["reason"]) == ("stands", None)
    assert first["found"] == {"article_id": first["citation"]["article_id"], "sha256": first["citation"]["sha256"]}
