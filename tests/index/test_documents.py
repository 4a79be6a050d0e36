"""PDF, DOCX, EPUB, mailboxes, web archives and zip files hold articles; what is wrong with one costs that one."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from pathlib import Path

import pytest

from index.cleaning import clean
from index.fetching import Page
from index.loading import Loader
from index.portable import read_pdf
from index.records import Article, Document, Refused
from tests.index import making
from tests.index.making import STORY, W

PAGES = (
    ["The City Times", "Bridge opens", "By Jane Doe", "4 March 2021",
     "The mayor opened the new bridge on Monday before a crowd of",
     "thousands. It cost four million euros and took three years to", "build.",
     "Another paragraph starts here and it runs over the end of the infor-", "1"],
    ["The City Times", "mation page, to the next one, where it comes to its proper and", "well-deserved end.",
     "A third paragraph about the river and its many bridges, of which", "2"],
    ["The City Times", "three are old and two are new.", "3"],
)  # fmt: skip


def load(tmp_path: Path, name: str, content: bytes, **options: object) -> list[Article | Refused]:
    (tmp_path / name).write_bytes(content)
    return list(Loader([str(tmp_path / name)], **options))  # type: ignore[arg-type]


def documents(found: list[Article | Refused]) -> list[Document]:
    assert [item for item in found if isinstance(item, Refused)] == []
    return [clean(item) for item in found if isinstance(item, Article)]


def reasons(found: list[Article | Refused], tmp_path: Path) -> list[tuple[str, str]]:
    return [(r.origin.removeprefix(f"{tmp_path}/"), r.reason) for r in found if isinstance(r, Refused)]


def test_a_pdf_is_one_article_whose_text_knows_its_pages(tmp_path: Path) -> None:
    (document,) = documents(load(tmp_path, "a.pdf", making.pdf(*PAGES)))
    assert (document.title, document.author, str(document.published)) == ("Bridge opens", "Jane Doe", "2021-03-04")
    assert document.text.split("\n\n")[1].startswith(
        "Another paragraph starts here and it runs over the end of the info"
    )
    begin = [document.text[start : start + 11] for start in document.pages]
    assert begin == ["The mayor o", "mation page", "three are o"]
    assert [document.page_of(document.text.index(word)) for word in ("mayor", "mation", "third", "three are")] == [
        1, 2, 2, 3,
    ]  # fmt: skip


def test_running_heads_and_page_numbers_are_no_text(tmp_path: Path) -> None:
    (document,) = documents(load(tmp_path, "a.pdf", making.pdf(*PAGES)))
    assert "The City Times" in document.left_out
    assert "City Times" not in document.text
    assert not any(block.isdigit() for block in document.text.split("\n\n"))


def test_a_page_without_text_has_a_number_all_the_same(tmp_path: Path) -> None:
    (document,) = documents(load(tmp_path, "a.pdf", making.pdf([STORY], [], ["The river rose on Tuesday."])))
    assert document.page_of(document.text.index("The river")) == 3


def test_when_a_pdf_was_made_is_told_and_is_no_date(tmp_path: Path) -> None:
    (document,) = documents(load(tmp_path, "a.pdf", making.pdf([STORY])))
    assert document.published is None
    assert document.warnings == ("no date; the file was made on 2021-03-04 (to take that: --published 2021-03-04)",)


def test_the_title_that_a_pdf_states_is_its_title_but_not_a_file_name(tmp_path: Path) -> None:
    (stated,) = documents(load(tmp_path, "a.pdf", making.pdf([STORY], title="Bridge opens")))
    (unstated,) = documents(load(tmp_path, "b.pdf", making.pdf([STORY], title="Microsoft Word - bridge.doc")))
    assert (stated.title, unstated.title) == ("Bridge opens", "")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (making.pdf(["The mayor"])[:200], "PDF damaged"),
        (making.pdf([]), "no text in this PDF"),
        (making.locked_pdf([STORY], password="secret"), "encrypted"),
    ],
    ids=["cut off", "scanned", "locked"],
)
def test_a_pdf_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    ((_, why),) = reasons(load(tmp_path, "a.pdf", content), tmp_path)
    assert why.startswith(expected)


def test_a_pdf_that_opens_without_a_password_is_read(tmp_path: Path) -> None:
    (document,) = documents(load(tmp_path, "a.pdf", making.locked_pdf([STORY], password="")))
    assert document.text == STORY


def test_a_pdf_that_takes_too_long_is_refused() -> None:
    times = iter(range(0, 10_000, 100))
    with pytest.raises(Exception, match="took longer than 120 seconds"):
        list(read_pdf(io.BytesIO(making.pdf(*[[STORY]] * 3)), max_bytes=10_000, clock=lambda: next(times)))


def test_a_docx_is_read_without_what_was_deleted_or_hidden(tmp_path: Path) -> None:
    content = making.docx(
        f"<w:p><w:r><w:t>{STORY}</w:t></w:r><w:del><w:r><w:delText>Not this.</w:delText></w:r></w:del></w:p>",
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Nor this.</w:t></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Cost</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>4 million</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        title="Bridge opens", author="Jane Doe",
    )  # fmt: skip
    (document,) = documents(load(tmp_path, "a.docx", content))
    assert (document.title, document.author) == ("Bridge opens", "Jane Doe")
    assert document.text == f"{STORY}\n\nCost | 4 million"


def test_a_docx_that_declares_entities_is_refused(tmp_path: Path) -> None:
    bomb = f'<!DOCTYPE d [<!ENTITY a "b">]><w:document xmlns:w="{W}"><w:body>&a;</w:body></w:document>'
    found = load(tmp_path, "a.docx", making.zipped({"word/document.xml": bomb}))
    assert reasons(found, tmp_path) == [("a.docx", "entity declarations are not read")]


def test_the_chapters_of_an_epub_are_articles_from_the_book(tmp_path: Path) -> None:
    chapters = {"one.xhtml": making.page(STORY), "two.xhtml": making.page("The river rose.", STORY, title="River")}
    found = documents(load(tmp_path, "a.epub", making.epub(chapters)))
    assert [(d.title, d.source, str(d.published)) for d in found] == [
        ("Bridge opens", "The Week", "2021-03-04"), ("River", "The Week", "2021-03-04"),
    ]  # fmt: skip


def test_a_web_archive_is_its_pages_with_their_addresses(tmp_path: Path) -> None:
    pages = {"https://city.example/a": making.page(STORY), "https://city.example/b": making.page(STORY, "More.")}
    content = making.warc(pages) + making.warc({"https://city.example/c": "gone"}, status="404 Not Found")
    content += making.warc({"https://city.example/d.png": "x"}, kind="image/png")
    found = load(tmp_path, "a.warc.gz", content)
    assert [item.key for item in found if isinstance(item, Article)] == list(pages)
    assert [document.url for document in documents(found)] == list(pages)


def test_a_web_archive_that_was_cut_off_gives_what_came_before(tmp_path: Path) -> None:
    content = making.warc({"https://city.example/a": making.page(STORY), "https://city.example/b": making.page(STORY)})
    first, *rest = load(tmp_path, "a.warc.gz", content[:-40])
    assert isinstance(first, Article)
    assert all("archive damaged" in item.reason for item in rest if isinstance(item, Refused))
    assert rest


def test_a_record_that_is_not_as_long_as_it_says_is_told_and_costs_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [gzip.decompress(making.warc({f"https://city.example/{name}": making.page(STORY)})) for name in "ab"]
    found = load(tmp_path, "a.warc", records[0].replace(b"\r\n\r\n<html>", b"\r\n\r\n<!---more---><html>") + records[1])
    assert [item.key for item in found if isinstance(item, Article)][-1] == "https://city.example/b"
    assert reasons(found, tmp_path) == [("a.warc/record 1", "it is not as long as it says")]
    assert capsys.readouterr().err == ""


def test_an_address_that_is_too_long_costs_that_page(tmp_path: Path) -> None:
    pages = {f"https://city.example/{'a' * 3_000}": making.page(STORY), "https://city.example/b": making.page(STORY)}
    refused, article = load(tmp_path, "a.warc.gz", making.warc(pages))
    assert isinstance(refused, Refused)
    assert "at most 2,048" in refused.reason
    assert isinstance(article, Article)


def test_the_files_of_a_zip_on_the_web_are_articles_of_their_own() -> None:
    content = making.zipped({"a.html": making.page(STORY), "b.html": making.page(STORY)})
    url = "https://city.example/saved.zip"
    found = Loader([url], fetch=lambda _: Page(url=url, content=content, charset=None))
    assert [item.key for item in found if isinstance(item, Article)] == [f"{url}/a.html", f"{url}/b.html"]


def test_a_pdf_on_the_web_is_known_by_its_address() -> None:
    url = "https://city.example/a.pdf"
    (found,) = Loader([url], fetch=lambda _: Page(url=url, content=making.pdf([STORY]), charset=None))
    assert isinstance(found, Article)
    assert (found.key, found.media_type) == (url, "application/pdf")


def test_without_warcio_a_web_archive_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "warcio", None)
    monkeypatch.setitem(sys.modules, "warcio.archiveiterator", None)
    ((_, why),) = reasons(load(tmp_path, "a.warc", b"WARC/1.0\r\n"), tmp_path)
    assert 'pip install "newscheck[formats]"' in why


def test_newsletters_in_a_mailbox_are_articles_with_sender_and_date(tmp_path: Path) -> None:
    box = making.mbox(making.mail(STORY), making.mail(making.page(STORY), kind="html", number=2, subject="Again"))
    found = load(tmp_path, "news.mbox", box)
    assert [(d.title, d.source, str(d.published), d.text) for d in documents(found)] == [
        ("Bridge opens", "City News", "2021-03-04", STORY), ("Again", "City News", "2021-03-04", STORY),
    ]  # fmt: skip
    assert [item.key.rpartition("/")[2] for item in found if isinstance(item, Article)] == [
        "<1@city.example>", "<2@city.example>",
    ]  # fmt: skip


def test_a_zip_of_saved_pages_is_its_pages(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
             "saved/a.html": making.page(STORY), "saved/a_files/x.css": "p {}", "__MACOSX/._a.html": "x",
             "b.txt": STORY, "c.docx": making.docx(STORY)}  # fmt: skip
    found = load(tmp_path, "saved.zip", making.zipped(files))
    names = [item.origin.removeprefix(f"{tmp_path}/saved.zip/") for item in found]
    assert names == ["saved/a.html", "b.txt", "c.docx"]
    assert len(documents(found)) == 3


def test_a_name_that_leads_out_of_a_zip_costs_that_file(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    made = io.BytesIO(making.zipped({"../../etc/x": STORY, "/etc/y": STORY, "c:\\z": STORY, "good.txt": STORY}))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    found = load(tmp_path, "a.zip", made.getvalue())
    assert [why for _, why in reasons(found, tmp_path)] == ["its name leads out of the archive"] * 3 + ["symbolic link"]
    assert [item.content for item in found if isinstance(item, Article)] == [STORY]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (making.zipped({"a.txt": b"a" * 11_000_000}), "expands beyond the limit"),
        (making.zipped({f"{n}.txt": b"a" * 900_000 for n in range(3)}), "expands beyond the limit"),
        (making.zipped({"a.zip": making.zipped({"b.txt": STORY})}), "archive within an archive"),
        (making.zipped({"a.txt.gz": gzip.compress(gzip.compress(STORY.encode()))}), "compressed twice"),
        (making.zipped({"a.txt": STORY})[:-30], "archive damaged"),
        (making.zipped({"a.png": "x"}), "no articles in it (only .png)"),
        (making.zipped({"xl/workbook.xml": "x"}), "format not supported (XLSX)"),
        (making.zipped({}), "empty archive"),
    ],
    ids=["one large file", "many", "zip in zip", "gzip of gzip", "cut off", "no text", "spreadsheet", "empty"],
)
def test_a_zip_that_cannot_be_taken_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    found = load(tmp_path, "a.zip", content, max_bytes=1_000_000)
    assert any(expected in why for _, why in reasons(found, tmp_path)), found
