"""A machine translates the team's texts where nobody has: in the background, once, and never over a person's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.translation import MOST_ATTEMPTS
from bot.services import changing, machine_work
from bot.services.people import known
from bot.store import events, wordings
from tests.play import SATURDAY, Person, Stage, stage
from tests.stand_ins.translation import KEY, TranslationServer
from tests.talks.machine import AUTOMATIC, coordinator, service, translates, waits

NIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 21:00 in Darmstadt
HARD = "This text is too hard for a machine. Short sentences and simple words help."


@pytest.fixture
async def play(tmp_path: Path, server: TranslationServer) -> AsyncIterator[Stage]:
    """The bot on a Monday morning, with a translation service."""
    async with stage(tmp_path, **service(server)) as found:
        yield found


async def written(play: Stage, language: str, event_id: int = 1) -> dict[str, tuple[str, str]]:
    """What is written of an event in a language, by field: who wrote it, and what."""
    event = await events.get(play.app.database.read, event_id)
    assert event
    wording = await wordings.read(play.app.database.read, event.text_id, language)
    return {
        field: (wording.origins[field], body)
        for field, body in wording.texts.items()
        if wording.languages[field] == language
    }


async def corrects(play: Stage, by: Person, field: str, body: str) -> None:
    async with play.app.database.atomic() as sql:
        ctx, event = play.app.context(sql), await events.get(sql, 1)
        assert event
        await changing.correct_text(ctx, await known(ctx, await play.id_of(by)), event, field, body)


async def previews(play: Stage, olga: Person) -> str:
    await olga.presses("pv:1")
    return (await olga.last()).text


async def test_a_draft_is_translated_for_all_who_are_there_and_goes_out_so_with_the_line_that_says_it(
    play: Stage, server: TranslationServer
) -> None:
    olga, amal = await coordinator(play), await play.neighbour("Amal", "ar")
    await play.event("Backen", what="Um 15:00 bei uns.\nBringt Mehl mit.", send=False, by=olga, contact="Olga")
    assert olga.team("A machine is still translating: {languages}", languages="العربية, English") in (
        await previews(play, olga)
    )
    await translates(play)
    assert sorted(target for _, target, _ in server.asked) == ["ar", "en"]
    assert "still translating" not in await previews(play, olga)
    await olga.presses("send:1")
    await play.later(seconds=5)
    seen = await amal.reads("ar-Backen", "ar-Um 15:00 ar-bei ar-uns.\nar-Bringt ar-Mehl ar-mit.")
    assert amal.t(AUTOMATIC) in seen.text
    assert amal.t("Some of this is in {language} only.", language="Deutsch (einfach)") not in seen.text


async def test_without_a_service_nothing_is_asked_for_and_nothing_mentions_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as play:
        olga = await coordinator(play)
        await play.event(send=False, by=olga)
        assert "machine" not in await previews(play, olga)
        assert await play.count("SELECT count(*) FROM machine_job") == 0
        assert "translation" not in (await play.app.watch.health()).lights
        assert play.app.machine is None


async def test_what_is_sent_before_the_machine_is_ready_goes_out_in_german_and_is_changed_in_place(play: Stage) -> None:
    olga, amal = await coordinator(play), await play.neighbour("Amal", "ar")
    bela = await play.neighbour("Bela", "ar")
    german = await play.neighbour("Greta", "de")
    await play.event("Backen", by=olga)
    invitation, seen = await amal.reads("Backen"), await german.reads("Backen")
    assert amal.t("Some of this is in {language} only.", language="Deutsch (einfach)") in invitation.text
    await bela.presses("a:1:coming", await bela.reads("Backen"))
    await translates(play)
    await play.later(minutes=5)
    for one in (amal, bela):
        assert await one.has("Backen") == 1
        await one.reads("ar-Backen", one.t(AUTOMATIC))
    assert "ar-Backen" in (await amal.again(invitation)).text
    await bela.reads("ar-Backen", "✅")
    assert await german.again(seen) == seen
    edits = "SELECT count(*) FROM delivery JOIN renewal ON renewal.id = renewal_id WHERE language = 'de'"
    assert await play.count(edits) == 0  # what is as it was is not touched
    await olga.reads_no(olga.team("Sent messages have the new text: {language}", language="العربية"))


async def test_a_correction_reaches_everybody_in_their_language_as_soon_as_the_machine_has_read_it(play: Stage) -> None:
    olga, amal = await coordinator(play), await play.neighbour("Amal", "ar")
    await play.event("Backen", send=False, by=olga)
    await translates(play)
    await olga.presses("send:1")
    await play.later(seconds=5)
    invitation = await amal.reads("ar-Backen")
    await amal.presses("a:1:coming", invitation)
    await corrects(play, olga, "title", "Kochen")
    await play.later(seconds=5)
    assert "ar-" not in (await amal.again(invitation)).text.splitlines()[0]
    await translates(play)
    await play.later(seconds=5)
    assert "ar-Kochen" in (await amal.again(invitation)).text
    assert await amal.has("ar-Kochen") == await amal.has("Kochen") == 2  # the invitation, and what tells of the change


async def test_what_waits_for_the_morning_goes_out_translated(tmp_path: Path, server: TranslationServer) -> None:
    async with stage(tmp_path, now=NIGHT, **service(server)) as play:
        olga, amal = await coordinator(play), await play.neighbour("Amal", "ar")
        await play.event("Backen", by=olga)
        await olga.presses("announce")
        await olga.says("Der Ofen ist kaputt")
        await olga.taps(olga.team("Everyone"))
        await olga.taps(olga.tt("No"))
        await olga.taps(olga.team("Send it now"))
        await amal.reads_no("Backen")
        await translates(play)
        await play.later(hours=11)
        await amal.reads("ar-Backen", amal.t(AUTOMATIC))
        await amal.reads("ar-Der ar-Ofen ar-ist ar-kaputt", amal.t(AUTOMATIC))
        assert await amal.has("Backen") == 1


async def test_news_that_is_planned_for_later_is_translated_and_news_that_goes_at_once_is_not(
    play: Stage, server: TranslationServer
) -> None:
    olga, amal = await coordinator(play), await play.neighbour("Amal", "ar")
    for when in ("Send it now", "Send it at a time"):
        await olga.presses("announce")
        await olga.says("Der Ofen ist kaputt")
        await olga.taps(olga.team("Everyone"))
        await olga.taps(olga.tt("No"))
        await olga.taps(olga.team(when))
        await translates(play)
    assert server.asked == []
    await olga.says("24.11. 14:00")
    await translates(play)
    assert {target for _, target, _ in server.asked} == {"en", "ar"}
    await play.later(hours=29)
    await amal.reads("ar-Der ar-Ofen ar-ist ar-kaputt")
    assert await amal.has("Der Ofen ist kaputt") == 1


async def test_news_that_left_before_the_machine_was_ready_is_changed_in_place(play: Stage) -> None:
    olga, amal = await coordinator(play), await play.neighbour("Amal", "ar")
    await olga.presses("announce")
    await olga.says("Der Ofen ist kaputt")
    await olga.taps(olga.team("Everyone"))
    await olga.taps(olga.tt("No"))
    await olga.taps(olga.team("Send it at a time"))
    await olga.says("24.11. 14:00")
    await play.later(hours=29)
    news = await amal.reads("Der Ofen ist kaputt")
    await translates(play)
    await play.later(seconds=5)
    assert "ar-Der ar-Ofen ar-ist ar-kaputt" in (await amal.again(news)).text
    assert await amal.has("Ofen") == 1


async def test_a_persons_text_is_never_replaced_also_when_it_comes_while_the_machine_works(
    play: Stage, server: TranslationServer
) -> None:
    olga = await coordinator(play)
    await play.neighbour("Amal", "ar")
    await play.event("Backen", send=False, by=olga)

    async def somebody_writes() -> None:
        async with play.app.database.atomic() as sql:
            await wordings.write(sql, 1, "title", "ar", "خبز معا", play.clock())

    server.before = somebody_writes
    await translates(play)
    assert await written(play, "ar") == {
        "title": ("person", "خبز معا"),
        "what": ("machine", "ar-Wir ar-backen ar-zusammen."),
    }


async def test_what_people_have_written_already_is_not_sent_to_a_machine(
    play: Stage, server: TranslationServer
) -> None:
    olga = await coordinator(play, "de")
    await play.neighbour("Amal", "ar")
    await play.event("Backen", send=False, by=olga)
    async with play.app.database.atomic() as sql:
        ctx, event = play.app.context(sql), await events.get(sql, 1)
        assert event
        person = await known(ctx, await play.id_of(olga))
        await changing.translate(ctx, person, event, "ar", {"title": "خبز معا", "what": "نخبز معا."})
    server.engine = lambda *_: "must not be seen"
    await translates(play)
    assert {origin for origin, _ in (await written(play, "ar")).values()} == {"person"}


async def test_a_text_that_changes_while_the_machine_works_is_done_again(
    play: Stage, server: TranslationServer
) -> None:
    olga = await coordinator(play, "de")
    await play.neighbour("Amal", "ar")
    await play.event("Backen", send=False, by=olga)

    async def she_corrects() -> None:
        server.before = None
        await corrects(play, olga, "title", "Kochen")

    server.before = she_corrects
    await translates(play)
    assert (await written(play, "ar"))["title"] == ("machine", "ar-Kochen")
    assert [texts for *_, texts in server.asked] == [["Backen", "Wir backen zusammen."], ["Kochen"]]


async def test_a_corrected_text_is_translated_again_and_one_that_is_taken_away_is_not(
    play: Stage, server: TranslationServer
) -> None:
    olga = await coordinator(play, "de")
    await play.neighbour("Amal", "ar")
    await play.event("Backen", send=False, by=olga, what="Alt.")
    await translates(play)
    await corrects(play, olga, "title", "Kochen")
    await corrects(play, olga, "what", "Neu.")
    await corrects(play, olga, "what", "")
    await translates(play)
    assert await written(play, "ar") == {"title": ("machine", "ar-Kochen")}
    assert server.asked[1][2] == ["Kochen"]
    assert await play.count("SELECT count(*) FROM machine_job WHERE state = 'waiting'") == 0


async def test_all_dates_of_a_series_are_translated_in_few_calls(play: Stage, server: TranslationServer) -> None:
    olga = await coordinator(play, "de")
    await play.neighbour("Amal", "ar")
    until = (SATURDAY + timedelta(weeks=7)).date()
    await play.event("Backen", send=False, by=olga, repeat="weekly", until=until)
    await translates(play)
    assert (await written(play, "ar", 8))["title"] == ("machine", "ar-Backen")
    assert len(server.asked) == 1


async def test_only_what_is_simple_is_sent_and_the_coordinator_sees_why(play: Stage, server: TranslationServer) -> None:
    olga = await coordinator(play)
    assert play.app.machine
    checked: list[tuple[str, str]] = []

    def is_simple(text: str, language: str) -> bool:
        checked.append((text, language))
        return "Antragstellung" not in text

    play.app.machine.is_simple = is_simple
    await play.event("Backen", send=False, by=olga, what="Die Antragstellung erfolgt.")
    await translates(play)
    assert set(checked) == {("Backen", "de"), ("Die Antragstellung erfolgt.", "de")}
    assert await written(play, "en") == {"title": ("machine", "en-Backen")}
    assert "Antragstellung" not in server.texts
    assert olga.team(HARD) in await previews(play, olga)


async def test_a_long_sentence_is_too_hard(play: Stage, server: TranslationServer) -> None:
    olga = await coordinator(play)
    await play.event("Backen", send=False, by=olga, what=f"Wir backen {'und backen ' * 8}.")
    await translates(play)
    assert "what" not in await written(play, "en")
    assert server.asked == [("de", "en", ["Backen"])]


async def test_what_cannot_be_trusted_is_not_shown_and_the_coordinator_sees_it(
    play: Stage, server: TranslationServer
) -> None:
    olga = await coordinator(play)
    server.engine = lambda text, target: text.replace("[X0X]", "19:00") if "[X0X]" in text else f"{target}-{text}"
    await play.event("Backen", send=False, by=olga, what="Um 18:00 Uhr.")
    await translates(play)
    assert await written(play, "en") == {"title": ("machine", "en-Backen")}
    wrong = olga.team("The machine made mistakes. Its text is not used.")
    assert f"English: {wrong}" in await previews(play, olga)
    await translates(play)
    assert len(server.asked) == 1


async def test_a_language_that_the_service_does_not_know_is_left_to_people(
    play: Stage, server: TranslationServer
) -> None:
    olga = await coordinator(play)
    await play.neighbour("Farid", "fa_AF")
    await play.event("Backen", send=False, by=olga)
    await translates(play)
    assert f"دری: {olga.team('The translation service does not know this language.')}" in await previews(play, olga)
    assert {target for _, target, _ in server.asked} == {"en"}


async def test_somebody_new_with_a_new_language_is_thought_of_when_it_is_sent(play: Stage) -> None:
    olga = await coordinator(play)
    await play.event("Backen", send=False, by=olga)
    await translates(play)
    await play.neighbour("Amal", "ar")
    await olga.presses("send:1")
    await translates(play)
    assert (await written(play, "ar"))["title"] == ("machine", "ar-Backen")


async def test_a_service_that_hangs_holds_up_nobody_and_is_tried_later(play: Stage, server: TranslationServer) -> None:
    olga, amal = await coordinator(play), await play.neighbour("Amal", "ar")
    waits(play, server, 0.2)
    server.hanging = True
    await play.event("Backen", send=False, by=olga)
    await translates(play)
    await olga.presses("send:1")
    await play.later(seconds=2)
    await amal.reads("Backen")
    server.hanging = False
    await translates(play)
    assert server.asked == []  # it is left alone for a few seconds
    play.clock.move_on(seconds=5)
    waits(play, server, 30)
    await translates(play)
    assert {target for _, target, _ in server.asked} == {"en", "ar"}


async def test_a_service_that_is_down_for_long_is_told_of_once_and_once_when_it_works_again(
    play: Stage, server: TranslationServer
) -> None:
    olga = await coordinator(play)
    await play.event("Backen", send=False, by=olga)
    server.down = True
    said = olga.team("The translation service does not answer.")
    for _ in range(5):
        await translates(play)
        await olga.reads_no("The translation service")
        play.clock.move_on(minutes=2)
    light = (await play.app.watch.health()).lights["translation"]
    assert not light.ok
    assert light.why.startswith("The translation service does not answer since 10:0")
    for _ in range(4):
        await translates(play)
        play.clock.move_on(minutes=30)
    told = await olga.reads(said)
    assert (
        olga.team("Texts that nobody has translated go out in {language}.", language="Deutsch (einfach)") in told.text
    )
    assert await olga.has(said) == 1
    server.down = False
    await translates(play)
    await olga.reads(olga.team("The translation service works again."))
    assert (await play.app.watch.health()).lights["translation"].ok
    assert (await written(play, "en"))["title"] == ("machine", "en-Backen")


async def test_a_retry_after_is_kept(play: Stage, server: TranslationServer) -> None:
    olga = await coordinator(play)
    await play.event("Backen", send=False, by=olga)
    server.answers_with(429, Retry_After="120")
    await translates(play)
    play.clock.move_on(seconds=115)
    await translates(play)
    assert server.asked == []
    play.clock.move_on(seconds=10)
    await translates(play)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "The translation service does not accept our key."),
        (456, "The translation service has no letters left for this month."),
    ],
)
async def test_a_refused_key_or_a_used_up_quota_is_told_at_once_and_not_hammered(
    play: Stage, server: TranslationServer, status: int, said: str
) -> None:
    olga = await coordinator(play)
    await play.neighbour("Amal", "ar")
    await play.event("Backen", send=False, by=olga)
    server.answers_with(status, times=99)
    for _ in range(5):
        await translates(play)
        play.clock.move_on(hours=1)
    await olga.reads(olga.team(said))
    assert await olga.has(olga.team(said)) == 1
    assert server.calls.count("POST /translate") == 1
    assert not (await play.app.watch.health()).lights["translation"].ok
    await play.restarts()
    assert play.app.machine
    server.answers.clear()
    async with play.app.database.atomic() as sql:
        await machine_work.try_at_once(play.app.context(sql))
    await translates(play)
    await olga.reads(olga.team("The translation service works again."))


async def test_what_is_cut_off_in_the_middle_is_done_again_without_harm(play: Stage, server: TranslationServer) -> None:
    olga = await coordinator(play)
    await play.event("Backen", send=False, by=olga)

    assert play.app.machine
    round_ = asyncio.create_task(play.app.machine.work())

    async def the_end_comes() -> None:
        server.before = None
        round_.cancel()

    server.before = the_end_comes
    with pytest.raises(asyncio.CancelledError):
        await round_
    assert await written(play, "en") == {}
    await play.restarts()
    await translates(play)
    assert (await written(play, "en"))["title"] == ("machine", "en-Backen")
    assert len(server.asked) == 2


async def test_a_text_that_the_service_never_does_is_given_up_and_the_others_go_on(
    play: Stage, server: TranslationServer
) -> None:
    olga = await coordinator(play)
    await play.event("Backen", send=False, by=olga)
    server.answers_with(500, times=MOST_ATTEMPTS + 5)
    for _ in range(MOST_ATTEMPTS + 2):
        await translates(play)
        play.clock.move_on(minutes=31)
    assert server.calls.count("POST /translate") == MOST_ATTEMPTS
    assert f"English: {olga.team('The translation service does not answer.')}" in await previews(play, olga)
    server.answers.clear()
    await play.event("Kochen", send=False, by=olga)
    await translates(play)
    assert (await written(play, "en", 2))["title"] == ("machine", "en-Kochen")


async def test_no_text_and_no_key_stands_in_a_log(
    play: Stage, server: TranslationServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    olga = await coordinator(play)
    await play.event("Backen", send=False, by=olga, what="Die 7 Zwerge.")
    server.answers_with(500, "Die 7 Zwerge")
    await translates(play)
    play.clock.move_on(minutes=1)
    server.engine = lambda text, _: text.replace("[X0X]", "8")
    await translates(play)
    logged = [record.getMessage() for record in caplog.records if "machine" in record.name]
    assert any("reason=wrong" in line for line in logged)
    assert not any(secret in line for secret in (KEY, "Zwerge", "Backen") for line in logged)


async def test_what_was_asked_for_long_ago_is_forgotten(play: Stage) -> None:
    olga = await coordinator(play)
    await play.event("Backen", send=False, by=olga)
    await translates(play)
    play.clock.move_on(days=61)
    await play.app.schedule.prune()
    assert await play.count("SELECT count(*) FROM machine_job") == 0
    assert (await written(play, "en"))["title"] == ("machine", "en-Backen")
