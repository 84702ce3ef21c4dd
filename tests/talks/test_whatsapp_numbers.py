"""What goes to many and has more options than WhatsApp shows: they are numbered, and a typed number is a tap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.announcements import Audience, AudienceKind
from bot.domain.content import Button, Content, Line, rows
from bot.domain.deliveries import Urgency
from bot.services import post
from bot.store.mailings import Mailing
from tests.play_whatsapp import Person, WhatsAppStage, whatsapp_stage
from tests.talks.test_whatsapp_closed import neighbour

HOW_MANY = 12  # two more than there are rows in a list


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[WhatsAppStage]:
    """The bot with a number at Meta's and all templates approved, on a Monday morning."""
    async with whatsapp_stage(tmp_path) as found:
        await found.templates()
        yield found


async def mails(play: WhatsAppStage, question: str, first: int) -> None:
    """Everybody gets twelve buttons; the even numbers switch reminders off with `first` 0, and on with 1."""

    async def write(language: str) -> Content:
        buttons = [Button(f"Number {number}", f"rem:{(number + first) % 2}") for number in range(1, HOW_MANY + 1)]
        return Content(language, (Line(question),), rows(buttons)).noticed("news", "read")

    async with play.app.database.atomic() as sql:
        audience = Audience(AudienceKind.EVERYONE)
        await post.to_audience(play.app.context(sql), Mailing(audience, Urgency.NORMAL, f"n{question}"), write)
    await play.work()


async def reminded(play: WhatsAppStage, person: Person) -> int:
    """Whether somebody is reminded, which is what the numbers change here."""
    return await play.count("SELECT reminders FROM participant WHERE id = ?", await play.id_of(person))


async def test_a_number_is_typed_after_a_message_for_many(play: WhatsAppStage) -> None:
    amina, bela = await neighbour(play, "Amina"), await neighbour(play, "Bela", "ar")
    await mails(play, "Reminders?", 0)
    assert "12. Number 12" in (await amina.reads("Reminders?")).text
    await amina.says("12")
    assert await reminded(play, amina) == 0
    assert await reminded(play, bela) == 1
    await bela.says("\u0662")
    assert await reminded(play, bela) == 0
    assert await play.count("SELECT count(*) FROM letter") == 0


async def test_a_number_belongs_to_what_came_last_and_not_to_what_has_yet_to_come(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await mails(play, "First?", 0)
    await play.later(hours=11)  # it is nine in the evening
    await mails(play, "Second?", 1)
    assert await amina.has("Second?") == 0
    await amina.says("2")
    assert await reminded(play, amina) == 0, "of the first"
    await play.later(hours=12)
    await amina.reads("Second?")
    await amina.says("2")
    assert await reminded(play, amina) == 1
    await amina.commands("language")
    await amina.says("2")
    assert await play.count("SELECT language = 'en' FROM participant WHERE id = ?", await play.id_of(amina)) == 1


async def test_where_a_template_knocked_the_numbers_are_those_of_the_text_that_follows(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await play.later(hours=25)
    await mails(play, "Reminders?", 0)
    assert await amina.has("Reminders?") == 0
    assert await play.count("SELECT choices = '' FROM chat WHERE address = ?", amina.address) == 1
    await amina.taps(amina.t("Read it"))
    await amina.reads("Reminders?")
    await amina.says("2")
    assert await reminded(play, amina) == 0


async def test_what_was_on_its_way_when_the_bot_was_killed_may_have_come_and_be_answered(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await mails(play, "Reminders?", 0)
    await play.change("UPDATE delivery SET state = 'sending', done_at = NULL WHERE body_id IS NOT NULL")
    await play.change("UPDATE chat SET choices = ''")
    await play.restarts(after=3)
    await amina.says("2")
    assert await reminded(play, amina) == 0
