"""The bot off for minutes or for more than a day, and Telegram asking for a pause, on a clock that the test moves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.acceptance.clock import SharedClock
from tests.acceptance.neighbours import announces, someone
from tests.acceptance.process import installed
from tests.acceptance.scenes import FAST, FEST, all_is_sent, prepared, refused, states
from tests.stand_ins.telegram import Call, TelegramServer

PAUSE = 35  # seconds that Telegram asks for


async def test_fault_08_after_ten_minutes_messages_are_handled_and_open_choices_shown_again(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    amina, john = someone(server, "Amina", "ar", clock), someone(server, "John", "en", clock)
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, [mehmet], event = await prepared(bot, server, 1)
        await announces(olga, event)
        await mehmet.reads(FEST, new=False)
        for one in (amina, john):
            await one.starts()
            await one.consents()
        await john.reads(john.say.t("What shall we call you?"))
        await amina.writes(amina.say.t("What shall we call you?"), "Amina")
        adults = await amina.reads(amina.say.t("How many adults? Count yourself."))
        await bot.stop()
        await amina.taps("2", adults)  # nobody is there, and Telegram forgets it
        await john.says("John")
        clock.move_on(minutes=10)
        server.pass_minutes(10)
        await bot.start()
        await bot.says("was off seconds=6")
        await amina.reads(amina.say.t("How many adults? Count yourself."), times=2)
        await amina.taps("3")
        await amina.reads(amina.say.t("How many children?"))
        await john.reads(john.say.t("How many adults? Count yourself."))
        assert len(mehmet.phone.messages) == 1  # who was asked nothing is left in peace
        assert not olga.read(olga.say.team("Messages from that time may be lost."))


async def test_fault_09_after_more_than_a_day_the_team_is_told_and_reminders_are_put_right(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock, telegram_rate=FAST) as bot:
        olga, [mehmet, amina], event = await prepared(bot, server, 2)
        await announces(olga, event)
        for one in (mehmet, amina):
            await one.taps(one.say.t("I am coming"), await one.reads(FEST, new=False))
            await one.reads(one.say.t("You are coming: {people}", people=one.say.tn("{number} adult", "", 1)))
        await bot.stop()
        await amina.taps(amina.say.t("Not this time"))  # which nobody ever hears
        amina.wait_until(datetime(2026, 11, 26, 10, 0, tzinfo=UTC))
        server.pass_minutes(3 * 24 * 60)
        await bot.start()  # four hours before it begins: the reminder of the day before is late, and still makes sense
        await bot.says("was off seconds=2")
        await olga.reads("🔌", "10:00", "11:00", new=False)  # when it was off
        for one in (mehmet, amina):
            await one.reads(one.say.t("Do not forget"), "15:00")
        clock.move_on(hours=2, minutes=1)
        for one in (mehmet, amina):
            await one.reads(one.say.t("Do not forget"), times=2)
        await bot.stop()
        await bot.start()
        clock.move_on(hours=1)
        await mehmet.says("/menu")
        await mehmet.reads(mehmet.say.t("Hello {name}! What would you like to do?", name=mehmet.name))
        assert [len(one.read(one.say.t("Do not forget"))) for one in (mehmet, amina)] == [2, 2]
        assert len(olga.read("🔌")) == 1


async def test_fault_10_a_pause_that_telegram_asks_for_is_kept_over_a_restart_and_replies_go_first_afterwards(
    server: TelegramServer, tmp_path: Path, clock: SharedClock
) -> None:
    async with installed(server, tmp_path, clock) as bot:
        olga, people, event = await prepared(bot, server, 30)
        first, unlucky = people[0], people[9]
        server.fail_next("sendMessage", 429, chat=unlucky.phone.id, retry_after=PAUSE, adaptive_retry=1)
        await announces(olga, event)
        await bot.says("paused channel=telegram")
        [told] = refused(server, 429)
        assert await bot.stop() == 0
        since = len(server.calls)
        assert [call.chat for call in server.calls[server.calls.index(told) :]].count(told.chat) == 1

        await first.taps(first.say.t("I am coming"), first.read(FEST)[0])
        clock.move_on(seconds=PAUSE - 15)
        await bot.start()
        await server.until(lambda: not server.pending, 20, "the tap is not taken")
        assert not {"sendMessage", "editMessageText"} & {call.method for call in server.calls[since:]}
        clock.move_on(seconds=15)

        def confirmed() -> list[Call]:
            return [call for call in server.calls[since:] if call.chat == str(first.phone.id)]

        await server.until(confirmed, 20, first.phone.transcript)
        overtaken = server.calls[since : server.calls.index(confirmed()[0])]
        assert [call.method for call in overtaken].count("sendMessage") <= 3  # those that were under way
        await all_is_sent(olga, to=31)
        assert states(bot) == {"sent": 31}
        assert all(len(one.read(FEST)) == 1 for one in [olga, *people])
