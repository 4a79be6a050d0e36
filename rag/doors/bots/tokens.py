"""By what a platform knows the bot: tokens from the environment, and what to do where one is missing or refused."""

from __future__ import annotations

import os
from collections.abc import Mapping

from index.errors import SettingsError, UserError

_SLACK = "https://api.slack.com/apps, your app"

WHERE: Mapping[str, tuple[str, str]] = {
    "SLACK_BOT_TOKEN": ("xoxb-", f"{_SLACK}, OAuth & Permissions, Bot User OAuth Token (xoxb-...)"),
    "SLACK_APP_TOKEN": (
        "xapp-",
        f"{_SLACK}, Basic Information, App-Level Tokens, with the scope connections:write (xapp-...)",
    ),
    "SLACK_SIGNING_SECRET": ("", f"{_SLACK}, Basic Information, App Credentials, Signing Secret"),
    "DISCORD_TOKEN": ("", "https://discord.com/developers/applications, your application, Bot, Reset Token"),
    "TELEGRAM_TOKEN": ("", "in Telegram, @BotFather, /newbot (or /token for a bot that you have)"),
}
"""Variable -> (how its value begins, where it comes from)."""


def token(name: str) -> str:
    """The value of a variable.

    Raises:
        SettingsError: it is not set, or holds something else.
    """
    start, where = WHERE[name]
    value = os.environ.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set.", hint=f"You get it here: {where}. Then: export {name}=...")
    if not value.startswith(start):
        raise SettingsError(
            f"{name} does not begin with {start!r}: it is another one.", hint=f"You get it here: {where}"
        )
    return value


def for_slack(*others: str) -> tuple[str, ...]:
    """The bot's token, and others.

    Raises:
        SettingsError: as for one token, or by other variables slack-bolt would take this for an app of many workspaces.
    """
    if {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"} <= os.environ.keys():
        raise SettingsError(
            "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are set, by which an app is installed in many workspaces.",
            hint="newscheck answers in one. Unset them: unset SLACK_CLIENT_ID SLACK_CLIENT_SECRET",
        )
    return tuple(map(token, ("SLACK_BOT_TOKEN", *others)))


def refused(name: str, why: str) -> UserError:
    """A platform takes a token for none, or for one that may not do this."""
    return UserError(f"{name} is refused: {why}.", hint=f"You get it here: {WHERE[name][1]}")


def unreachable(platform: str, error: BaseException) -> UserError:
    """A platform does not answer."""
    why = str(error) or type(error).__name__
    return UserError(f"{platform} cannot be reached: {why}", hint="See whether this machine is on the network.")


def without_extra(error: ModuleNotFoundError) -> Exception:
    """What to install; the error itself where some other library is missing."""
    if (error.name or "").partition(".")[0] not in {"slack_bolt", "slack_sdk", "discord", "telegram", "aiohttp"}:
        return error
    return UserError("The libraries of chat platforms are missing.", hint="Install them: pip install 'newscheck[bots]'")
