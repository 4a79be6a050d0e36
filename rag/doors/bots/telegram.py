"""Telegram: private chats, and in groups /ask, /check, mentions and replies; an answer is Telegram's HTML.

Telegram makes links of addresses, @names, #tags and /commands wherever they stand, except in code: so what looks like
one of these is set as code, letter by letter.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from telegram import LinkPreviewOptions, Message, MessageEntity, Update, User
from telegram.constants import ChatType, ParseMode
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from rag.doors.bots.blocks import Part, Run, packed, units
from rag.doors.bots.talking import Bot, Heard, NotDelivered, log
from rag.doors.bots.tokens import refused, unreachable
from rag.doors.http.limits import GRACE

App = Application[Any, Any, Any, Any, Any, Any]

API = "https://api.telegram.org/bot"

PER_MESSAGE = 4_096
"""Telegram's limit, in UTF-16 code units of what is shown; signs of formatting are counted here as well."""

TRIES = 3
"""Of a message that Telegram wants later."""

_WORDS = re.compile(r"\+\d[\d ()-]{5,}\d|\d[\d -]{11,}\d|[^\s,;()“”]+")
"""Numbers of phones and cards, and words."""
_CLICKABLE = re.compile(r"\+\d|\d[\d -]{11}|[@#＃]\w|\$[^\W\d_]|://|(?<![\w/])/\w|\w\.[^\W\d_]{2}|\d\.\d+\.\d")
"""What Telegram makes a link of: such numbers, mentions, tags, symbols of shares, commands, and addresses."""
_COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?\s*(?P<rest>.*)", re.DOTALL)


def application_of(bot: Bot, token: str, *, base_url: str = API) -> App:
    """What hears messages; neither edits nor channels."""
    application = ApplicationBuilder().token(token).base_url(base_url).concurrent_updates(True).build()

    async def hear(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        if message and message.from_user and not message.from_user.is_bot:
            text = asked_in(message, context.bot.bot)
            if text is not None:
                heard = Heard(id=(message.chat_id, message.id), thread=_thread_of(message), text=text)
                await bot.hear(heard, lambda parts: _reply(message, parts))

    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.TEXT, hear))
    return application


async def serve(bot: Bot, *, token: str, told: Callable[[str], None], base_url: str = API) -> None:
    """Answer until cancelled.

    Args:
        bot: Who answers.
        token: The bot's.
        told: Is told the name of the bot when it hears.
        base_url: Of the Bot API.

    Raises:
        UserError: Telegram cannot be reached, or takes the token for none.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns of what its next version does
    application = application_of(bot, token, base_url=base_url)
    try:
        async with application:
            await application.start()
            try:
                await _poll(application, told)
            finally:
                await _end(application, bot)
    except InvalidToken as error:
        raise refused("TELEGRAM_TOKEN", "Telegram knows no such bot") from error
    except TelegramError as error:
        raise unreachable("Telegram", error) from error
    finally:
        await application.bot.shutdown()  # where it was not known: the library leaves its connections open


def asked_in(message: Message, me: User) -> str | None:
    """What a message asks the bot; None where it is not the bot that is asked."""
    text = message.text or ""
    if command := _COMMAND.fullmatch(text):
        return _of_command(command, message, me)
    mention = next((name for name in _mentions(message) if name.lower() == f"@{me.username}".lower()), None)
    if mention:
        return text.replace(mention, " ").strip()
    answered = message.reply_to_message
    replies = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
    return text if message.chat.type == ChatType.PRIVATE or replies else None


def messages_of(parts: Sequence[Part]) -> list[str]:
    """What is sent, message by message, as HTML."""
    fitting = (part.fitting(PER_MESSAGE, _size) for part in parts)
    return ["\n".join(map(_text, pack)) for pack in packed(fitting, most=PER_MESSAGE, size=_size, count=PER_MESSAGE)]


async def _poll(application: App, told: Callable[[str], None]) -> None:
    assert application.updater
    await application.updater.start_polling(
        allowed_updates=[Update.MESSAGE], error_callback=lambda error: log.warning("Telegram: %s", error)
    )
    told(f"@{application.bot.username}")
    await asyncio.Event().wait()


async def _end(application: App, bot: Bot) -> None:
    """Each step has its time: the library waits for a network that may be gone."""
    with suppress(TimeoutError):
        if application.updater and application.updater.running:
            await asyncio.wait_for(application.updater.stop(), GRACE)
    await bot.finish()
    with suppress(TimeoutError):
        await asyncio.wait_for(application.stop(), 1.0)  # there is nothing to wait for but what was not answered


def _of_command(command: re.Match[str], message: Message, me: User) -> str | None:
    """/ask and /check with what stands behind them; any other, said to this bot, asks for help."""
    private = message.chat.type == ChatType.PRIVATE
    named = command["bot"] is not None and command["bot"].lower() == (me.username or "").lower()
    if command["bot"] is not None and not named:
        return None
    if command["name"] == "ask":
        return command["rest"]
    if command["name"] == "check":
        return f"check {command['rest']}" if command["rest"] else ""
    return "" if private or named else None


def _mentions(message: Message) -> list[str]:
    return list(message.parse_entities([MessageEntity.MENTION]).values())


def _thread_of(message: Message) -> tuple[int | None, ...]:
    """A group is one conversation with each person in each of its topics."""
    asker = message.from_user.id if message.from_user else None
    return message.chat_id, message.message_thread_id if message.is_topic_message else None, asker


async def _reply(message: Message, parts: Sequence[Part]) -> None:
    try:
        for text in messages_of(parts):
            await _put(message, text)
    except TelegramError as error:
        raise NotDelivered(str(error)) from error


async def _put(message: Message, text: str) -> None:
    """In groups as a reply, which is shown with what it replies to."""
    for attempt in range(1, TRIES + 1):
        try:
            await message.reply_text(
                text,
                parse_mode=ParseMode.HTML,
                do_quote=message.chat.type != ChatType.PRIVATE,
                allow_sending_without_reply=True,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except RetryAfter as error:
            if attempt == TRIES:
                raise
            wait = error.retry_after
            await asyncio.sleep(wait.total_seconds() if isinstance(wait, timedelta) else wait)
        else:
            return


def _text(part: Part) -> str:
    lines = ["".join(map(_signs, line)) for line in part.lines]
    if part.kind == "quote":
        lines[-1] = f"<blockquote>{lines[-1]}</blockquote>"
    return "\n".join(lines)


def _signs(run: Run) -> str:
    if run.address:
        return f'<a href="{html.escape(run.address)}">{html.escape(run.shown)}</a>'
    shown = _WORDS.sub(lambda found: _word(found[0]), run.shown)
    return f"<b>{shown}</b>" if run.strong else shown


def _word(word: str) -> str:
    core = word.rstrip(".:!?")
    shown, rest = html.escape(core, quote=False), word[len(core) :]
    return f"<code>{shown}</code>{rest}" if _CLICKABLE.search(core) else shown + rest


def _size(part: Part) -> int:
    return units(_text(part))
