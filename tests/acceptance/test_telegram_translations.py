"""A translation that is released after the invitation went out over Telegram."""

from __future__ import annotations

from pathlib import Path

from bot.language.languages import LANGUAGES
from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import Neighbour, announces, draft_event, settle_in, someone
from tests.acceptance.process import installed
from tests.acceptance.scenes import FAST, FEST, accepted
from tests.stand_ins.telegram import TelegramServer

SENLIK = "Komşu şenliği"


def to_participants(server: TelegramServer, team: Neighbour) -> int:
    """How many messages went out to others than the coordinator."""
    return sum(call.parameters["chat_id"] != str(team.phone.id) for call in accepted(server))


async def test_it_changes_the_messages_in_place_and_sends_none_anew(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga = someone(server, "Olga", "de", clock)
        emine, mehmet, ayse = (someone(server, name, "tr", clock) for name in ("Emine", "Mehmet", "Ayşe"))
        await settle_in(bot, [emine, mehmet, ayse], team=[olga])
        event = await draft_event(bot, FEST)
        await bot.start()
        await announces(olga, event)
        invitations = {one.name: await one.reads(FEST, new=False) for one in (emine, mehmet, ayse)}
        await olga.reads(olga.say.team("Everything is sent"))
        await emine.taps(emine.say.t("I am coming"))
        coming = emine.say.t("You are coming: {people}", people=emine.say.tn("{number} adult", "", 1))
        await emine.reads(coming, new=False)
        mehmet.phone.deletes(invitations["Mehmet"])
        sent = to_participants(server, olga)
        await olga.presses(f"word:{event}")
        await olga.answers(olga.say.team("In which language do you write?"), LANGUAGES["tr"].name)
        await olga.writes(olga.say.t("Please write this in {language}:", language=LANGUAGES["tr"].name), SENLIK)
        await olga.reads(olga.say.team("Changed: {n}", n=2), olga.say.team("Could not be changed: {n}", n=1), new=False)
        assert {invitations[name].text.count(SENLIK) for name in ("Emine", "Ayşe")} == {1}
        assert coming in invitations["Emine"].text
        assert all(len(one.read(SENLIK)) == 1 for one in (emine, ayse))
        assert not mehmet.read(SENLIK)
        assert to_participants(server, olga) == sent
        await ayse.taps(ayse.say.t("Maybe"), invitations["Ayşe"])
        await ayse.reads(ayse.say.t("Maybe you are coming. Please tell us when you know."), SENLIK, new=False)
