"""The archive as a server of the Model Context Protocol: tools and resources that read it, and nothing that writes.

The SDK's plain `Server` is used, since its lists are handlers: articles come and go, and are listed in pages.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from importlib.metadata import version
from itertools import islice
from typing import Any

from mcp import MCPError
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    Tool,
    ToolAnnotations,
)

from index.errors import ArchiveMissing, NewscheckError, UnknownArticle, WrongCall
from index.records import Document
from rag.doors.common import addressed
from rag.doors.desk import Desk
from rag.doors.toolbox import INSTRUCTIONS, TOOLS
from rag.doors.wording import title_of

Context = ServerRequestContext[Any, Any]

ARTICLE = "newscheck://article/"
"""What an article's id stands behind in the address of its text."""

PAGE = 500
"""Articles listed at once."""

READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def server_of(desk: Desk, *, command: str = "newscheck") -> Server[Any]:
    """The server, for any transport.

    Args:
        desk: Who asks the archive.
        command: What stands before a subcommand in the commands that are proposed.
    """
    handlers = _Handlers(desk, command)
    return Server(
        "newscheck",
        title="newscheck",
        version=version("newscheck"),
        instructions=INSTRUCTIONS,
        on_list_tools=_list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=_list_templates,
        on_read_resource=handlers.read_resource,
    )


class _Handlers:
    """What needs the archive."""

    def __init__(self, desk: Desk, command: str) -> None:
        self._desk = desk
        self._command = command

    async def call_tool(self, context: Context, params: CallToolRequestParams) -> CallToolResult:
        tool = TOOLS.get(params.name)
        if tool is None:
            raise self._refusal(WrongCall(f"There is no tool {params.name!r}.", hint=f"Tools: {', '.join(TOOLS)}"))
        loop = asyncio.get_running_loop()

        def on_done(done: int, everything: int) -> None:
            """A client that shows how far a text is, or waits as long as it hears something, gets to know."""
            asyncio.run_coroutine_threadsafe(context.session.report_progress(done, everything), loop)

        try:
            told = await self._desk.do(lambda checker: tool(checker, params.arguments or {}, on_done=on_done))
        except NewscheckError as error:
            return self._failed(error)
        except Exception:
            logging.getLogger(__name__).exception("%s failed", params.name)
            return self._failed(NewscheckError("newscheck failed.", hint="Its log tells what happened."))
        return CallToolResult(content=[TextContent(text=told.text)], structured_content=told.data)

    async def read_resource(self, _: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        name = params.uri.removeprefix(ARTICLE)
        try:
            if name == params.uri:
                raise UnknownArticle(name, candidates=0)
            document = await self._desk.do(lambda checker: checker.article(name))
        except NewscheckError as error:
            raise self._refusal(error) from error
        facts = {key: value for key, value in document.to_dict().items() if key != "text"}
        text = TextResourceContents(uri=params.uri, mime_type="text/plain", text=document.text, _meta=facts)
        return ReadResourceResult(contents=[text])

    async def list_resources(self, _: Context, params: PaginatedRequestParams | None) -> ListResourcesResult:
        try:
            first = _place(params.cursor if params else None)
            found = await self._desk.do(lambda checker: list(islice(checker.articles(), first, first + PAGE + 1)))
        except ArchiveMissing:
            found = []  # clients list at once, and have nowhere to show why; a tool's answer says what to do
        except NewscheckError as error:
            raise self._refusal(error) from error
        more = str(first + PAGE) if len(found) > PAGE else None
        return ListResourcesResult(resources=[_resource(document) for document in found[:PAGE]], next_cursor=more)

    def _failed(self, error: NewscheckError) -> CallToolResult:
        """An error that the model reads, and may mend."""
        self._address(error)
        text = "\n".join(filter(None, [str(error), error.hint]))
        return CallToolResult(content=[TextContent(text=text)], structured_content=error.to_dict(), is_error=True)

    def _refusal(self, error: NewscheckError) -> MCPError:
        """An error of the protocol, for what is no tool's answer."""
        self._address(error)
        return MCPError(INVALID_PARAMS, str(error), error.to_dict())

    def _address(self, error: NewscheckError) -> None:
        error.hint = error.hint and addressed(error.hint, self._command)


async def serve_stdio(server: Server[Any]) -> None:
    """Speak with one client over standard input and output, until it closes one of them."""
    try:
        async with stdio_server() as (reads, writes):
            try:
                await server.run(reads, writes, server.create_initialization_options())
            finally:
                sys.stdout.flush()  # what a library printed goes to standard error, as long as print leads there
    except* BrokenPipeError:
        pass  # it is gone


async def _list_tools(_: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
    tools = [
        Tool(
            name=name,
            title=tool.title,
            description=tool.description,
            input_schema=tool.input_schema(),
            output_schema=tool.shape.model_json_schema(mode="serialization"),
            annotations=READS,
        )
        for name, tool in TOOLS.items()
    ]
    return ListToolsResult(tools=tools)


async def _list_templates(_: Context, __: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
    template = ResourceTemplate(
        uri_template=f"{ARTICLE}{{id}}",
        name="article",
        title="A stored article",
        description="The text of a stored article, into which the offsets of citations point.",
        mime_type="text/plain",
    )
    return ListResourceTemplatesResult(resource_templates=[template])


def _resource(document: Document) -> Resource:
    facts = (document.published.isoformat() if document.published else "no date", document.source)
    title = f"{title_of(document)} ({', '.join(filter(None, facts))})"
    size = len(document.text.encode())
    return Resource(uri=f"{ARTICLE}{document.id}", name=document.id, title=title, mime_type="text/plain", size=size)


def _place(cursor: str | None) -> int:
    if cursor and not cursor.isdecimal():
        raise WrongCall(f"There is no page {cursor!r}.", hint="Leave out the cursor to begin at the first.")
    return int(cursor or 0)
