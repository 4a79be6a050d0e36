"""Every error over HTTP has the one shape and its status, also those that fastapi would tell otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from index import errors
from index.archive import Archive
from index.embedding import open_embedder
from index.errors import NewscheckError
from index.records import Hit
from rag.checker import FactChecker
from rag.doors.http.failing import Refusal, status_of
from rag.reading import Reading
from rag.settings import Settings
from tests.helpers import add, article
from tests.rag.http.helpers import error_of, events_of, serving


def test_a_path_where_nothing_is_and_a_method_that_is_not_taken(client: httpx.Client) -> None:
    assert error_of(client.get("/nowhere"), 404)["kind"] == "NoSuchPath"
    wrong = client.get("/v1/ask")
    assert error_of(wrong, 405)["kind"] == "WrongMethod"
    assert wrong.headers["allow"] == "POST"
    two = client.request("TRACE", "/v1/articles")
    error_of(two, 405)
    assert two.headers["allow"] == "GET, POST"
    error_of(client.post("/v1/ask/", json={"question": "Who?"}), 404)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[" * 100_000, b'{"question": NaN}', b'"text"', b"1e999", b""])
def test_no_body_makes_the_server_fail(client: httpx.Client, body: bytes) -> None:
    response = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in {400, 422}
    error_of(response, response.status_code)


def test_every_error_has_a_status_of_its_own_kind(tmp_path: Path) -> None:
    told = {
        errors.UserError("x"): 422, errors.WrongCall("x"): 422, errors.InvalidArticle("x"): 422,
        errors.UnknownArticle("x", candidates=0): 404, errors.ArchiveInUse(tmp_path, holder="x"): 409,
        errors.ArchiveMissing(tmp_path): 503, errors.ArchiveDamaged(tmp_path, found="x"): 503,
        errors.ArchiveTooNew(tmp_path, found="2", known="1"): 503, errors.AuditNotWritten(tmp_path, found="x"): 503,
        errors.EmbedderMismatch(built_with="x", asked_with="y"): 503, errors.ModelError("x"): 503,
        errors.NoTemporaryFiles("x", found="x"): 507,
        errors.ArchiveFull(tmp_path, found="x"): 507, errors.CitationError("x"): 500, NewscheckError("x"): 500,
    }  # fmt: skip
    assert {type(error).__name__: status_of(error) for error in told} == {
        type(error).__name__: status for error, status in told.items()
    }
    statuses = [kind.status for kind in Refusal.__subclasses__()]
    assert len(statuses) == len(set(statuses))


class Failing:
    """A reader with a mistake in it, which names a secret."""

    threshold = 0.5
    reads = None

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        raise RuntimeError("the secret is 1234")


def test_a_mistake_of_ours_is_told_without_its_details_and_logged(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    add(settings, [article("The dam held all night, the fire brigade said.")])
    embedder = open_embedder(settings.embedder, cache=settings.cache)
    with (
        FactChecker(Archive(settings.archive), embedder, settings, reader=Failing()) as checker,
        serving(checker) as client,
    ):
        asked = {"question": "Did the dam hold?"}
        error = error_of(client.post("/v1/ask", json=asked), 500)
        assert error["kind"] == "ServerFailed"
        assert "1234" not in str(error)
        assert events_of(client.post("/v1/ask", json={**asked, "stream": True}))[-1] == ("error", {"error": error})
        assert 'route="/v1/ask",status="500"} 1' in client.get("/metrics").text
    assert capfd.readouterr().err.count("RuntimeError: the secret is 1234") == 2
