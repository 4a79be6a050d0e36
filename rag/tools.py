"""The archive for LangChain agents: tools that answer and check, and messages that carry citations as annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from langchain_core.messages import AIMessage
from langchain_core.messages.content import Citation as Annotation
from langchain_core.messages.content import ContentBlock, create_citation, create_text_block
from langchain_core.tools import StructuredTool, ToolException

from index.errors import NewscheckError
from rag.checker import FactChecker
from rag.doors.toolbox import TOOLS
from rag.records import Answer, Verdict
from rag.rendering import lay_out

_MARK = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]")


def ask_tool(checker: FactChecker) -> StructuredTool:
    """Answers questions; the message's artifact is `Answer.to_dict()`.

    What cannot be asked is told to the model, with what to do, and raises nothing.
    """
    return _tool("ask", checker)


def check_tool(checker: FactChecker) -> StructuredTool:
    """Checks claims; the message's artifact is `Verdict.to_dict()`. Otherwise as `ask_tool`."""
    return _tool("check", checker)


def check_text_tool(checker: FactChecker) -> StructuredTool:
    """Checks texts sentence by sentence; the message's artifact is `CheckedText.to_dict()`. Otherwise as `ask_tool`."""
    return _tool("check_text", checker)


def answer_message(said: Answer | Verdict) -> AIMessage:
    """What was said, as a model would say it: text with [n] marks, and an annotation for each citation.

    An annotation's `start_index` and `end_index` count in the message's text; its `extras` are
    `rag.Citation.to_dict()`, whose `start` and `end` count in the article's.
    """
    laid_out = lay_out(said)
    annotations = [_annotation(mark.citation.to_dict(), mark.start, mark.end) for mark in laid_out.marks]
    return AIMessage(content_blocks=[create_text_block(laid_out.text, annotations=[*annotations])])


def cited(message: AIMessage, artifact: Mapping[str, Any]) -> AIMessage:
    """A model's own message with an annotation at each [n] that stands for a citation of an answer or verdict.

    Args:
        message: Written by a model that was shown the tool's text.
        artifact: Of the tool's message. Marks that it has no citation for stay text: they are no citations.
    """
    citations = [cited for said in (artifact, *artifact.get("also", [])) for cited in said["citations"]]
    blocks = [_marked(block, citations) for block in message.content_blocks]
    metadata = message.response_metadata | {"output_version": "v1"}  # the content is standard blocks now
    return message.model_copy(update={"content": blocks, "response_metadata": metadata})


def _tool(name: str, checker: FactChecker) -> StructuredTool:
    tool = TOOLS[name]

    def call(**arguments: Any) -> tuple[str, dict[str, Any]]:  # noqa: ANN401
        try:
            return tool(checker, arguments)
        except NewscheckError as error:
            raise ToolException("\n".join(filter(None, [str(error), error.hint]))) from error

    return StructuredTool(
        name=name,
        description=tool.description,
        args_schema=tool.input_schema(),
        func=call,
        response_format="content_and_artifact",
        handle_tool_error=True,
    )


def _marked(block: ContentBlock, citations: Sequence[Mapping[str, Any]]) -> ContentBlock:
    if block["type"] != "text":
        return block
    found = [*block.get("annotations", []), *_found(block["text"], citations)]
    return cast("ContentBlock", {**block, "annotations": found})


def _found(text: str, citations: Sequence[Mapping[str, Any]]) -> Iterator[Annotation]:
    numbered = {citation["number"]: citation for citation in citations}
    for mark in _MARK.finditer(text):
        for number in map(int, re.findall(r"\d+", mark[0])):
            if number in numbered:
                yield _annotation(numbered[number], mark.start(), mark.end())


def _annotation(citation: Mapping[str, Any], start: int, end: int) -> Annotation:
    made = create_citation(
        url=citation["url"], title=citation["title"], start_index=start, end_index=end, cited_text=citation["quote"]
    )
    made["extras"] = dict(citation)  # set here: the function drops what is None
    return made
