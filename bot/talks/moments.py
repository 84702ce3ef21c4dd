"""Asking when something is: by buttons, or typed as people type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.content import Line
from bot.domain.incoming import Incoming
from bot.domain.times import LOCAL_FORMAT, NoSuchTime, instant, is_ambiguous
from bot.errors import Refused
from bot.language import formats
from bot.language.moments import Kind, Unclear, WrongWeekday, read_end, read_moment
from bot.language.texts import mark_team
from bot.talks.talk import Accept, AskAgain, Option, Question, Talk

_TIMES = ("09:00", "10:00", "11:00", "14:00", "15:00", "16:00", "17:00", "18:00", "19:00")
_LENGTHS = (2, 3, 4)
_DAYS_AHEAD = 9
_LONGEST = timedelta(days=14)
_WHY = {
    Kind.NOT_UNDERSTOOD: mark_team('I do not understand this. Please write it like this: "28.11. 15:00".'),
    Kind.AMBIGUOUS: mark_team('This can mean two things. Please write it like this: "28.11. 15:00".'),
    Kind.IMPOSSIBLE: mark_team("There is no such day or time."),
    Kind.WRONG_WEEKDAY: mark_team("Weekday and date do not fit."),
}


async def ask_start(talk: Talk, key: str, question: Question) -> tuple[datetime, datetime | None]:
    """A future local day and time, and the end if it was written along ("15-18 Uhr").

    It is looked at in every run: while the talk goes on, a time can pass.
    """
    last = key
    said: str = await talk.ask(key, question, _reader(talk, None), _days(talk), width=3)
    if "T" not in said:
        asked = (
            Line(talk.say.team("At what time?"), "🕒", "title"),
            Line(formats.day(date.fromisoformat(said), talk.language)),
        )
        options = [Option(at, at) for at in _TIMES]
        typed: str = await talk.ask(f"{key}_time", asked, _reader(talk, date.fromisoformat(said)), options, width=3)
        said, last = typed if "T" in typed else f"{said}T{typed}", f"{key}_time"
    local, _, until = said.partition("/")
    start = datetime.strptime(local, LOCAL_FORMAT)  # noqa: DTZ007
    end = _same_day(start, time.fromisoformat(until)) if until else None
    _stands(talk, last, start, *([end] if end else []))
    return start, end


def _same_day(start: datetime, end: time) -> datetime:
    """An end given as a time: on the day of the start, or in the night after it."""
    found = datetime.combine(start.date(), end)
    return found if found > start else found + timedelta(days=1)


def _stands(talk: Talk, key: str, *times: datetime) -> None:
    """Ask `key` again when one of these cannot be."""
    try:
        for local in times:
            _check(talk, local)
    except Refused as refused:
        raise AskAgain(key, refused.reason) from None


async def ask_end(talk: Talk, key: str, start: datetime) -> datetime:
    """The local end of what begins at `start`: a length to tap, or typed."""

    async def accept(incoming: Incoming) -> str:
        return (_end(talk, talk.read_text(incoming, 120), start)).strftime(LOCAL_FORMAT)

    say = talk.say
    more = (Option(str(hours), say.team("{n} hours", n=hours)) for hours in _LENGTHS)
    options = [Option("1", say.team("1 hour")), *more]
    question = (
        Line(say.team("How long is it, or until when?"), "🕕", "title"),
        Line(f"{formats.day(start.date(), talk.language)}, {formats.clock(start)} …"),
    )
    said: str = await talk.ask(key, question, accept, options, width=2)
    end = start + timedelta(hours=int(said)) if said.isdigit() else datetime.strptime(said, LOCAL_FORMAT)  # noqa: DTZ007
    _stands(talk, key, end)
    return end


async def ask_day(talk: Talk, key: str, question: Question, first: date) -> date:
    """A day from `first` on."""

    async def accept(incoming: Incoming) -> str:
        moment = _read(talk, talk.read_text(incoming, 120))
        if moment[0] is None:
            raise Refused(talk.say.team("Please write the day, too."))
        if moment[0] < first:
            raise Refused(talk.say.team("This day is before the first date."))
        return moment[0].isoformat()

    return date.fromisoformat(await talk.ask(key, question, accept))


def local_now(talk: Talk) -> datetime:
    """What the clocks of the project show, naive."""
    return formats.local(talk.ctx.now, talk.ctx.project.zone).replace(tzinfo=None)


def _days(talk: Talk) -> Sequence[Option]:
    today = local_now(talk).date()
    days = [today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)]
    return [Option(day.isoformat(), formats.short_day(day, talk.language)) for day in days]


def _reader(talk: Talk, day: date | None) -> Accept:
    async def accept(incoming: Incoming) -> str:
        typed = talk.read_text(incoming, 120)
        if day and typed.isdecimal() and len(typed) <= 2:  # asked for the time, "15" is one
            typed += ":00"
        found, at, end = _read(talk, typed)
        on = found or day
        if on is None:
            raise Refused(talk.say.team("Please write the day, too."))
        if at is None:
            if on < local_now(talk).date():
                raise Refused(talk.say.team("This is in the past."))
            return on.isoformat()
        return datetime.combine(on, at).strftime(LOCAL_FORMAT) + (f"/{end:%H:%M}" if end else "")

    return accept


def _read(talk: Talk, typed: str) -> tuple[date | None, time | None, time | None]:
    languages = dict.fromkeys((talk.language, talk.ctx.project.language, "en"))
    try:
        moment = read_moment(typed, tuple(languages), local_now(talk))
    except Unclear as unclear:
        raise Refused(_reason(talk, unclear)) from None
    return moment.date, moment.time, moment.end


def _reason(talk: Talk, unclear: Unclear) -> str:
    reason = talk.say.team(_WHY[unclear.kind])
    if isinstance(unclear, WrongWeekday):
        reason = f"{reason} {formats.day(unclear.day, talk.language)}?"
    return reason


def no_such_time(talk: Talk) -> str:
    """Why a time in the gap of the spring night is refused."""
    return talk.say.team("This time does not exist: the clocks are set forward then.")


def _check(talk: Talk, local: datetime) -> None:
    """Refuse what cannot be the time of an event."""
    try:
        at = instant(local, talk.ctx.project.zone)
    except NoSuchTime:
        raise Refused(no_such_time(talk)) from None
    if is_ambiguous(local, talk.ctx.project.zone):
        raise Refused(talk.say.team("The clocks show this time twice in that night. Please choose another."))
    if at <= talk.ctx.now:
        raise Refused(talk.say.team("This is in the past."))


def _end(talk: Talk, typed: str, start: datetime) -> datetime:
    try:
        end = read_end(typed, (talk.language, talk.ctx.project.language, "en"), start)
    except Unclear as unclear:
        raise Refused(_reason(talk, unclear)) from None
    if end <= start:
        raise Refused(talk.say.team("The end is before the start."))
    if end - start > _LONGEST:
        raise Refused(talk.say.team("This is too long: more than two weeks."))
    return end
