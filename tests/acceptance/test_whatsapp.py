"""A whole event over WhatsApp with the real process. Only Meta is a stand-in, and only the clock is ours.

All templates are approved: what comes days later comes as one, as Meta would have it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from bot.channels.whatsapp.templates import definitions
from bot.domain.people import Household
from bot.language.texts import texts
from bot.web.parts import SIGNATURE_HEADER
from tests.acceptance.clock import SharedClock
from tests.acceptance.guests import MOMENT, Guest
from tests.acceptance.process import UP_WITHIN, Bot, installed
from tests.play_whatsapp import SETTINGS
from tests.stand_ins.telegram import TelegramServer
from tests.stand_ins.whatsapp import CloudApi
from tests.stand_ins.whatsapp_people import Shown
from tests.stand_ins.whatsapp_rules import read_definition

FEST, SOUND = "Zusammen kochen", b"OggS a laugh, and pots"
FORGED = ("", "sha256=" + "0" * 64, "sha256=schlüssel", "é€ﬀ", "sha1=abc")


@dataclass
class Cast:
    """Who plays: the coordinator, and three participants with three languages."""

    olga: Guest
    amina: Guest
    mehmet: Guest
    john: Guest

    @classmethod
    def of(cls, meta: CloudApi, clock: SharedClock) -> Cast:
        def guest(number: str, name: str, language: str, *household: int) -> Guest:
            return Guest(meta.person(number, name), language, clock, Household(*household))

        return cls(
            guest("4915112340001", "Olga", "de", 1, 0),
            guest("4915112340002", "Amina", "fa", 2, 3),
            guest("4915112340003", "Mehmet", "tr", 1, 1),
            guest("4915112340004", "John", "en", 1, 0),
        )

    @property
    def participants(self) -> list[Guest]:
        return [self.amina, self.mehmet, self.john]


@asynccontextmanager
async def at_meta(server: TelegramServer, folder: Path, clock: SharedClock) -> AsyncIterator[tuple[Bot, CloudApi]]:
    """An installation with a number at Meta's, which brings what is said to its web server.

    It sends at no pace of its own, which would be real seconds to wait; Meta still refuses what comes too fast.
    """
    given = {**SETTINGS, "telegram_token": "", "whatsapp_rate": "0"}
    async with CloudApi() as meta, installed(server, folder, clock, **given) as bot:
        meta.clock, meta.window = clock, timedelta(days=30)
        bot.settings |= {"whatsapp_api_url": meta.url}
        for _, given_to_meta in definitions():
            name, language = given_to_meta["name"], given_to_meta["language"]
            meta.templates[name, language] = replace(read_definition(given_to_meta), state="APPROVED")
        meta.webhook_url = f"http://127.0.0.1:{bot.settings['web_port']}/whatsapp"
        yield bot, meta
        secrets = [one for person in meta.people.values() for one in (person.number, person.name)]
        bot.never_said([*secrets, meta.token, meta.app_secret])


async def comes_back(bot: Bot, meta: CloudApi) -> None:
    """The process starts again, and Meta brings what nobody had acknowledged."""
    bot.out.clear()
    await bot.launch()
    await bot.says("the web chat is at")
    meta.brings_again()


async def test_an_event_goes_from_the_registration_to_the_goodbye(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with at_meta(server, tmp_path, clock) as (bot, meta):
        cast = Cast.of(meta, clock)
        await bot.launch()
        code = (await bot.says("send this code to the bot on WhatsApp")).split()[-1]
        await asyncio.gather(cast.olga.joins_the_team(code), *(one.registers() for one in cast.participants))
        await plans_an_event(cast.olga)
        await sends_it(cast.olga, 4)
        await the_places_are_filled(cast, bot, meta)
        await nobody_else_can_speak_for_them(cast, meta)
        await the_waiting_list_moves_up(cast)
        await the_event_moves(cast)
        await everyone_is_reminded(cast)
        await people_say_how_it_was(cast)
        await amina_is_forgotten(cast.amina)
        await looks_at_the_menu(cast.olga)  # what came in before is worked then, and not kept any longer
        assert [call.message for call in meta.calls if call.status not in (200, None)] == []
        assert await bot.stop() == 0
        stored = "\n".join(bot.dump())
        assert [trace for trace in ("Amina", cast.amina.phone.number) if trace in stored] == []
        assert "Mehmet" in stored


async def plans_an_event(olga: Guest) -> None:
    """The whole conversation, with six places."""
    say = olga.say
    await olga.chooses(say.team("Team menu"))
    await olga.chooses(say.team("New event"), await olga.reads(say.team("Team menu")))
    await olga.writes(say.team("What is it called?"), FEST)
    await olga.writes(say.team("What happens there?"), "Wir kochen zusammen. Alle essen mit.")
    await olga.writes(say.team("When is it?"), "Sa 28.11. 15-18 Uhr")
    await olga.writes(say.team("Where is it?"), "Gemeinschaftshaus")
    await olga.says_for_whom_it_is()
    await olga.answers(say.team("Is there a picture? Send it now."), say.team("No picture"))
    await olga.answers(say.team("Does it take place more than once?"), say.team("One time only"))
    await olga.reads(say.team("Saved as a draft."), FEST)


async def sends_it(olga: Guest, people: int) -> None:
    say = olga.say
    await olga.chooses(say.team("Preview and send"))
    await olga.chooses(say.team("Send it now"))
    await olga.reads(say.team("It goes out now."))
    olga.clock.move_on(seconds=MOMENT)
    await olga.reads(say.team("Everything is sent"), say.team("Sent: {n} of {all}", n=people, all=people))


async def the_places_are_filled(cast: Cast, bot: Bot, meta: CloudApi) -> None:
    """Six people in one call, the later word first and each twice, to a process that is killed before it comes."""
    amina, mehmet, john = cast.participants
    for one in cast.participants:
        assert one.say.t("I am coming") in "".join((await one.reads(FEST, one.say.t("It costs nothing"))).labels)
    await bot.kill()
    meta.hold()
    for one in (amina, john):
        await one.chooses(one.say.t("I am coming"))
    await meta.release(lambda held: [*reversed(held), *held])
    await comes_back(bot, meta)
    for one in (amina, john):
        await one.reads(one.say.t("You are coming: {people}", people=one.party))
    await mehmet.chooses(mehmet.say.t("I am coming"))
    waiting = "Waiting list for {people}. You are number {turn}."
    await mehmet.reads(mehmet.say.t(waiting, people=mehmet.party, turn=1))
    for one in (amina, john):
        assert len(one.read(one.say.t("You are coming: {people}", people=one.party))) == 1


async def nobody_else_can_speak_for_them(cast: Cast, meta: CloudApi) -> None:
    """Calls that Meta did not sign are refused, whatever stands in the header; one of Meta's own says nothing new."""
    john = cast.john
    before = len(john.phone.messages)
    meta.webhook_url, url = "", meta.webhook_url
    await john.chooses(john.say.t("Not this time"))
    body = meta.bodies.pop()
    real = {SIGNATURE_HEADER: meta.signature(body)}
    async with aiohttp.ClientSession() as session:
        for headers in ({}, *({SIGNATURE_HEADER: forged} for forged in FORGED)):
            async with session.post(url, data=body, headers=headers) as answer:
                assert answer.status == 403
        async with session.post(url, data=body + b" ", headers=real) as answer:
            assert answer.status == 403
    meta.webhook_url = url
    await looks_at_the_menu(john)
    assert john.read(john.say.t("You are not coming this time.")) == []
    assert len(john.phone.messages) == before + 1


async def the_waiting_list_moves_up(cast: Cast) -> None:
    """Amina's family stays at home; ten quiet seconds later Mehmet's two have room."""
    amina, mehmet = cast.amina, cast.mehmet
    good_news = mehmet.say.t("Good news: there is a place for you now. You can come.")
    await amina.chooses(amina.say.t("Only me"))
    await amina.reads(amina.say.t("You are coming: {people}", people=amina.say.tn("{number} adult", "", 1)))
    assert mehmet.read(good_news) == []
    mehmet.clock.move_on(seconds=11)
    await mehmet.reads(good_news, mehmet.say.t("You are coming: {people}", people=mehmet.party))


async def the_event_moves(cast: Cast) -> None:
    olga, say = cast.olga, cast.olga.say
    await olga.chooses(say.team("Change the time"), await opened(olga, say.team("Events")))
    await olga.writes(say.team("When is it?"), "28.11. 16-19 Uhr")
    await olga.answers(say.team("Shall I move it?"), say.t("Yes"))
    for one in cast.participants:
        await one.reads(one.say.t("Something has changed"), one.say.t("There is a new date or time."))


async def everyone_is_reminded(cast: Cast) -> None:
    cast.olga.wait_until(datetime(2026, 11, 27, 15, 1, tzinfo=UTC))
    for one in cast.participants:
        await one.reads(one.say.t("Do not forget"), FEST)


async def people_say_how_it_was(cast: Cast) -> None:
    """A face, a text and a voice message; the team reads and hears them."""
    olga, mehmet = cast.olga, cast.mehmet
    olga.wait_until(datetime(2026, 11, 28, 18, 1, tzinfo=UTC))
    say = olga.say
    await olga.answers(say.t("Please tap the button. Then you can read it."), say.t("Read it"))
    await olga.chooses(say.team("Who came?"), await olga.reads(say.team("Tick who came. Then we ask them how it was.")))
    await olga.chooses(say.team("Done"), await olga.reads(say.team("Who came?")))
    await olga.reads(say.team("Thank you! Those who came are asked how it was."))
    say = mehmet.say
    await mehmet.answers(say.t("How was it?"), say.t("Good"))
    await mehmet.writes(say.t("What was good?"), "Yemek çok güzeldi")
    await mehmet.reads(say.t("What should be better?"))
    await mehmet.speaks(SOUND)
    await mehmet.reads(say.t("Thank you! The team reads this. It helps to plan the next time."))
    await olga.chooses(olga.say.team("Feedback"), await opened(olga, olga.say.team("Past events")))
    await olga.reads("😀 1   😐 0   🙁 0", "Yemek çok güzeldi", olga.say.team("a voice message, below"))
    await olga.phone.server.until(lambda: sounds(olga) == [SOUND], UP_WITHIN, olga.phone.transcript)


def sounds(one: Guest) -> list[bytes]:
    """What somebody was sent to listen to."""
    files = one.phone.server.files
    return [files[str(shown.file)].data for shown in one.phone.messages if shown.file_kind == "audio"]


async def amina_is_forgotten(amina: Guest) -> None:
    say = amina.say
    await amina.says("/settings")
    await amina.chooses(say.t("Forget me"))
    await amina.answers(say.t("Shall I forget you?"), say.t("Yes, forget me"))
    await amina.reads(say.t("Your data is deleted."))


async def looks_at_the_menu(one: Guest) -> None:
    await one.says("/menu")
    await one.reads(one.say.t("Hello {name}! What would you like to do?", name=one.phone.name))


async def opened(olga: Guest, where: str) -> Shown:
    """The event as the team sees it, found in the team's menu."""
    await olga.says("/team")
    await olga.answers(olga.say.team("Team menu"), where)
    await olga.chooses(FEST, await olga.reads(where))
    return await olga.reads(FEST)


async def test_fault_04_a_newcomer_is_answered_also_when_the_process_is_killed_in_between(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    say = texts("fa")
    async with at_meta(server, tmp_path, clock) as (bot, meta):
        amina = meta.person("4915112345678", "Amina")
        await bot.launch()
        await bot.says("the web chat is at")
        await amina.says("Salam")
        await amina.reads("7. فارسی", UP_WITHIN)
        await amina.says("۷")
        await amina.taps(say.t("Yes, all right"))
        await amina.reads(say.t("What shall we call you?"))
        await amina.says("Amina")
        await amina.reads(say.t("How many adults? Count yourself."))
        await bot.kill()
        await amina.says("3")  # Meta keeps it, since nobody says that it was received
        await comes_back(bot, meta)
        await amina.reads(say.t("How many children?"), UP_WITHIN)
