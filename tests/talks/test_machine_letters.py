"""Letters to the team and back, each with a machine's translation under the original where that is set up."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.services import letter_translations
from tests.play import Person, Shown, Stage, stage
from tests.stand_ins.translation import TranslationServer
from tests.talks.machine import AUTOMATIC, coordinator, service, translates
from tests.talks.test_letters import writes

NIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 21:00 in Darmstadt
READS_ALONG = "A translation service reads what you write to the team, too."


@pytest.fixture
async def play(tmp_path: Path, server: TranslationServer) -> AsyncIterator[Stage]:
    """The bot on a Monday morning, with a translation service that also gets letters."""
    async with stage(tmp_path, **service(server, letters=True)) as found:
        yield found


@pytest.fixture
async def night(tmp_path: Path, server: TranslationServer) -> AsyncIterator[Stage]:
    """The same at nine in the evening."""
    async with stage(tmp_path, now=NIGHT, **service(server, letters=True)) as found:
        yield found


async def answers(olga: Person, words: str) -> None:
    await olga.taps(olga.team("Write an answer"))
    await olga.says(words)


async def asked_for(olga: Person, name: str = "Amal") -> Shown:
    return await olga.reads(olga.team("A message from {name}", name=name))


def has_both(message: Shown, olga: Person, original: str, translation: str) -> bool:
    """Whether the original stands above, then the label, then the translation."""
    return f"{original}\n\n🤖 {olga.t(AUTOMATIC)}\n{translation}" in message.text


async def test_a_letter_comes_at_once_and_its_translation_is_put_under_it(play: Stage) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
    await writes(amal, "أين المطبخ؟")
    first = await asked_for(olga)
    assert "العربية" in first.text
    assert AUTOMATIC not in first.text
    await translates(play)
    assert has_both(await olga.again(first), olga, "أين المطبخ؟", "de-أين de-المطبخ؟")
    assert await olga.has("أين المطبخ؟") == 1
    await olga.presses("letters")
    await olga.taps("Amal", await olga.last())
    assert has_both(await olga.last(), olga, "أين المطبخ؟", "de-أين de-المطبخ؟")
    await olga.taps(olga.team("Write an answer"))
    assert "de-أين de-المطبخ؟" in (await olga.last()).text


async def test_the_answer_goes_back_the_same_way(play: Stage) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
    await writes(amal, "أين المطبخ؟")
    await answers(olga, "Im Keller. Kommen Sie um 15:00.")
    first = await amal.reads("Im Keller. Kommen Sie um 15:00.")
    await translates(play)
    found = await amal.again(first)
    assert has_both(found, amal, "Im Keller. Kommen Sie um 15:00.", "ar-Im ar-Keller. ar-Kommen ar-Sie ar-um 15:00.")
    assert amal.t("You wrote: {text}", text="أين المطبخ؟") in found.text
    assert await amal.has("Im Keller") == 1


async def test_everybody_in_the_team_gets_it_in_their_own_language(play: Stage) -> None:
    olga, peter, leila = [await coordinator(play, code) for code in ("de", "en", "ar")]
    await writes(await play.neighbour("Amal", "ar"), "مرحبا")
    await translates(play)
    assert "de-مرحبا" in (await asked_for(olga)).text
    assert "en-مرحبا" in (await asked_for(peter)).text
    assert leila.t(AUTOMATIC) not in (await asked_for(leila)).text


async def test_what_waits_for_the_morning_leaves_with_its_translation(night: Stage) -> None:
    olga, amal = await coordinator(night, "de"), await night.neighbour("Amal", "ar")
    await writes(amal, "مرحبا")
    await translates(night)
    await olga.reads_no("مرحبا")
    await night.later(hours=11)
    assert has_both(await asked_for(olga), olga, "مرحبا", "de-مرحبا")
    assert await olga.has("مرحبا") == 1


async def test_where_a_message_cannot_be_changed_the_translation_follows_it(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play.app.web, "can_edit", False)
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
    await writes(amal, "مرحبا")
    first = await asked_for(olga)
    await translates(play)
    assert (await olga.again(first)).text == first.text
    follows = await olga.last()
    assert "de-مرحبا" in follows.text
    assert " مرحبا" not in follows.text
    await answers(olga, "Hallo")
    await translates(play)
    assert (await amal.last()).text.endswith("ar-Hallo")


async def test_a_letter_that_is_on_its_way_at_this_moment_is_waited_for(play: Stage) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
    await writes(amal, "مرحبا")
    await play.change("UPDATE delivery SET state = 'sending', left_at = made_at WHERE dedupe_key LIKE 'l1:%'")
    await translates(play)
    await olga.reads_no("de-مرحبا")
    await play.change("UPDATE delivery SET state = 'sent' WHERE dedupe_key LIKE 'l1:%'")
    await play.settle()
    await olga.reads("de-مرحبا")
    assert await olga.has("مرحبا") == 1


async def test_shown_again_after_a_crash_it_stands_there_once(play: Stage) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
    await writes(amal, "مرحبا")
    await translates(play)
    before = await play.count("SELECT count(*) FROM delivery")
    await play.change("UPDATE machine_job SET state = 'ready'")
    await play.restarts()
    async with play.app.database.atomic() as sql:
        await letter_translations.show_due(play.app.context(sql))
    assert await play.count("SELECT count(*) FROM delivery") == before
    assert await olga.has("de-مرحبا") == 1


async def test_whoever_was_not_reached_gets_no_translation(play: Stage) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
    await writes(amal, "مرحبا")
    await play.change("UPDATE delivery SET state = 'unreachable' WHERE dedupe_key LIKE 'l1:%'")
    await translates(play)
    await olga.reads_no("de-مرحبا")
    assert await play.count("SELECT count(*) FROM machine_job WHERE state = 'ready'") == 0


async def test_letters_stay_in_the_house_unless_that_is_set(tmp_path: Path, server: TranslationServer) -> None:
    async with stage(tmp_path, **service(server)) as play:
        olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
        await writes(amal, "مرحبا")
        await answers(olga, "Hallo")
        await translates(play)
        assert server.calls == []
        await amal.reads_no(amal.t(READS_ALONG))


async def test_people_are_told_before_they_write_and_before_they_consent(play: Stage) -> None:
    amal, nora = await play.neighbour("Amal", "ar"), play.person("en")
    await amal.says("مرحبا")
    await amal.reads(amal.t("Shall I pass this on to the team?"), amal.t(READS_ALONG))
    await amal.presses("write")
    await amal.reads(amal.t("What would you like to tell the team?"), amal.t(READS_ALONG))
    await nora.starts()
    await nora.taps("English")
    await nora.taps(nora.t("Tell me more"))
    details = (await nora.last()).text
    assert "goes to a translation service" in details
    assert "We give it to nobody" not in details


async def test_names_and_numbers_in_a_letter_stay_in_the_house(play: Stage, server: TranslationServer) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal Haddad", "en")
    await writes(amal, "I am Amal Haddad. Please call +49 176 1234567 or write to amal@haddad.example.")
    await translates(play)
    assert not any(private in server.texts for private in ("Haddad", "176", "amal@"))
    await olga.reads(
        "de-I de-am Amal Haddad. de-Please de-call +49 176 1234567 de-or de-write de-to amal@haddad.example."
    )


async def test_a_voice_message_or_a_number_has_nothing_to_translate(play: Stage, server: TranslationServer) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
    await amal.sends_file("voice", "audio/ogg")
    await amal.taps(amal.t("Yes, pass it on"))
    await writes(amal, "06151 123456")
    await translates(play)
    assert server.asked == []
    await olga.reads_no(olga.t(AUTOMATIC))


async def test_what_is_the_same_in_both_languages_is_not_shown_twice(play: Stage, server: TranslationServer) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "en")
    server.engine = lambda text, _: text
    await writes(amal, "OK")
    await translates(play)
    await olga.reads("OK")
    await olga.reads_no(olga.t(AUTOMATIC))


@pytest.mark.parametrize("wrong", ["hard", "untrue"])
async def test_an_answer_that_is_not_translated_is_told_to_who_wrote_it(
    play: Stage, server: TranslationServer, wrong: str
) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
    await writes(amal, "مرحبا")
    await translates(play)
    server.engine = lambda text, _: text.replace("[X0X]", "7")
    answer = "Um 15:00." if wrong == "untrue" else "Sie kommen " + "und Sie kommen " * 9
    await answers(olga, answer)
    await translates(play)
    why = {
        "hard": "This text is too hard for a machine. Short sentences and simple words help.",
        "untrue": "The machine made mistakes. Its text is not used.",
    }[wrong]
    await olga.reads(olga.team("Your answer to {name} went out as you wrote it.", name="Amal"), olga.team(why))
    assert amal.t(AUTOMATIC) not in (await amal.reads(answer.strip())).text


async def test_what_participants_write_need_not_be_simple(play: Stage) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "en")
    await writes(amal, "I would like to come " + "and come " * 20)
    await translates(play)
    await olga.reads("de-I de-would")


async def test_whoever_is_forgotten_leaves_no_translation_behind(play: Stage) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
    await writes(amal, "مرحبا")
    await translates(play)
    await amal.presses("data")
    _, data = await play.file(await amal.reads(amal.t("The file has all of it. Only the team can see your data.")))
    assert json.loads(data)["letters"][0]["translations"] == {"body de": "de-مرحبا"}
    await writes(amal, "أين؟")
    await amal.presses("forget:yes")
    await translates(play)
    await olga.reads_no("de-")
    assert await play.count("SELECT count(*) FROM machine_job") == 0


async def test_a_letter_is_translated_before_the_texts_that_wait(play: Stage, server: TranslationServer) -> None:
    olga, amal = await coordinator(play, "de"), await play.neighbour("Amal", "ar")
    await play.event("Backen", send=False, by=olga)
    await writes(amal, "مرحبا")
    await translates(play)
    assert [source for source, *_ in server.asked] == ["ar", "de"]
