"""Discord: mentions, replies and direct messages; an answer is text in Discord's Markdown.

Text and no embed: a server may forbid embeds, and a reader may have them switched off, and the citations with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import aiohttp
import discord

from rag.doors.bots.blocks import Part, Run, packed, units
from rag.doors.bots.talking import Bot, Heard, NotDelivered
from rag.doors.bots.tokens import refused, unreachable

PER_MESSAGE = 2_000
"""Discord's limit, in characters."""

_SPECIAL = re.compile(r"[\\`*_~|<\[@/]|:(?=\S)|^[-+#>]|(?<=\d)\.(?=\s)")
"""Signs of Markdown, mentions, emoji, times and addresses; where lines begin, of headings and lists."""


class Client(discord.Client):
    """The bot's connection. It mentions nobody, whatever it says."""

    def __init__(self, bot: Bot, told: Callable[[str], None]) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            guild_ready_timeout=0.0,  # what is said in a server is answered before all is known of the server
        )
        self._bot = bot
        self._told = told

    async def on_ready(self) -> None:
        """Connected, or connected anew."""
        self._told(f"@{self.user}")

    async def on_message(self, message: discord.Message) -> None:
        """Answer what a person says to the bot."""
        if not self._is_asked(message):
            return
        heard = Heard(id=message.id, thread=_thread_of(message), text=self._typed(message))
        await self._bot.hear(heard, lambda parts: _reply(message, parts))

    def _is_asked(self, message: discord.Message) -> bool:
        if message.author.bot or message.webhook_id or message.is_system():
            return False
        return message.guild is None or self.user in message.mentions

    def _typed(self, message: discord.Message) -> str:
        """Without the bot's name."""
        return re.sub(rf"<@!?{self.user.id if self.user else 0}>", " ", message.content).strip()


async def serve(bot: Bot, *, token: str, told: Callable[[str], None]) -> None:
    """Answer until cancelled.

    Args:
        bot: Who answers.
        token: The bot's.
        told: Is told the name of the bot when it hears.

    Raises:
        UserError: Discord cannot be reached, or takes the token for none.
    """
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    async with Client(bot, told) as client:
        try:
            await client.login(token)
            await client.connect()
        except discord.LoginFailure as error:
            raise refused("DISCORD_TOKEN", "Discord knows no such bot") from error
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise unreachable("Discord", error) from error
        except AttributeError as error:  # how discord.py 2.7 fails when its first connection does
            raise unreachable("Discord", error.__context__ or error) from error
        finally:
            await bot.finish()


def messages_of(parts: Sequence[Part]) -> list[str]:
    """What is sent, message by message."""
    fitting = (part.fitting(PER_MESSAGE, _size) for part in parts)
    return ["\n".join(map(_text, pack)) for pack in packed(fitting, most=PER_MESSAGE, size=_size, count=PER_MESSAGE)]


async def _reply(message: discord.Message, parts: Sequence[Part]) -> None:
    whereto = message.to_reference(fail_if_not_exists=False)
    try:
        for text in messages_of(parts):
            await message.channel.send(text, reference=whereto, mention_author=False, suppress_embeds=True)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise NotDelivered(str(error)) from error


def _thread_of(message: discord.Message) -> tuple[int, ...]:
    """A thread is one conversation; a channel is one with each person in it."""
    if isinstance(message.channel, discord.Thread):
        return (message.channel.id,)
    return message.channel.id, message.author.id


def _text(part: Part) -> str:
    starts = [""] * len(part.lines)
    if part.kind == "quote":
        starts[-1] = "> "
    elif part.kind == "source":
        starts = ["-# "] * len(part.lines)
    return "\n".join(start + "".join(map(_signs, line)) for start, line in zip(starts, part.lines, strict=True))


def _signs(run: Run) -> str:
    shown = _SPECIAL.sub(r"\\\g<0>", run.shown)
    if run.address:
        return f"[{shown}](<{run.address}>)"
    return f"**{shown}**" if run.strong else shown


def _size(part: Part) -> int:
    return units(_text(part))
