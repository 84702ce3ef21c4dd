"""The translation desk when the original changes, or somebody else has written a text."""

from __future__ import annotations

import icalendar

from bot.language.languages import LANGUAGES
from tests.play import Stage, plain
from tests.talks.desk import (
    TITLE,
    TURKISH,
    WHAT,
    asks,
    corrects,
    interpreter,
    proposed,
    scene,
    translates,
    translates_team,
    wording,
    writes,
)

PLAYED_IN = ("de", "ar", "so")


async def test_a_heading_stands_in_the_original_words_even_where_a_machine_wrote_others(
    play: Stage, language: str
) -> None:
    olga = await play.coordinator()
    helper = await interpreter(play, "Helper", language, "tr")
    await play.neighbour("Reader", "tr")
    await play.event(by=olga, send=False)
    if language != "de":
        await writes(play, language, "machine", title="Falsch", what="Falsch")
    await asks(olga)
    request = await helper.reads(helper.t("Please help us to translate a text."), "Plätzchen backen")
    await helper.presses("texts")
    assert any("Plätzchen backen" in plain(label) for label in (await helper.last()).labels)
    await helper.taps(f"✍️ {TURKISH}", request)
    asked = await helper.reads(helper.t("Title"), "Plätzchen backen")
    assert "Falsch" not in request.text + asked.text


async def test_the_original_changes_in_the_middle_and_is_asked_for_again(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.says(TITLE)
    await corrects(olga, "Title", "Brot backen")
    await emine.says(WHAT)
    await emine.reads(emine.t("Title"), "Brot backen")
    await translates(emine, "Ekmek pişirmek", WHAT)
    assert await play.count("SELECT count(*) FROM translation WHERE body = 'Ekmek pişirmek'") == 1


async def test_a_corrected_text_leaves_its_translations_to_start_from(play: Stage) -> None:
    olga, emine, deniz = await proposed(play)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    await corrects(olga, "Title", "Brot backen")
    assert await wording(play, "title") is None
    assert await wording(play, "what") == (WHAT, "person")
    await emine.presses("texts")
    await emine.reads(emine.t("There is nothing to translate now. We will write to you."))
    await olga.presses("te:1")
    await olga.taps(olga.team("Ask the interpreters again"))
    assert await emine.has(emine.t("Please help us to translate a text.")) == 2
    await emine.taps(f"✍️ {TURKISH}")
    await emine.reads("Brot backen", emine.t("There is this text already:"), TITLE)
    await emine.says("Ekmek pişirmek")
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("It is right"))
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "title") == ("Ekmek pişirmek", "confirmed")


async def test_a_proposal_for_a_text_that_is_corrected_is_kept_to_start_from(play: Stage) -> None:
    olga, emine, _ = await proposed(play)
    await corrects(olga, "Title", "Brot backen")
    await olga.presses("look:1:tr")
    shown = (await olga.last()).text
    assert TITLE not in shown
    assert WHAT in shown
    await olga.presses("askin:1")
    assert await emine.has(emine.t("Please help us to translate a text.")) == 2
    await emine.presses("tr:1:tr")
    await emine.reads("Brot backen", TITLE)


async def test_a_text_of_a_machine_is_asked_for_and_may_be_taken_as_it_is(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await writes(play, "tr", "machine", title="Makine", what="Makine iki")
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.reads(emine.t("There is this text already:"), "Makine")
    await emine.taps(emine.t("Take it as it is"))
    await emine.says(WHAT)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "title") == ("Makine", "person")


async def test_what_a_coordinator_writes_is_no_longer_asked_for(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    await olga.presses("word:1")
    await olga.taps(TURKISH)
    await translates_team(olga, TITLE, "")
    assert await play.count("SELECT count(*) FROM translation WHERE field = 'title' AND language = 'tr'") == 0
    await emine.taps(f"✍️ {TURKISH}")
    await emine.reads(emine.t("What happens"))


async def test_a_title_in_another_language_is_said_to_be_so_where_it_stands_alone(play: Stage) -> None:
    olga = await play.coordinator()
    amina = await play.neighbour("Amina", "ar")
    await play.event(by=olga)
    said = amina.t("Some of this is in {language} only.", language=LANGUAGES["de"].name)
    await amina.presses("events")
    assert said in (await amina.last()).text
    await amina.presses("a:1:coming")
    await amina.presses("ics:1")
    _, calendar = await play.file(await amina.last())
    (entry,) = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    assert plain(str(entry["description"])) == f"Wir backen zusammen.\n{said}"
    await play.later(days=7)
    await amina.reads(amina.t("How was it?"), said)
