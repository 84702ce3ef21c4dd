"""kill -9 while templates leave: nobody is knocked at twice, and the message itself follows once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.app import App
from bot.domain.people import Household, Role, Statistics
from bot.services import announcing, people, planning
from bot.services.planning import Plan
from bot.settings import Settings
from bot.store import events, participants
from tests.acceptance.clock import SharedClock
from tests.acceptance.guests import Guest
from tests.acceptance.process import UP_WITHIN, Bot
from tests.acceptance.test_whatsapp import FEST, at_meta, comes_back
from tests.play_whatsapp import SETTINGS
from tests.stand_ins.telegram import TelegramServer
from tests.stand_ins.whatsapp import CloudApi

STATES = """
SELECT c.address, d.state FROM delivery AS d JOIN chat AS c ON c.id = d.chat_id
WHERE d.announcement_id IS NOT NULL AND d.part = 0"""


async def invites(bot: Bot, clock: SharedClock, guests: list[Guest]) -> None:
    """People who registered two days ago are invited, and the process that is to send it is not running yet."""
    given = {**SETTINGS, "database": bot.database, "whatsapp_api_url": bot.settings["whatsapp_api_url"]}
    async with App.open(Settings(_env_file=None, **given), clock) as app, app.database.atomic() as sql:  # type: ignore[call-arg]
        ctx = app.context(sql)
        for one in guests:
            before = ctx.now - timedelta(days=2)
            chat, person = await people.meet(ctx, "whatsapp", one.phone.number, one.language, before)
            await people.register(ctx, person, chat, one.phone.name, one.household, Statistics())
        chat, team = await people.meet(ctx, "web", "a-page", "de")
        await people.register(ctx, team, chat, "Olga", Household(), Statistics())
        await participants.grant(sql, team.id, Role.COORDINATOR, ctx.now)
        begin = (ctx.now + timedelta(days=3)).replace(tzinfo=None, hour=15, minute=0, second=0, microsecond=0)
        plan = Plan({"title": FEST, "what": ""}, begin, begin + timedelta(hours=2), "Grundstraße 10")
        event = await events.get(sql, await planning.create(ctx, team, plan))
        assert event
        await announcing.invite(ctx, team, event)


def templates(meta: CloudApi, one: Guest) -> int:
    """How many templates were given to Meta for somebody."""
    return sum(call.to == one.phone.number and call.message["type"] == "template" for call in meta.calls)


async def test_fault_02_killed_while_templates_leave_each_is_tried_once_and_its_message_follows_once(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with at_meta(server, tmp_path, clock) as (bot, meta):
        amina, bela, john = (
            Guest(meta.person(f"49151123400{number}", name), language, clock)
            for number, name, language in ((11, "Amina", "fa"), (12, "Bela", "tr"), (13, "John", "en"))
        )
        await invites(bot, clock, [amina, bela, john])
        meta.fail_next("hang after accept", to=amina.phone.number)
        meta.fail_next("hang", to=bela.phone.number)
        await bot.launch()
        all_left = [amina, bela, john]
        await meta.until(lambda: all(templates(meta, one) for one in all_left), UP_WITHIN, bot.last_words)
        await amina.reads(FEST)
        await bot.kill()
        await comes_back(bot, meta)
        await amina.chooses(amina.say.t("Tell me more"))
        await bela.says("Merhaba")
        for one in (amina, bela):
            await one.reads(FEST, one.say.t("It costs nothing"))
        await john.chooses(john.say.t("I am coming"))
        await john.reads(FEST, john.say.t("You are coming: {people}", people=john.party))
        await amina.says("/menu")
        await amina.reads(amina.say.t("Hello {name}! What would you like to do?", name="Amina"))
        assert [templates(meta, one) for one in all_left] == [1, 1, 1]
        assert [len(one.read(FEST)) for one in all_left] == [2, 1, 2]  # a template and the message, or only this
        states = {address: state for address, state in bot.rows(STATES) if address != "a-page"}
        assert states == {amina.phone.number: "sent", bela.phone.number: "uncertain", john.phone.number: "sent"}
