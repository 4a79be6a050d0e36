"""Articles over HTTP: added in every form, listed by pages, read and removed; names never become paths."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from index.archive import Archive
from index.locking import writing
from rag.checker import FactChecker
from rag.settings import Settings
from tests.helpers import SEED, add, article
from tests.index.making import pdf, zipped
from tests.rag.http.helpers import error_of, serving

DAM = "The dam held all night, the fire brigade said on Friday."
JSONL = "\n".join(json.dumps({"text": f"The river rose by {n} metres in the night.", "title": str(n)}) for n in (1, 2))


@pytest.fixture
def checker(settings: Settings) -> Iterator[FactChecker]:
    add(settings, [article("Nothing happened in the harbour on Monday.", title="Calm")])
    with FactChecker.open(settings=settings) as opened:
        yield opened


@pytest.fixture
def client(checker: FactChecker) -> Iterator[httpx.Client]:
    with serving(checker) as opened:
        yield opened


def test_an_article_is_added_asked_about_read_and_removed(client: httpx.Client) -> None:
    sent = {"text": DAM, "title": "Dam held", "published": "2021-05-07", "source": "Example Wire",
            "author": "A. Writer", "language": "en", "url": "https://example.org/dam"}  # fmt: skip
    added = client.post("/v1/articles", json=sent)
    assert added.status_code == 201
    (stored,) = added.json()["articles"]
    assert (added.json()["added"], stored["outcome"], stored["passages"]) == (1, "added", 1)
    cited = client.post("/v1/search", json={"query": "Did the dam hold?"}).json()["hits"][0]
    assert (cited["article_id"], cited["text"]) == (stored["id"], DAM)
    read = client.get(f"/v1/articles/{stored['id'][:8]}").json()
    assert {name: read[name] for name in sent} == sent
    removed = client.delete(f"/v1/articles/{stored['id']}")
    assert removed.json() == {"removed": [{"id": stored["id"], "title": "Dam held"}]}
    assert error_of(client.get(f"/v1/articles/{stored['id']}"), 404)["kind"] == "UnknownArticle"
    error_of(client.delete(f"/v1/articles/{stored['id']}"), 404)
    found = client.post("/v1/search", json={"query": "Did the dam hold?"}).json()["hits"]
    assert [hit["title"] for hit in found] == ["Calm"]


def test_sending_it_again_changes_nothing_and_another_text_of_its_url_takes_its_place(client: httpx.Client) -> None:
    sent = {"text": DAM, "url": "https://example.org/dam"}
    first, again = (client.post("/v1/articles", json=sent) for _ in range(2))
    assert (again.status_code, again.json()["unchanged"]) == (200, 1)
    assert again.json()["articles"][0]["id"] == first.json()["articles"][0]["id"]
    other = client.post("/v1/articles", json=sent | {"text": DAM.replace("held", "broke")})
    assert (other.status_code, other.json()["replaced"]) == (201, 1)
    assert client.get("/v1/articles").json()["total"] == 2


@pytest.mark.parametrize(
    ("media_type", "content", "title"),
    [
        ("text/plain", DAM.encode(), "Stated"),
        ("text/plain; charset=latin-1", f"Café: {DAM}".encode("latin-1"), "Stated"),
        ("text/markdown", f"# Stated\n\n{DAM}".encode(), "Stated"),
        ("text/html", f"<html><body><article><h1>Stated</h1><p>{DAM}</p></article></body></html>".encode(), "Stated"),
    ],
)
def test_an_article_may_be_sent_as_it_is_with_its_facts_in_the_url(
    client: httpx.Client, media_type: str, content: bytes, title: str
) -> None:
    facts = {"published": "2021-05-07"} | ({"title": title} if media_type.startswith("text/plain") else {})
    added = client.post("/v1/articles", content=content, params=facts, headers={"Content-Type": media_type})
    (stored,) = added.json()["articles"]
    read = client.get(f"/v1/articles/{stored['id']}").json()
    assert (read["title"], read["published"]) == ("Stated", "2021-05-07")
    assert DAM in read["text"]
    assert ("Café" in read["text"]) == ("latin" in media_type)


def test_a_pdf_and_a_zip_are_uploaded_and_a_pdf_keeps_its_pages(client: httpx.Client) -> None:
    content = zipped({"a.txt": DAM.replace("held", "stood"), "b.css": "p {}"})
    files = [("file", ("dam.pdf", pdf([DAM], ["The river fell."]))), ("file", ("dam.zip", content))]
    added = client.post("/v1/articles", files=files).json()
    assert (added["added"], added["refused"]) == (2, [])
    article = client.get(f"/v1/articles/{added['articles'][0]['id']}").json()
    assert article["pages"] == [0, article["text"].index("The river fell.")]


def test_files_of_any_kind_are_uploaded_with_their_facts(client: httpx.Client) -> None:
    files = [
        ("file", ("seed.txt", SEED.read_bytes())),
        ("file", ("two.jsonl.gz", gzip.compress(JSONL.encode()))),
        ("file", ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100))),
    ]
    added = client.post("/v1/articles", files=files, data={"source": "Example Wire"}).json()
    assert (added["added"], len(added["articles"])) == (3, 3)
    assert [refused["origin"] for refused in added["refused"]] == ["picture.png"]
    page = client.get("/v1/articles", params={"source": "example wire"}).json()
    assert {(found["title"], found["source"]) for found in page["articles"]} >= {("1", "Example Wire")}
    assert {found["origin"] for found in page["articles"]} == {"seed.txt", "two.jsonl.gz"}


def test_two_files_of_one_name_are_two_articles(client: httpx.Client) -> None:
    for word in ("held", "broke"):
        client.post("/v1/articles", files={"file": ("dam.txt", DAM.replace("held", word).encode())})
    assert client.get("/v1/articles").json()["total"] == 3


@pytest.mark.parametrize(
    "name",
    ["../../evil.txt", "/etc/passwd", "..\\..\\evil.txt", "C:\\evil.txt", "%2e%2e/evil.txt", "evil\x00.txt",
     "x" * 5000 + ".txt", ".", "..", "", "evil\n.txt", "~/evil.txt"],
    ids=range(12),
)  # fmt: skip
def test_the_name_of_a_file_is_no_path(client: httpx.Client, settings: Settings, name: str) -> None:
    before = sorted(settings.archive.parent.rglob("*"))
    response = client.post("/v1/articles", files={"file": (name or "unnamed", DAM.encode())})
    assert response.status_code in {201, 400, 422}
    if response.status_code == 201:
        origin = client.get(f"/v1/articles/{response.json()['articles'][0]['id']}").json()["origin"]
        assert not set(origin) & set("/\\\x00\n")
        assert len(origin) <= 200
    assert {path.name for path in settings.archive.parent.rglob("*")} == {path.name for path in before}


@pytest.mark.parametrize(
    "name",
    [
        "..%2F..%2Fetc%2Fpasswd",
        "%2e%2e",
        "Calm",
        "a.txt",
        "%00",
        "abc",
        "0" * 17,
        "https:%2F%2Fexample.org",
        "%25",
        "*",
    ],
)
def test_an_article_is_found_by_its_id_only(client: httpx.Client, name: str) -> None:
    for method in ("GET", "DELETE"):
        response = client.request(method, f"/v1/articles/{name}")
        assert response.status_code in {404, 422}
        error_of(response, response.status_code)
    assert client.get("/v1/articles").json()["total"] == 1


def test_pages_hold_every_article_once_newest_first(client: httpx.Client) -> None:
    texts = [json.dumps({"text": f"{DAM} {n}", "published": f"2020-01-{n:02}"}) for n in range(1, 8)]
    client.post("/v1/articles", files={"file": ("seven.jsonl", "\n".join(texts).encode())})
    pages: list[list[str | None]] = []
    offset: int | None = 0
    while offset is not None:
        page = client.get("/v1/articles", params={"limit": 3, "offset": offset}).json()
        assert page["total"] == 8
        assert all("text" not in found for found in page["articles"])
        pages.append([found["published"] for found in page["articles"]])
        offset = page["next"]
    assert pages == [["2020-01-07", "2020-01-06", "2020-01-05"], ["2020-01-04", "2020-01-03", "2020-01-02"],
                     ["2020-01-01", None]]  # fmt: skip
    assert client.get("/v1/articles", params={"since": "2020-01-06"}).json()["total"] == 2
    error_of(client.get("/v1/articles", params={"since": "soon"}), 422)
    error_of(client.get("/v1/articles", params={"limit": 0}), 422)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"json": {"text": "Too short."}}, "Not taken: only 8 letters of text"),
        ({"json": {"title": "Nothing"}}, "There is neither a text nor a URL."),
        ({"json": {"text": DAM, "published": "soon"}}, "published: "),
        ({"json": {"text": DAM, "url": "javascript:alert(1)"}}, "url 'javascript:alert(1)'"),
        ({"json": {"text": DAM, "colour": "red"}}, "There is no 'colour' in such a request."),
        ({"json": [{"text": DAM}]}, "The request: input should be an object."),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, "The request is not JSON"),
        ({"content": DAM, "params": {"colour": "red"}, "headers": {"Content-Type": "text/plain"}}, "No fact of an"),
        ({"files": {"file": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100))}}, "Not taken: not text"),
        ({"data": {"title": "x"}, "files": {"title": (None, "Dam")}}, "The form holds no file."),
    ],
    ids=range(10),
)
def test_what_is_no_article_is_refused(client: httpx.Client, sent: dict[str, object], told: str) -> None:
    assert error_of(client.post("/v1/articles", **sent), 422)["message"].startswith(told)  # type: ignore[arg-type]
    assert client.get("/v1/articles").json()["total"] == 1


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "application/pdf", "nonsense", ""])
def test_other_forms_are_refused_with_those_that_are_taken(client: httpx.Client, media_type: str) -> None:
    error = error_of(client.post("/v1/articles", content=DAM, headers={"Content-Type": media_type}), 415)
    assert "application/json" in error["hint"]


def test_a_page_is_fetched_only_where_that_is_allowed_and_never_from_this_machine(
    client: httpx.Client, checker: FactChecker
) -> None:
    for_sale = {"url": str(client.base_url.join("/health"))}
    error = error_of(client.post("/v1/articles", json=for_sale), 403)
    assert "--allow-urls" in error["hint"]
    with serving(checker, allow_urls=True) as fetching:
        told = error_of(fetching.post("/v1/articles", json=for_sale), 422)
    assert told["message"] == "Not taken: address not public."


def test_while_another_program_writes_adding_is_refused_and_asking_goes_on(
    client: httpx.Client, settings: Settings
) -> None:
    with writing(settings.archive):
        refused = client.post("/v1/articles", json={"text": DAM})
        assert error_of(refused, 409)["kind"] == "ArchiveInUse"
        assert refused.headers["retry-after"]
        assert client.post("/v1/search", json={"query": "harbour"}).json()["hits"]
    assert client.post("/v1/articles", json={"text": DAM}).status_code == 201


def test_the_server_adds_as_the_command_line_does_without_touching_the_vector_index(
    settings: Settings, tmp_path: Path
) -> None:
    small = settings.model_copy(update={"index_from": 1})
    add(small, [article("Nothing happened in the harbour on Monday.", title="Calm")])
    with FactChecker.open(settings=small) as checker, serving(checker) as client:
        assert client.post("/v1/search", json={"query": "harbour"}).json()["hits"][0]["title"] == "Calm"
        client.post("/v1/articles", json={"text": DAM, "title": "Dam"})
        assert client.post("/v1/search", json={"query": "dam held"}).json()["hits"][0]["title"] == "Dam"
    assert Archive(small.archive).counts() == (2, 2)
