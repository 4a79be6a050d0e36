"""The web page: its files, which need no key, load nothing from elsewhere, and may run no script but their own."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from rag.doors.http.failing import NoSuchPath

router = APIRouter(include_in_schema=False)

FOLDER = Path(__file__).parent.parent / "web"

TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-cache",
}


@router.get("/")
async def page() -> Response:
    """The page itself."""
    return _file("index.html")


@router.get("/web/{name}")
async def part(name: str) -> Response:
    """What the page is made of."""
    return _file(name)


def _file(name: str) -> Response:
    """One of the files in the folder: never a path that somebody made up."""
    known = {file.name: file for file in FOLDER.iterdir() if file.suffix in TYPES}
    if name not in known:
        raise NoSuchPath(f"There is no {name!r}.")
    return FileResponse(known[name], media_type=TYPES[known[name].suffix], headers=HEADERS)
