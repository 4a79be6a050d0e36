"""`newscheck chat`: questions one after the other, in a terminal or from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import typer

from index.errors import NewscheckError, UserError
from rag.asking import bounds_of
from rag.doors.common import (
    Bounds,
    Json,
    Llm,
    Many,
    addressed,
    bounded,
    command_of,
    open_checker,
    say,
    why_nothing,
)
from rag.doors.complaining import complain
from rag.doors.remembering import remember
from rag.doors.wording import IN_CHAT, count, heard_as, nothing_passes

if TYPE_CHECKING:
    from pathlib import Path

    from rag.checker import FactChecker
    from rag.following import Understood
    from rag.records import Answer, Verdict

PROMPT = "> "
KEPT = 1_000
"""Lines of history that are kept."""

HELP = """\
Ask a question; one that follows another may be short: Who leads it? And in
2019? A statement that ends with a full stop is checked, as is what stands behind
the word check.
  /show 1     the article of citation 1 of the last answer, with the quote marked
  /sources    where every citation of the last answer stands
  /list       the articles that are asked
  /help       this
  /quit       the end, as Ctrl-D"""


@bounded
def chat(
    context: typer.Context,
    as_json: Json = False,
    *,
    bounds: Bounds,
    k: Many = None,
    llm: Llm = None,
) -> None:
    """Ask one question after the other: a short one is understood from those before it.

    In a terminal it prompts; from a pipe it reads a question a line, and exits with 1 when a line could not be
    answered. With --json it prints an object a line.

    Example: **newscheck chat --since 2020-01-01**
    """
    with_prompt = sys.stdin.isatty() and sys.stdout.isatty() and not as_json
    with _ended_by_hand(), open_checker(context, "reader", "verifier", llm=llm) as checker:
        talk = _Talk(checker, bounds, k, command=command_of(context), as_json=as_json)
        if with_prompt:
            talk.greet()
        with _typed(checker.settings.cache / "chat-history") if with_prompt else _piped() as lines:
            talk.answer_all(lines)
        if talk.failed and not with_prompt:
            raise typer.Exit(1)


@contextmanager
def _ended_by_hand() -> Iterator[None]:
    """Ctrl-C ends a conversation as Ctrl-D does."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo()


class _Talk:
    """A conversation, and what was said last in it."""

    def __init__(self, checker: FactChecker, bounds: Bounds, k: int | None, *, command: str, as_json: bool) -> None:
        from rag.following import Conversation

        self.failed = False
        """Whether a line could not be answered."""
        self._checker = checker
        self._bounds = bounds
        self._check = partial(checker.check, **bounds, k=k)
        self._conversation = Conversation(partial(checker.ask, **bounds, k=k), rewriter=checker.in_full)
        self._command = command
        self._as_json = as_json
        self._last: Answer | Verdict | None = None

    def greet(self) -> None:
        """What is asked, and how to go on."""
        passing, stored = self._checker.reach(bounds_of(**self._bounds))
        nothing = nothing_passes(passing=passing, stored=stored)
        told = f"{nothing[0].upper()}{nothing[1:]}." if nothing else f"{count(passing, 'article')}."
        typer.echo(f"{told} Ask; /help tells what else can be done, Ctrl-D ends.\n")

    def answer_all(self, lines: Iterator[str]) -> None:
        """Answer every line until the end, or /quit; what cannot be answered is told, and costs that line."""
        for line in lines:
            typed = " ".join(line.split())
            if typed == "/quit":
                return
            try:
                if typed:
                    self._answer(typed)
            except NewscheckError as error:
                self.failed = True
                error.hint = error.hint and addressed(error.hint, self._command)
                complain(error, as_json=self._as_json)
                if not self._as_json:
                    typer.echo(err=True)

    def _answer(self, typed: str) -> None:
        from rag.following import claim_in

        if typed.startswith("/"):
            self._do(typed)
        elif (claim := claim_in(typed)) and (self._checker.can_check or claim != typed):
            verdict = self._check(claim)
            self._conversation.said(claim)
            self._say(typed, verdict)
        else:
            understood = self._conversation.in_full(typed)
            self._say(typed, self._conversation.put(understood), understood)

    def _say(self, typed: str, said: Answer | Verdict, understood: Understood | None = None) -> None:
        from rag.doors import terminal
        from rag.records import Answer

        self._last = said
        nothing = why_nothing(self._checker, said.hits, self._bounds)
        remember(self._checker.settings, said, **(self._bounds if isinstance(said, Answer) else {}))
        if self._as_json:
            heard = {"follow_up_note": understood.note if understood else None}
            say({"typed": typed} | said.to_dict() | {"note": nothing} | heard, indent=None)
            return
        out = terminal.console()
        if understood and (told := heard_as(understood, typed)):
            terminal.show_heard(out, told, failed=understood.note is not None)
        if isinstance(said, Answer):
            terminal.show_answer(out, said, command=IN_CHAT, nothing=nothing)
        else:
            terminal.show_verdict(out, said, command=IN_CHAT, nothing=nothing)
        out.print()

    def _do(self, typed: str) -> None:
        """What begins with a slash."""
        name, _, wanted = typed[1:].partition(" ")
        if name == "show":
            self._show(wanted)
        elif name == "sources":
            self._sources()
        elif name == "list":
            self._list()
        elif name == "help":
            say({"help": HELP}, indent=None) if self._as_json else typer.echo(f"{HELP}\n")
        else:
            raise UserError(f"There is no {typed.split(maxsplit=1)[0]}.", hint="See what there is: /help")

    def _show(self, wanted: str) -> None:
        from rag.citing import check
        from rag.doors import terminal
        from rag.several import each

        citation = next(
            (c for said in each(self._said()) for c in said.citations if str(c.number) == wanted.strip("[]")), None
        )
        if citation is None:
            raise UserError(
                f"The last answer has no citation {wanted!r}." if wanted else "Which citation is meant?",
                hint="Name its number: /show 1",
            )
        document = self._checker.article(citation.article_id)
        check(citation, document)
        marked = (citation.start, citation.end)
        if self._as_json:
            say(document.to_dict() | {"marked": list(marked)}, indent=None)
        else:
            terminal.show_article(terminal.console(), document, marked)
            typer.echo()

    def _sources(self) -> None:
        from rag.doors import terminal
        from rag.several import each

        said = self._said()
        if self._as_json:
            say({"citations": [citation.to_dict() for one in each(said) for citation in one.citations]}, indent=None)
        elif not said.citations:
            typer.echo("Nothing was cited.\n")
        else:
            for one in each(said):
                terminal.show_sources(terminal.console(), one, command=IN_CHAT)
            typer.echo()

    def _list(self) -> None:
        from rag.doors import terminal

        filters = bounds_of(**self._bounds)
        documents = self._checker.articles(filters)
        if self._as_json:
            kept = [{k: v for k, v in document.to_dict().items() if k != "text"} for document in documents]
            say({"articles": kept}, indent=None)
            return
        passing, stored = self._checker.reach(filters)
        terminal.show_list(terminal.console(), documents, nothing=nothing_passes(passing=passing, stored=stored))
        typer.echo()

    def _said(self) -> Answer | Verdict:
        """What was said last.

        Raises:
            UserError: nothing was.
        """
        if self._last is None:
            raise UserError("Nothing was asked yet.", hint="Ask first, then: /show 1")
        return self._last


@contextmanager
def _piped() -> Iterator[Iterator[str]]:
    yield iter(sys.stdin)


@contextmanager
def _typed(history: Path) -> Iterator[Iterator[str]]:
    """Lines as a person types them, with the editing and the history that this system has."""
    try:
        import readline
    except ImportError:  # not on Windows
        yield _prompted()
        return
    readline.set_history_length(KEPT)
    with suppress(OSError):
        readline.read_history_file(history)
    try:
        yield _prompted()
    finally:
        with suppress(OSError):
            history.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(history)


def _prompted() -> Iterator[str]:
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            typer.echo()
            return
