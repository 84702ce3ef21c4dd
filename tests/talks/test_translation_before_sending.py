"""The translation desk before sending: who planned it is told in time of what is missing."""

from __future__ import annotations

from bot.language.languages import LANGUAGES
from tests.play import Person, Stage, plain
from tests.talks.desk import (
    NEWS,
    TITLE,
    TURKISH,
    WHAT,
    asks,
    invitation_of,
    keeps,
    proposed,
    scene,
    translates,
    translates_team,
)


async def plans(olga: Person, when: str) -> None:
    await olga.presses("sendat:1")
    await olga.says(when)


def unreleased(olga: Person) -> str:
    return olga.team("Not all translations are released")


async def test_the_coordinator_is_told_once_before_it_goes_out_that_a_translation_waits(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    other = await play.coordinator("Other")
    await plans(olga, "24.11. 15:00")
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, WHAT)
    await play.later(hours=25)  # 11:00
    await olga.reads_no(unreleased(olga))
    await play.later(hours=2)
    told = await olga.reads(unreleased(olga), "Plätzchen backen", "15:00")
    german = LANGUAGES["de"].spoken
    assert f"📬 in {german} only · a translation is waiting for you: {TURKISH} 2" in plain(told.text)
    await play.later(minutes=30)
    await play.restarts()
    await play.later(minutes=30)
    assert await olga.has(unreleased(olga)) == 1
    await other.reads_no(unreleased(other))
    await olga.taps(f"📬 {TURKISH}", told)
    await olga.taps(olga.t("Release it"))
    await play.later(hours=3)
    assert TITLE in (await invitation_of(deniz)).text


async def test_what_is_asked_for_and_missing_is_told_as_well_and_at_once_when_it_goes_out_soon(play: Stage) -> None:
    olga, *_ = await scene(play)
    await asks(olga)
    await plans(olga, "23.11. 11:00")
    await play.later(seconds=5)
    told = await olga.reads(unreleased(olga), "11:00")
    assert f"interpreters are asked: {TURKISH} 2" in plain(told.text)
    await olga.taps(olga.team("Preview and send"), told)
    await olga.reads(olga.team("Above: what people read in {language}", language=LANGUAGES["de"].name))
    await plans(olga, "23.11. 12:00")
    await play.later(seconds=5)
    assert await olga.has(unreleased(olga)) == 2  # it is another time


async def test_before_an_early_invitation_it_is_told_on_the_evening_before(play: Stage) -> None:
    olga, *_ = await scene(play)
    await asks(olga)
    await plans(olga, "24.11. 8:00")
    await play.later(hours=8, minutes=30)  # 18:30
    await olga.reads_no(unreleased(olga))
    await play.later(hours=1)
    await olga.reads(unreleased(olga), "08:00")


async def test_nothing_is_told_when_nobody_was_asked_or_all_is_released(play: Stage) -> None:
    olga, *_ = await scene(play)
    await plans(olga, "23.11. 12:00")
    await play.later(hours=1)
    await olga.reads_no(unreleased(olga))
    await olga.presses("word:1")
    await olga.taps(TURKISH)
    await translates_team(olga, TITLE, WHAT)
    await olga.presses("pv:1:")
    await olga.taps(olga.team("Send it now"))
    olga.hears(olga.team("It goes out now."))


async def test_news_that_is_planned_is_told_of_too(play: Stage) -> None:
    olga, *_ = await scene(play)
    await keeps(olga)
    await olga.taps(olga.team("Send it at a time"))
    await olga.says("23.11. 12:00")
    await play.later(seconds=5)
    told = await olga.reads(unreleased(olga), NEWS, "12:00")
    await olga.taps(olga.team("Preview and send"), told)
    assert olga.team("Send it now") in " ".join((await olga.last()).labels)


async def test_sending_without_a_translation_that_waits_is_warned_of_first(play: Stage) -> None:
    olga, emine, _ = await proposed(play)
    await olga.presses("pv:1:")
    await olga.taps(olga.team("Send it now"))
    warning = await olga.reads(unreleased(olga))
    assert await play.count("SELECT count(*) FROM announcement") == 0
    await olga.taps(f"📬 {TURKISH}", warning)
    await olga.reads(TITLE, olga.t("No second person has confirmed it yet."))
    await olga.taps(olga.team("Send it anyway"), warning)
    olga.hears(olga.team("It goes out now."))
    await play.later(seconds=5)
    assert "Plätzchen backen" in (await invitation_of(emine)).text


async def test_sending_news_without_a_translation_that_waits_is_warned_of_first(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await keeps(olga)
    choice = await olga.last()
    await emine.taps(f"✍️ {TURKISH}")
    await emine.says("Pazartesi ofis kapalı.")
    await olga.taps(olga.team("Send it now"), choice)
    warning = await olga.reads(unreleased(olga))
    await olga.taps(olga.team("Send it anyway"), warning)
    await play.later(seconds=5)
    await emine.reads(emine.t("News from {project}", project="Kranich"), NEWS)


async def test_what_a_coordinator_does_next_stands_first_under_the_preview(play: Stage) -> None:
    olga, *_ = await scene(play)
    await olga.presses("pv:1:")
    labels = (await olga.last()).labels
    assert labels[0] == f"🙏 {olga.team('Ask the interpreters')}"
    assert olga.team("Send it now") in labels[1]
    assert "👁" in labels[3]
