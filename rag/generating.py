"""Where a language model plugs in: a writer, never a witness. The one door to LangChain's chat models."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Generator as Stream
from functools import cache
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from index.characters import one_line
from index.errors import ModelError, WriterFailed

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.settings import Settings

KEY = "NEWSCHECK_LLM_KEY"
"""Variable that holds the key of a server named by its address. The key of a provider, such as OPENAI_API_KEY, is
sent to that provider only."""

FORMS = "openai:MODEL, anthropic:MODEL, ollama:MODEL, or the address of a server: http://127.0.0.1:8080/v1#MODEL"
OURS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "ollama": None}
"""Providers whose packages the extra "llm" installs, and the variable that holds the key of each."""
INSTALL = 'pip install "newscheck[llm]"'
EMPTY = "No generation chunks were returned"
"""LangChain's word for a model that said nothing."""
TOLD = 200
"""Characters of a foreign error that are passed on."""
_CODE = re.compile(r"\AError code: \d+ - ")


class Generator(Protocol):
    """Text in, text out; it has no tools, and knows nothing of the archive."""

    name: str
    """Shown beside what it wrote."""

    def stream(self, instruction: str, text: str, *, seconds: float | None = None) -> Stream[str, None, None]:
        """What it writes, piece by piece; closing the iterator stops it.

        Args:
            instruction: What it is to do.
            text: What it is to do that with.
            seconds: Time that it has, connecting and thinking included; None takes what it was made with.

        Raises:
            WriterFailed: it did not answer, or not to the end.
        """


class ChatGenerator:
    """Any LangChain chat model.

    Args:
        model: Called without tools.
        name: Shown beside what it wrote.
        seconds: Time that it has for an answer, connecting and thinking included.
    """

    def __init__(self, model: BaseChatModel, *, name: str, seconds: float = 60.0) -> None:
        self.name = name
        self._model = model
        self._seconds = seconds

    def stream(self, instruction: str, text: str, *, seconds: float | None = None) -> Stream[str, None, None]:
        """As the protocol says."""
        given = self._seconds if seconds is None else seconds
        pieces: SimpleQueue[str | Exception | None] = SimpleQueue()
        pumping = asyncio.run_coroutine_threadsafe(self._pump(instruction, text, pieces, given), _loop())
        begun = False
        try:
            while (piece := pieces.get()) is not None:
                if isinstance(piece, Exception):
                    raise WriterFailed(_reason(piece, given, begun=begun)) from piece
                begun = True
                yield piece
        finally:
            pumping.cancel()

    async def _pump(
        self, instruction: str, text: str, pieces: SimpleQueue[str | Exception | None], seconds: float
    ) -> None:
        from langchain_core.messages import HumanMessage, SystemMessage

        try:
            async with asyncio.timeout(seconds):
                async for chunk in self._model.astream([SystemMessage(instruction), HumanMessage(text)]):
                    pieces.put(str(chunk.text))
            pieces.put(None)
        except ValueError as error:
            pieces.put(None if str(error) == EMPTY else error)
        except Exception as error:  # whatever a provider's library raises, the person is told
            pieces.put(error)


def open_generator(settings: Settings) -> Generator | None:
    """The language model that the settings name; None where they name none.

    Raises:
        ModelError: there is none of that name, its key is not set, or its package is not installed.
    """
    if settings.llm is None:
        return None
    return ChatGenerator(_chat_model(settings.llm), name=settings.llm, seconds=settings.llm_seconds)


def _chat_model(name: str) -> BaseChatModel:
    asked = _server(name) if "://" in name else {"model": _with_key(name)}
    try:
        from langchain.chat_models import init_chat_model
    except ModuleNotFoundError as error:
        if error.name != "langchain":
            raise
        raise ModelError("A language model needs packages that are not installed.", hint=f"Run: {INSTALL}") from error
    try:
        made: BaseChatModel = init_chat_model(**asked)
    except ImportError as error:
        ours = name.partition(":")[0] in OURS
        raise ModelError(f"{_first_line(error)}.", hint=f"Run: {INSTALL}" if ours else None) from error
    except Exception as error:  # each provider's library has errors of its own
        told = "its provider is not known" if type(error) is ValueError else _first_line(error)
        raise ModelError(f"The language model {name!r} cannot be used: {told}.", hint=f"Name one as {FORMS}") from error
    return made


def _server(address: str) -> dict[str, Any]:
    """Of any server that speaks as OpenAI's does."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username:
        raise ModelError(
            "The address of a language model is http://HOST/v1#MODEL or https://HOST/v1#MODEL, without a key.",
            hint=f"Its key is read from the variable {KEY}.",
        )
    base = urlunsplit(parts._replace(fragment="", path=parts.path.rstrip("/") or "/v1"))
    return {
        "model": parts.fragment or "default", "model_provider": "openai", "base_url": base,
        "api_key": os.environ.get(KEY) or "none", "use_responses_api": False,
    }  # fmt: skip


def _with_key(name: str) -> str:
    provider, _, model = name.partition(":")
    variable = OURS.get(provider)
    if provider in OURS and not model:
        raise ModelError(f"The language model {name!r} has no name.", hint=f"Name one as {FORMS}")
    if variable and not os.environ.get(variable):
        raise ModelError(f"The language model {name!r} needs a key.", hint=f"Set the variable {variable} to it.")
    return name


def _reason(error: Exception, seconds: float, *, begun: bool) -> str:
    """Why a model did not answer, as the end of a sentence."""
    status = getattr(error, "status_code", None)
    if isinstance(error, TimeoutError):
        return f"was not done within {seconds:g} s"
    if status in {401, 403}:
        return f"was refused (HTTP {status}): its key is missing or wrong"
    if status:
        return f"answered with an error (HTTP {status}: {_first_line(error)})"
    if "Connect" in type(error).__name__ and not begun:
        return f"cannot be reached ({_first_line(error)})"
    return f"broke off ({type(error).__name__}: {_first_line(error)})"


def _first_line(error: Exception) -> str:
    """Without the keys that are set: some servers say what they were sent."""
    told = str(error)
    for key in filter(None, map(os.environ.get, (KEY, *filter(None, OURS.values())))):
        told = told.replace(key, "***")
    return one_line(_CODE.sub("", told).partition("\n")[0])[:TOLD].rstrip(".")


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One for the life of the process: providers' libraries keep their connections, which belong to one loop."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="newscheck-llm", daemon=True).start()
    return loop
