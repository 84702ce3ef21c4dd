"""What the value of a setting must look like. Each raises ValueError with what to say after the setting's name."""

from __future__ import annotations

import re
from datetime import time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.domain.times import QuietHours
from bot.language.languages import LANGUAGES, TEAM_LANGUAGES

_DURATION = re.compile(r"^(\d{1,4})\s*(d|h|m)$")
_HOURS = re.compile(r"^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def zone(value: str) -> str:
    """A time zone that is known here."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError('is not a known time zone; an example is "Europe/Berlin"') from error
    return value


def language(value: str) -> str:
    """A language that people can choose."""
    if value not in LANGUAGES:
        raise ValueError(
            f"must be one of {', '.join(LANGUAGES)}; the team's own texts are in {', '.join(TEAM_LANGUAGES)}"
        )
    return value


def address(value: str | None) -> str | None:
    """An address on the web, without the stroke at its end."""
    if value is not None and not re.match(r"^https?://[^\s/]+", value):
        raise ValueError("must begin with http:// or https://")
    try:
        urlsplit(value).port  # noqa: B018 - it is read only now
    except ValueError as error:
        raise ValueError("is no address that the web knows") from error
    return value.rstrip("/") if value else None


def webhook(value: str | None) -> str | None:
    """Where Telegram brings updates."""
    secure = value is None or value.startswith(("https://", "http://127.0.0.1:"))
    if value is not None and not (secure and value.endswith("/telegram")):
        raise ValueError("must begin with https:// and end in /telegram")
    return value


def telegram_token(value: SecretStr | None) -> SecretStr | None:
    """A bot's token."""
    return _matching(
        value, r"\d+:[A-Za-z0-9_-]{10,}", "does not look like a token from @BotFather (numbers, a colon, letters)"
    )


def own_secret(value: SecretStr | None) -> SecretStr | None:
    """A secret that was thought up for Kranich."""
    return _matching(value, r"[A-Za-z0-9_-]{16,256}", "must be 16 to 256 of A-Z a-z 0-9 _ -")


def one_word(value: SecretStr | None) -> SecretStr | None:
    """A secret without spaces."""
    return _matching(value, r"[!-~]+", "must be one word of letters, digits and signs")


def meta_id(value: str | None) -> str | None:
    """A number that Meta gave to something."""
    if value is not None and not re.fullmatch(r"[0-9]{1,30}", value):
        raise ValueError("must be a number, as Meta shows it beside the phone number")
    return value


def _matching(value: SecretStr | None, pattern: str, otherwise: str) -> SecretStr | None:
    if value is not None and not re.fullmatch(pattern, value.get_secret_value()):
        raise ValueError(otherwise)
    return value


def duration(text: str) -> timedelta:
    """A length of time such as 24h, 90m or 2d; raises ValueError."""
    match = _DURATION.match(text)
    if not match or int(match[1]) == 0:
        raise ValueError(f'"{text}" is not a length of time such as 24h, 90m or 2d')
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def quiet_hours(text: str) -> QuietHours:
    """Quiet hours such as 20:00-08:00; raises ValueError."""
    match = _HOURS.match(text.strip())
    if not match:
        raise ValueError("must look like 20:00-08:00")
    hour, minute, end_hour, end_minute = (int(part) for part in match.groups())
    if max(hour, end_hour) > 23 or max(minute, end_minute) > 59:
        raise ValueError("has an hour or minute that no clock shows; an example is 20:00-08:00")
    return QuietHours(time(hour, minute), time(end_hour, end_minute))
