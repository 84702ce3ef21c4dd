"""How things stand: lights, green or red, with one sentence why. Others look; this only judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.translation import Hold, Trouble

# A long poll ends after 50 s (channels/telegram), with a pause of at most 30 s after a failure: two have failed then.
POLLED_WITHIN = timedelta(minutes=3)
# The worker tries again after at most 5 minutes (delivery/policy.py), and a pause that Telegram asks for is seldom
# longer than one: after ten minutes without an answer it is no hiccup. How long a message waits says nothing: the last
# of a long announcement waits for hours while others leave all the time.
STUCK_AFTER = timedelta(minutes=10)
# A thousand updates at once are worked within seconds, and a database that is locked is asked again every second.
WORKED_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Light:
    """Green (`ok`) or red, and why: one sentence for the person who runs the bot."""

    ok: bool
    why: str


@dataclass(frozen=True, slots=True)
class Sending:
    """One channel: since when its oldest message could have left, when the messenger last took or refused one."""

    waiting_since: datetime | None = None
    answered_at: datetime | None = None
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database says: every channel in use, the oldest update not worked, how many updates are set aside."""

    sending: Mapping[str, Sending]
    oldest_update: datetime | None
    set_aside: int
    translation: Hold | None = None  # trouble with the translation service


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was looked at. `stored` is None when the database gave no answer, `unwritable` "" when it took a write.

    `polled` says whether Telegram is asked for updates at all, `translates` whether a translation service is set up;
    `trouble` what ends the process, or "".
    """

    now: datetime
    zone: str
    started_at: datetime
    unwritable: str
    stored: Stored | None
    polled: bool = False
    last_poll: datetime | None = None
    trouble: str = ""
    translates: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """How things stand."""

    lights: Mapping[str, Light]
    last_poll: datetime | None
    database_writable: bool
    oldest_waiting_seconds: int | None  # 0: nothing waits that may leave; None: not known

    @property
    def ok(self) -> bool:
        """Whether nobody has to look."""
        return all(light.ok for light in self.lights.values())

    def as_json(self) -> dict[str, Any]:
        """The same as plain data; nothing in it is about a person."""
        return {
            "ok": self.ok,
            "last_poll": self.last_poll.isoformat() if self.last_poll else None,
            "database_writable": self.database_writable,
            "oldest_waiting_seconds": self.oldest_waiting_seconds,
            "lights": {name: {"ok": light.ok, "why": light.why} for name, light in self.lights.items()},
        }


def judge(seen: Seen) -> Health:
    """The lights for what was seen. What was not looked at has none."""
    lights = {
        "alive": Light(not seen.trouble, seen.trouble or "It answers."),
        "database": _database(seen),
    }
    if seen.polled:
        lights["polling"] = _polling(seen)
    oldest = None
    if seen.stored is not None:
        lights |= {f"sending_{name}": _sending(name, one, seen) for name, one in seen.stored.sending.items()}
        lights["inbox"] = _inbox(seen.stored, seen)
        lights["set_aside"] = Light(True, _set_aside(seen.stored.set_aside))
        if seen.translates:
            lights["translation"] = _translation(seen.stored.translation, seen)
        oldest = _oldest_seconds(seen.stored, seen.now)
    return Health(lights, seen.last_poll, not seen.unwritable, oldest)


def stuck_since(sending: Sending, started_at: datetime, now: datetime) -> datetime | None:
    """Since when nothing leaves a channel although something may; None when that is not so, or not for long."""
    if sending.waiting_since is None:
        return None
    since = max(sending.waiting_since, started_at, sending.answered_at or started_at)
    return since if now - since >= STUCK_AFTER else None


def _database(seen: Seen) -> Light:
    if seen.unwritable or seen.stored is None:
        return Light(False, seen.unwritable or "It has not been read in time.")
    return Light(True, "It can be written.")


def _polling(seen: Seen) -> Light:
    since = seen.last_poll or seen.started_at
    if seen.now - since <= POLLED_WITHIN:
        return Light(True, "Telegram answers.")
    return Light(False, f"Telegram has not answered since {_at(since, seen)}: look at this machine's network.")


def _sending(name: str, sending: Sending, seen: Seen) -> Light:
    held = ""
    if sending.paused_until is not None and sending.paused_until > seen.now:
        held = f"held until {_at(sending.paused_until, seen)}, as the messenger asked for it or cannot be reached"
    stuck = stuck_since(sending, seen.started_at, seen.now)
    if stuck is not None:
        why = f"Nothing has left on {name} since {_at(stuck, seen)}, although messages wait"
        return Light(False, f"{why}: it is {held}." if held else f"{why}: look at the logs.")
    if held:
        return Light(True, f"It is {held}.")
    if sending.waiting_since is None:
        return Light(True, "Nothing waits that may leave now.")
    return Light(True, f"Messages wait since {_at(sending.waiting_since, seen)}, and leave one after the other.")


def _inbox(stored: Stored, seen: Seen) -> Light:
    since = max(stored.oldest_update, seen.started_at) if stored.oldest_update else seen.now
    if seen.now - since <= WORKED_WITHIN:
        return Light(True, "What comes in is worked.")
    return Light(False, f"What came in since {_at(since, seen)} has not been worked: look at the logs.")


def _set_aside(number: int) -> str:
    return f"Updates of the last days that could not be worked and were set aside: {number}."


_TRANSLATION = {
    Trouble.SILENT: "The translation service does not answer since {}",
    Trouble.REFUSED: "The translation service refuses KRANICH_TRANSLATE_KEY since {}",
    Trouble.USED_UP: "The translation service has no letters left since {}",
    Trouble.GARBLED: "What is at KRANICH_TRANSLATE_URL does not answer as a translation service since {}",
}


def _translation(found: Hold | None, seen: Seen) -> Light:
    if found is None:
        return Light(True, "The translation service has done all that was asked.")
    why = _TRANSLATION[found.trouble].format(_at(found.since, seen))
    return Light(not found.is_serious(seen.now), f"{why}: texts go out in the language in which they were written.")


def _oldest_seconds(stored: Stored, now: datetime) -> int:
    waits = [now - one.waiting_since for one in stored.sending.values() if one.waiting_since is not None]
    return max(0, int(max(waits, default=timedelta()).total_seconds()))


def _at(instant: datetime, seen: Seen) -> str:
    local, today = (at.astimezone(ZoneInfo(seen.zone)) for at in (instant, seen.now))
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%Y-%m-%d %H:%M}"
