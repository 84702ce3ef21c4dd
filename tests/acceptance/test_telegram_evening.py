"""Whole events over Telegram, played by people in four languages with the real process. Only its clock is ours."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

from icalendar import Calendar

from bot.domain.people import Household
from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, announces, draft_event, settle_in, someone
from tests.acceptance.process import Bot, installed
from tests.stand_ins.telegram import TelegramServer
from tests.stand_ins.telegram_people import Shown

PICTURE, SOUND = b"\xff\xd8a pot of soup", b"OggS a laugh, and pots"


@dataclass
class Cast:
    """Who plays: the coordinator, and four participants with four languages."""

    olga: Neighbour
    amina: Neighbour
    mehmet: Neighbour
    john: Neighbour
    sabine: Neighbour

    @classmethod
    def of(cls, server: TelegramServer, clock: SharedClock) -> Cast:
        named = (("Olga", "de"), ("Amina", "ar"), ("Mehmet", "tr"), ("John", "en"), ("Sabine", "de"))
        return cls(*(someone(server, name, language, clock) for name, language in named))

    @property
    def participants(self) -> list[Neighbour]:
        return [self.amina, self.mehmet, self.john, self.sabine]


async def plans_an_event(olga: Neighbour) -> None:
    """The whole conversation, with a position and a picture."""
    say = olga.say
    await olga.taps(say.team("Team menu"))
    await olga.taps(say.team("New event"))
    await olga.writes(say.team("What is it called?"), "Zusammen kochen")
    await olga.writes(say.team("What happens there?"), "Wir kochen zusammen. Alle essen mit.")
    await olga.writes(say.team("When is it?"), "Sa 28.11. 15-18 Uhr")
    await olga.reads(say.team("Where is it?"))
    await olga.phone.send_location(49.8951, 8.6607)
    await olga.writes(say.team("What is the place called?"), "Gemeinschaftshaus")
    await olga.says_for_whom_it_is()
    await olga.reads(say.team("Is there a picture? Send it now."))
    await olga.shows(PICTURE)
    await olga.answers(say.team("Does it take place more than once?"), say.team("One time only"))
    await olga.reads(say.team("Saved as a draft."), "Zusammen kochen")


async def writes_it_in_arabic(olga: Neighbour) -> None:
    say, asked = olga.say, olga.say.team("Please write this in {language}:", language="العربية")
    await olga.taps(say.team("Write it in another language"))
    await olga.answers(say.team("In which language do you write?"), "العربية")
    for original, translation in (
        ("Zusammen kochen", "نطبخ معًا"),
        ("Wir kochen zusammen.", "نطبخ ونأكل معًا."),
        ("eine Schürze", "مريلة"),
    ):
        await olga.reads(asked, original)
        await olga.says(translation)
    await olga.reads(say.team("Draft: only the team sees it"))


async def sends_it(olga: Neighbour, everyone: Sequence[Neighbour]) -> None:
    say = olga.say
    await olga.taps(say.team("Preview and send"))
    preview = await olga.reads("Zusammen kochen", "eine Schürze")
    assert (preview.kind, preview.buttons) == ("photo", [])
    press = await olga.taps(f"{say.team('Send it now')} ({len(everyone)})")
    assert await press.answered() == say.team("It goes out now.")
    olga.wait(seconds=10)
    await olga.reads(say.team("Everything is sent"), say.team("Sent: {n} of {all}", n=len(everyone), all=len(everyone)))


async def test_an_event_goes_from_the_registration_to_the_feedback(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    cast = Cast.of(server, clock)
    olga, amina, mehmet, john, sabine = cast.olga, *cast.participants
    async with installed(server, tmp_path, clock) as bot:
        await bot.start()
        code = (await bot.says("send this code to the bot")).split()[-1]
        await asyncio.gather(
            olga.joins_the_team(code),
            amina.registers(Household(2, 3), "I am new here"),
            mehmet.registers(Household(2, 2), "I have lived here for a long time"),
            john.registers(),
            sabine.registers(),
        )
        await plans_an_event(olga)
        await writes_it_in_arabic(olga)
        await sends_it(olga, [olga, *cast.participants])
        await everyone_has_the_invitation(cast, server)
        await six_places_are_filled(cast)
        await the_waiting_list_moves_up(cast)
        await olga_opens_the_list(olga, server)
        await the_event_moves(cast, server)
        await everyone_is_reminded(cast)
        await olga_ticks_who_came(cast)
        await people_say_how_it_was(cast)
        await olga_reads_how_it_was(cast, server)
        nothing_was_refused(server)


async def everyone_has_the_invitation(cast: Cast, server: TelegramServer) -> None:
    for one, title in ((cast.amina, "نطبخ معًا"), (cast.mehmet, "Zusammen kochen"), (cast.john, "Zusammen kochen")):
        shown = await one.reads(title, one.say.t("It costs nothing"), new=False)
        assert one.say.t("I am coming") in "".join(shown.buttons)
        assert server.files[str(shown.file)].data == PICTURE
        assert len(one.read(title)) == 1
    assert cast.mehmet.read(cast.mehmet.say.t("Some of this is in {language} only.", language="Deutsch (einfach)"))


async def six_places_are_filled(cast: Cast) -> None:
    """Four of Mehmet's, then John; Amina's five find no room."""
    for one in (cast.mehmet, cast.john, cast.amina):
        await one.taps(one.say.t("I am coming"))
        if one is not cast.amina:
            await one.reads(one.say.t("You are coming: {people}", people=party(one)))
    waiting = "Waiting list for {people}. You are number {turn}."
    await cast.amina.reads(cast.amina.say.t(waiting, people=party(cast.amina), turn=1))
    await cast.sabine.taps(cast.sabine.say.t("Maybe"))
    await cast.sabine.reads(cast.sabine.say.t("Maybe you are coming. Please tell us when you know."))


async def the_waiting_list_moves_up(cast: Cast) -> None:
    """Two families give places back; ten quiet seconds later Amina's five have room."""
    mehmet, john, amina = cast.mehmet, cast.john, cast.amina
    good_news = amina.say.t("Good news: there is a place for you now. You can come.")
    await mehmet.taps(mehmet.say.t("Only me"))
    await mehmet.reads(mehmet.say.t("You are coming: {people}", people=mehmet.say.tn("{number} adult", "", 1)))
    await john.taps(john.say.t("Not this time"))
    await john.reads(john.say.t("You are not coming this time."))
    assert not amina.read(good_news)
    amina.wait(seconds=11)
    await amina.reads(good_news, amina.say.t("You are coming: {people}", people=party(amina)))
    await john.taps(john.say.t("I am coming"))
    await john.reads(john.say.t("Waiting list for {people}. You are number {turn}.", people=party(john), turn=1))


async def olga_opens_the_list(olga: Neighbour, server: TelegramServer) -> None:
    await olga.taps(olga.say.team("Answers"), await opened(olga, "Zusammen kochen"))
    answers = await olga.reads("Amina", "Mehmet", "John", "Sabine")
    await olga.taps(olga.say.team("List as a file"), answers)
    words = spreadsheet(await file_that_comes(olga, "document", server, "Zusammen kochen"))
    assert {"Amina", "Mehmet", "John", "Sabine", olga.say.team("waiting list"), olga.say.team("maybe")} <= words


async def the_event_moves(cast: Cast, server: TelegramServer) -> None:
    """An hour later: those concerned are told, and a new calendar file moves the entry."""
    olga, amina = cast.olga, cast.amina
    await amina.taps(amina.say.t("Calendar"))
    before = calendar_entry(await file_that_comes(amina, "document", server, "نطبخ معًا"))
    await olga.taps(olga.say.team("Change the time"), await opened(olga, "Zusammen kochen"))
    await olga.writes(olga.say.team("When is it?"), "28.11. 16-19 Uhr")
    await olga.answers(olga.say.team("Shall I move it?"), olga.say.t("Yes"))
    for one in (amina, cast.mehmet, cast.john, cast.sabine):
        await one.reads(one.say.t("Something has changed"), one.say.t("There is a new date or time."), "16:00")
    await amina.taps(amina.say.t("Calendar"))
    after = calendar_entry(await file_that_comes(amina, "document", server, "نطبخ معًا"))
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]
    assert (after["DTSTART"].dt - before["DTSTART"].dt).total_seconds() == 3600
    assert after["SUMMARY"] == "نطبخ معًا"


async def everyone_is_reminded(cast: Cast) -> None:
    """A day before those who come; who may come is asked; who waits is left in peace. Then two hours before."""
    amina, mehmet, sabine = cast.amina, cast.mehmet, cast.sabine
    amina.wait_until(datetime(2026, 11, 27, 15, 1, tzinfo=UTC))
    await amina.reads(amina.say.t("Do not forget"), amina.say.t("You are coming: {people}", people=party(amina)))
    await mehmet.reads(mehmet.say.t("Do not forget"), "16:00")
    await sabine.reads(sabine.say.t("You said: maybe. Do you know now?"))
    await sabine.taps(sabine.say.t("Not this time"))
    await sabine.reads(sabine.say.t("You are not coming this time."))
    amina.wait_until(datetime(2026, 11, 28, 13, 1, tzinfo=UTC))
    for one in (amina, mehmet):
        await one.reads(one.say.t("Do not forget"), times=2)
    assert not cast.john.read(cast.john.say.t("Do not forget"))


async def olga_ticks_who_came(cast: Cast) -> None:
    """Mehmet did not come, and is not asked how it was."""
    olga, say = cast.olga, cast.olga.say
    olga.wait_until(datetime(2026, 11, 28, 18, 1, tzinfo=UTC))
    await olga.taps(say.team("Who came?"), await olga.reads(say.team("Tick who came. Then we ask them how it was.")))
    await olga.taps("☑️ Mehmet")
    await olga.taps("⬜ Mehmet", await olga.reads(say.team("Who came?")))
    await olga.taps("☑️ Mehmet")
    await olga.reads(say.team("Who came?"))
    await olga.taps(say.team("Came without an answer"))
    await olga.taps(say.team("Done"), await olga.reads(say.team("Came without an answer: {n}", n=1)))
    await olga.reads(say.team("Thank you! Those who came are asked how it was."))


async def people_say_how_it_was(cast: Cast) -> None:
    """A face, a text and a voice message."""
    amina, say = cast.amina, cast.amina.say
    await amina.answers(say.t("How was it?"), say.t("Good"))
    await amina.writes(say.t("What was good?"), "كل شيء كان لذيذًا")
    await amina.reads(say.t("What should be better?"))
    await amina.speaks(SOUND)
    await amina.reads(say.t("Thank you! The team reads this. It helps to plan the next time."))
    assert not any(one.read(one.say.t("How was it?")) for one in (cast.mehmet, cast.john, cast.sabine))


async def olga_reads_how_it_was(cast: Cast, server: TelegramServer) -> None:
    """A picture of the faces, the words, and the voice message to listen to."""
    olga, say = cast.olga, cast.olga.say
    await olga.taps(say.team("Feedback"), await opened(olga, "Zusammen kochen", "Past events"))
    await olga.reads("😀 1   😐 0   🙁 0", "كل شيء كان لذيذًا", say.team("a voice message, below"))
    assert await file_that_comes(olga, "voice", server) == SOUND
    assert (await file_that_comes(olga, "photo", server)).startswith(b"\x89PNG")


async def test_letters_a_cancelled_event_and_being_forgotten(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    cast = Cast.of(server, clock)
    olga, amina, john = cast.olga, cast.amina, cast.john
    async with installed(server, tmp_path, clock) as bot:
        await settle_in(bot, cast.participants, team=[olga])
        first, second = [await draft_event(bot, title) for title in ("Laternen basteln", "Radtour am Fluss")]
        await bot.start()
        await letters_are_answered(cast, server)
        await announces(olga, first)
        for one in (amina, john):
            await one.taps(one.say.t("I am coming"), await one.reads("Laternen basteln", new=False))
            await one.reads(one.say.t("You are coming: {people}", people=party(one)))
        await the_event_is_cancelled(cast)
        await amina_is_forgotten(amina)
        await announces(olga, second)
        await john.reads("Radtour am Fluss")
        await olga.reads(olga.say.team("Sent: {n} of {all}", n=4, all=4))
        assert not amina.read("Radtour am Fluss")
        nothing_was_refused(server)
        assert await bot.stop() == 0
        nothing_is_left_of(amina, bot)


async def letters_are_answered(cast: Cast, server: TelegramServer) -> None:
    """A text and a voice message reach the team; its answer comes back."""
    olga, john, amina = cast.olga, cast.john, cast.amina
    await john.says("Is there a lift for my wheelchair?")
    await john.answers(john.say.t("Shall I pass this on to the team?"), john.say.t("Yes, pass it on"))
    await john.reads(john.say.t("Passed on. The team answers you here."))
    letter = await olga.reads(olga.say.team("A message from {name}", name="John"), "Is there a lift")
    await olga.phone.tap_data(letter.actions[0], letter)
    await olga.writes(olga.say.team("Your answer to {name}:", name="John"), "Ja, hinten am Haus.")
    await john.reads("Is there a lift", "Ja, hinten am Haus.")
    await amina.speaks(SOUND)
    await amina.answers(amina.say.t("Shall I pass this on to the team?"), amina.say.t("Yes, pass it on"))
    heard = await olga.reads(olga.say.team("A message from {name}", name="Amina"))
    assert (heard.kind, server.files[str(heard.file)].data) == ("voice", SOUND)


async def the_event_is_cancelled(cast: Cast) -> None:
    olga, say = cast.olga, cast.olga.say
    await olga.taps(say.team("Cancel it"), await opened(olga, "Laternen basteln"))
    await olga.answers(say.team("Cancel this event?"), say.team("Yes, cancel it"))
    await olga.writes(say.team("Why? People read this."), "Das Haus ist zu.")
    await olga.reads(say.team("It is cancelled. People who are told: {n}", n=2))
    for one in (cast.amina, cast.john):
        await one.reads(one.say.t("Cancelled. We are sorry."), "Das Haus ist zu.", "Laternen basteln")
    late = await cast.john.taps(cast.john.say.t("Maybe"), cast.john.read("Laternen basteln")[0])
    assert await late.answered() == cast.john.say.t("This is cancelled. It does not take place.")
    assert not cast.mehmet.read(cast.mehmet.say.t("Cancelled. We are sorry."))


async def amina_is_forgotten(amina: Neighbour) -> None:
    say = amina.say
    await amina.says("/settings")
    await amina.taps(say.t("Forget me"))
    await amina.answers(say.t("Shall I forget you?"), say.t("Yes, forget me"))
    await amina.reads(say.t("Your data is deleted."))


def nothing_is_left_of(amina: Neighbour, bot: Bot) -> None:
    """Not her number, not her name, not her voice."""
    stored = "\n".join(bot.dump())
    traces = ("Amina", str(amina.phone.id), *amina.voices)
    assert not [trace for trace in traces if trace in stored]


async def opened(olga: Neighbour, title: str, where: str = "Events") -> Shown:
    """The event as the team sees it, found in the team's menu."""
    say = olga.say
    await olga.says("/team")
    await olga.answers(say.team("Team menu"), say.team(where))
    await olga.taps(title, await olga.reads(say.team(where)))
    return await olga.reads(title)


def nothing_was_refused(server: TelegramServer) -> None:
    """Telegram took every message and every edit."""
    refused = [call for call in server.calls if call.status != 200 and call.method != "getUpdates"]
    assert not refused, refused


def party(one: Neighbour) -> str:
    """All of the household, in words."""
    grown = one.say.tn("{number} adult", "{number} adults", one.household.adults)
    small = one.say.tn("{number} child", "{number} children", one.household.children)
    return one.say.t("{adults}, {children}", adults=grown, children=small) if one.household.children else grown


async def file_that_comes(one: Neighbour, kind: str, server: TelegramServer, title: str = "") -> bytes:
    """The newest file of this kind that the bot sends, under this title."""

    def find() -> list[Shown]:
        return [shown for shown in one.read(title) if shown.kind == kind and shown.at > one.phone.acted_at]

    await server.until(find, 10, lambda: f"no {kind} for {one.name}:\n{one.phone.transcript()}")
    return server.files[str(find()[-1].file)].data


def spreadsheet(file: bytes) -> set[str]:
    """All words in an .xlsx file."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        assert parts.testzip() is None
        shared = fromstring(parts.read("xl/sharedStrings.xml"))  # noqa: S314
    return {text.text or "" for text in shared.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t")}


def calendar_entry(file: bytes) -> dict[str, Any]:
    """The event in an .ics file."""
    [event] = Calendar.from_ical(file).walk("VEVENT")
    return dict(event)
