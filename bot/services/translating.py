"""The translation desk: texts are asked for, proposed, confirmed by somebody else, and released."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from bot.domain.announcements import Announcement, Audience, AudienceKind
from bot.domain.content import Content
from bot.domain.deliveries import Urgency
from bot.domain.events import Event, EventState, Origin
from bot.domain.people import Participant
from bot.domain.translations import Group, Job, Stage, Translation, groups, version
from bot.messages import translating as words
from bot.messages import translating_team as team_words
from bot.messages.translating import Heading
from bot.services import announcing, changing, post, renewing
from bot.services.context import Context
from bot.services.people import known
from bot.store import announcements, audiences, audit, deliveries, events, participants, translations, wordings

JOBS_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """A text that is translated, and what it is of: an event, or else a free announcement."""

    text_id: int
    language: str
    event: Event | None
    news: Announcement | None

    @property
    def audience(self) -> Audience:
        """Who reads it."""
        return self.news.audience if self.news else Audience(AudienceKind.EVERYONE)


async def subject(ctx: Context, text_id: int) -> Subject | None:
    """What a text is of; None when nobody needs it any more: it is cancelled, dropped or over."""
    event, news = await events.of_text(ctx.sql, text_id), await announcements.of_text(ctx.sql, text_id)
    language = await wordings.source(ctx.sql, text_id)
    if language is None or not (event or news):
        return None
    if event and (event.state is EventState.CANCELLED or event.end <= ctx.now):
        return None
    return None if news and news.state == "stopped" else Subject(text_id, language, event, news)


async def heading(ctx: Context, found: Subject) -> Heading:
    """What a text is of in its original words, which are surely right, and when it goes out."""
    wording = await wordings.read(ctx.sql, found.text_id, found.language)
    return Heading(wording, found.event, await _leaves_at(ctx, found), is_sent=_is_sent(found), zone=ctx.project.zone)


async def _leaves_at(ctx: Context, found: Subject) -> datetime | None:
    if found.event:
        at = await announcements.next_scheduled(ctx.sql, found.event.id)
    else:
        at = found.news.send_at if found.news else None
    return at if at and at > ctx.now else None


def _is_sent(found: Subject) -> bool:
    if found.news:
        return found.news.state in {"sending", "done"}
    return found.event is not None and found.event.state is EventState.PLANNED


async def readers(ctx: Context, found: Subject) -> list[Group]:
    """Per language, how many people get a text and what they get, most people first."""
    counts = await audiences.head_count(ctx.sql, found.audience)
    written = await wordings.origins(ctx.sql, found.text_id)
    spoken = set().union(*(await translations.interpreters(ctx.sql, counts)).values())
    return groups(counts, found.language, written, await translations.of_text(ctx.sql, found.text_id), spoken)


async def set_language(ctx: Context, person: Participant, language: str, *, wanted: bool) -> None:
    """An interpreter translates into a language, or no longer."""
    await translations.set_language(ctx.sql, person.id, language, wanted=wanted)
    await audit.note(ctx.sql, person.id, f"interprets {'' if wanted else 'no more '}into", language, ctx.now)


async def jobs(ctx: Context, person: Participant) -> list[Job]:
    """What an interpreter can translate or check now, the most urgent first."""
    return await translations.jobs(ctx.sql, person.id, ctx.now, JOBS_COUNTED) if person.is_interpreter else []


@dataclass(frozen=True, slots=True)
class Asked:
    """The languages for which somebody was asked, and those for which there is nobody."""

    asked: tuple[str, ...]
    nobody: tuple[str, ...]


async def ask(ctx: Context, person: Participant, found: Subject) -> Asked:
    """Ask for every language of the audience in which a person has not written all of it.

    What was asked for before is not asked again: its interpreters were told, but for those who have come since.
    """
    new = [
        group.language
        for group in await readers(ctx, found)
        if group.language != found.language and await _ask_for(ctx, person, found, group.language)
    ]
    await audit.note(ctx.sql, person.id, "translation asked", f"text {found.text_id}", ctx.now)
    still_open = [group for group in await readers(ctx, found) if group.asked]
    nobody = tuple(group.language for group in still_open if not group.spoken)
    told = await _tell_interpreters(ctx, found, [group.language for group in still_open], new)
    return Asked(tuple(group.language for group in still_open if group.language in told), nobody)


async def _ask_for(ctx: Context, person: Participant, found: Subject, language: str) -> bool:
    """Ask for the fields that no person has written in a language; whether some were not asked for before."""
    written = await wordings.origins(ctx.sql, found.text_id)
    own = written.get(language, {})
    new = [
        await translations.ask(ctx.sql, found.text_id, field, language, person.id, ctx.now)
        for field in written.get(found.language, {})
        if own.get(field, Origin.MACHINE) is Origin.MACHINE
    ]
    return any(new)


async def _tell_interpreters(
    ctx: Context, found: Subject, still_open: Collection[str], new: Collection[str]
) -> set[str]:
    """One message to each, however many languages they translate into; in quiet hours it waits. The languages told of.

    Who was told of this original before is told only of languages that are new.
    """
    original = await wordings.read(ctx.sql, found.text_id, found.language)
    key, told = f"tq{found.text_id}:{crc32(repr(original.texts).encode()):x}", set[str]()
    for number, spoken in (await translations.interpreters(ctx.sql, still_open)).items():
        languages = sorted(spoken & set(new) if await deliveries.is_known(ctx.sql, f"{key}:*:{number}:0") else spoken)
        if languages:
            told |= set(languages)
            interpreter = await known(ctx, number)
            what = await heading(ctx, found)
            content = words.request(found.text_id, what, languages, interpreter.language)
            await _tell(ctx, found, number, content, f"{key}:{'.'.join(languages)}")
    return told


async def _tell(ctx: Context, found: Subject, number: int, content: Content, key: str) -> None:
    await post.to_participant(
        ctx, number, content, urgency=Urgency.NORMAL, dedupe_key=f"{key}:{number}",
        expires_at=found.event.end if found.event else None,
    )  # fmt: skip


async def open_fields(ctx: Context, found: Subject, language: str, *, again: bool) -> dict[str, Translation]:
    """The fields that an interpreter is asked for; `again`: those with a proposal, to be made better."""
    stored = await translations.of_text(ctx.sql, found.text_id, language)
    return {one.field: one for one in stored if (one.is_ready if again else one.stage is Stage.ASKED)}


async def standing(ctx: Context, found: Subject, language: str) -> dict[str, str]:
    """What there is of a text in a language, by field: what is proposed, or else released and not asked for anew."""
    stored = await translations.of_text(ctx.sql, found.text_id, language)
    released = await wordings.read(ctx.sql, found.text_id, language)
    open_ones = {one.field for one in stored}
    own = {field for field, of in released.languages.items() if of == language and field not in open_ones}
    return {field: released.get(field) for field in own} | {one.field: one.body for one in stored if one.is_ready}


async def propose(ctx: Context, person: Participant, found: Subject, language: str, bodies: Mapping[str, str]) -> bool:
    """Store proposals, by field; "" leaves a field to others. Whether something is new: then it is to be confirmed.

    One for what was released in the meantime is a correction, to be confirmed and released as well.
    """
    before = await standing(ctx, found, language)
    new = {field: body for field, body in bodies.items() if body and before.get(field) != body}
    for field, body in new.items():
        await translations.ask(ctx.sql, found.text_id, field, language, person.id, ctx.now)
        await translations.propose(ctx.sql, found.text_id, field, language, body, person.id, ctx.now)
    if new:
        await audit.note(ctx.sql, person.id, "translation proposed", f"text {found.text_id} {language}", ctx.now)
        await _tell_second_speakers(ctx, person, found, language)
        await _tell_coordinator(ctx, person, found, language)
    return bool(new)


async def _tell_second_speakers(ctx: Context, person: Participant, found: Subject, language: str) -> None:
    key = await _state(ctx, found, language)
    for number in await translations.interpreters(ctx.sql, [language]):
        if number != person.id:
            reader = (await known(ctx, number)).language
            content = words.to_check(found.text_id, await heading(ctx, found), language, reader)
            await _tell(ctx, found, number, content, f"tc{key}")


async def _tell_coordinator(ctx: Context, person: Participant, found: Subject, language: str) -> None:
    """Tell the one who asked, or the team when that one cannot be told; not somebody who did it themselves."""
    rows = await translations.of_text(ctx.sql, found.text_id, language)
    confirmed = all(one.stage is Stage.CONFIRMED for one in rows if one.is_ready)
    key = f"tr{await _state(ctx, found, language)}"

    async def write(reader: str) -> Content:
        what = await heading(ctx, found)
        return team_words.to_release(found.text_id, what, language, reader, confirmed=confirmed)

    asked_by = next((one.asked_by for one in rows if one.is_ready and one.asked_by is not None), None)
    asker = await participants.get(ctx.sql, asked_by) if asked_by is not None else None
    if asker is None or not asker.is_coordinator or await post.reached(ctx, asker.id) is None:
        await post.to_team(ctx, write, dedupe=key)
    elif asker.id != person.id:
        await _tell(ctx, found, asker.id, await write(asker.language), key)


async def _state(ctx: Context, found: Subject, language: str) -> str:
    """What the desk holds of a text in a language, as part of a key: each state is told of once."""
    rows = await translations.of_text(ctx.sql, found.text_id, language)
    confirmed = sum(one.stage is Stage.CONFIRMED for one in rows)
    return f"{found.text_id}:{language}:{version(rows)}:{confirmed}"


async def confirm(ctx: Context, person: Participant, found: Subject, language: str) -> bool:
    """Confirm what others wrote. Whether there was something: nobody confirms their own text."""
    if not await translations.confirm(ctx.sql, found.text_id, language, person.id, ctx.now):
        return False
    await audit.note(ctx.sql, person.id, "translation confirmed", f"text {found.text_id} {language}", ctx.now)
    await _tell_coordinator(ctx, person, found, language)
    return True


async def release(ctx: Context, person: Participant, found: Subject, language: str) -> int:
    """Let people read what was proposed, confirmed or not. How many other dates of a series have it now, too."""
    ready = [one for one in await translations.of_text(ctx.sql, found.text_id, language) if one.is_ready]
    await audit.note(ctx.sql, person.id, "translation released", f"text {found.text_id} {language}", ctx.now)
    return await write(
        ctx, person, found, language, {one.field: one.body for one in ready}, {one.field: one.origin() for one in ready}
    )


async def write(
    ctx: Context,
    person: Participant,
    found: Subject,
    language: str,
    bodies: Mapping[str, str],
    origins: Mapping[str, Origin] | None = None,
) -> int:
    """Write a text in a language, by field, as of `changing.translate`; of an event or a free announcement."""
    if found.event:
        return await changing.translate(ctx, person, found.event, language, bodies, origins)
    body = bodies.get("body", "")
    if found.news and body:
        origin = (origins or {}).get("body", Origin.PERSON)
        await wordings.write(ctx.sql, found.text_id, "body", language, body, ctx.now, origin)
        await translations.close(ctx.sql, found.text_id, "body", language)
        await audit.note(ctx.sql, person.id, "news translated", f"announcement {found.news.id}", ctx.now)
        if found.news.state == "sending":
            await announcing.renew_one(ctx, found.news)
        await renewing.news_text(ctx, person, found.news, language)
    return 0
