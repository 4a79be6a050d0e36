"""A language model that says what it is told to: by itself, or behind a server that speaks as OpenAI's does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as Stream
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from index.errors import WriterFailed

DONE = b"data: [DONE]\n\n"


class ScriptedModel:
    """A `Generator`: says its pieces, then fails if it is to."""

    name = "scripted"

    def __init__(self, *pieces: str, failure: str | None = None) -> None:
        self._pieces = pieces
        self._failure = failure
        self.asked: list[tuple[str, str]] = []
        """(instruction, text) of each call."""
        self.given: list[float | None] = []
        """Seconds that each call has."""
        self.closed = 0
        """Calls that came to an end, or were stopped."""

    def stream(self, instruction: str, text: str, *, seconds: float | None = None) -> Stream[str, None, None]:
        self.asked.append((instruction, text))
        self.given.append(seconds)
        try:
            yield from self._pieces
            if self._failure:
                raise WriterFailed(self._failure)
        finally:
            self.closed += 1


def event(told: dict[str, Any], *, name: str | None = None) -> bytes:
    """As servers stream it."""
    return (f"event: {name}\n" if name else "").encode() + f"data: {json.dumps(told)}\n\n".encode()


def openai(piece: str) -> bytes:
    """A piece as OpenAI's servers stream it."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
    return event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]})


def ollama(piece: str) -> bytes:
    """A piece as Ollama streams it; it is done with an empty one."""
    message = {"role": "assistant", "content": piece}
    told = {"model": "scripted", "created_at": "2026-01-01T00:00:00Z", "message": message, "done": not piece}
    return f"{json.dumps(told | ({} if piece else {'done_reason': 'stop'}))}\n".encode()


def anthropic(piece: str) -> bytes:
    """A piece as Anthropic's servers stream it."""
    delta = {"type": "text_delta", "text": piece}
    return event({"type": "content_block_delta", "index": 0, "delta": delta}, name="content_block_delta")


def anthropic_message() -> bytes:
    """What stands before the pieces."""
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "1", "type": "message", "role": "assistant", "model": "scripted", "content": [], "usage": usage}
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    return event({"type": "message_start", "message": message}, name="message_start") + event(
        block, name="content_block_start"
    )


@dataclass(kw_only=True)
class Script:
    """How a server answers every request."""

    pieces: Sequence[str] = ()
    says: Callable[[str], bytes] = openai
    """How it streams a piece."""
    begins: bytes = b""
    """What comes before the pieces."""
    status: int = 200
    ends: bytes = DONE
    """What comes behind the pieces; a connection is closed after it, however much was announced."""
    announced: int = 0
    """Bytes more than are sent."""
    stalls: bool = False
    """Says nothing more after its pieces, and keeps the connection until the server is closed."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    """The body of each request."""
    keys: list[str | None] = field(default_factory=list)
    """Its Authorization header."""

    def body(self) -> bytes:
        return self.begins + b"".join(self.says(piece) for piece in self.pieces) + self.ends


@contextmanager
def serving(script: Script) -> Iterator[str]:
    """The address of a server of one's own on this machine, without /v1."""
    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            script.keys.append(self.headers["Authorization"])
            body = script.body() if script.status == 200 else b'{"error": {"message": "the scripted error"}}'
            self.send_response(script.status)
            self.send_header("Content-Type", "text/event-stream" if script.status == 200 else "application/json")
            if not script.stalls:
                self.send_header("Content-Length", str(len(body) + script.announced))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()
            if script.stalls:
                over.wait(30)

        def log_message(self, *_: Any) -> None:  # noqa: ANN401
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
