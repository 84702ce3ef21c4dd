"""The translation desk as a conversation: back, stop, buttons and restarts, and who may."""

from __future__ import annotations

from bot.domain.people import Role
from bot.language.languages import LANGUAGES
from bot.services import people
from tests.play import Stage
from tests.talks.desk import PASHTO, TITLE, TURKISH, WHAT, asks, scene, translates, wording, writes

PLAYED_IN = ("de", "ar", "so")


async def test_a_short_translation_is_not_taken_for_a_button(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await writes(play, "de", "person", cost="1", bring="1 €")
    await writes(play, "tr", "machine", cost="2", bring="2 €")
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, WHAT)
    await emine.reads(emine.t("Cost"), emine.t("There is this text already:"))
    await emine.says("=")
    await emine.reads(emine.t("I cannot read this. Please write it with letters."), emine.t("Cost"))
    await emine.says("1")
    await emine.reads(emine.t("Bring along"), emine.t("There is this text already:"))
    await emine.says("1 €")
    rows = await play.app.database.read.all(
        "SELECT body FROM translation WHERE language = 'tr' AND field IN ('bring', 'cost') ORDER BY body"
    )
    assert [row["body"] for row in rows] == ["1", "1 €"]


async def test_a_number_still_picks_the_button_where_the_text_is_none(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await writes(play, "tr", "machine", title="Makine", what="Makine iki")
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, "1", WHAT)
    assert await play.count("SELECT count(*) FROM translation WHERE body = 'Makine' AND state = 'proposed'") == 1


async def test_back_leads_through_the_questions_and_stop_stores_nothing(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.says("Kekk")
    await emine.taps(emine.t("Back"))
    await emine.reads(emine.t("Title"), "Plätzchen backen")
    await emine.says(TITLE)
    await emine.taps(emine.t("Stop"))
    await emine.reads(emine.t("Stopped. Nothing was changed."))
    assert await play.count("SELECT count(*) FROM translation WHERE state <> 'asked'") == 0


async def test_what_is_left_out_stays_open_for_others(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, "")
    await deniz.presses("texts")
    await deniz.taps(f"✍️ {TURKISH}", await deniz.last())
    await deniz.reads(deniz.t("What happens"))
    await deniz.says(WHAT)
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed'") == 2


async def test_one_text_after_the_other(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await play.event("Nähen", by=olga, send=False, what="")
    await asks(olga)
    await olga.presses("askin:2")
    await emine.commands("menu")
    await emine.taps(f"{emine.t('Texts to translate')} (2)")
    await emine.taps("Plätzchen", await emine.last())
    await translates(emine, TITLE, WHAT)
    await emine.reads(emine.t("Title"), "Nähen")
    await emine.says("Dikiş")
    await emine.reads(emine.t("There is nothing to translate now. We will write to you."))
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed'") == 3


async def test_a_restart_in_the_middle_loses_nothing(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.says(TITLE)
    await play.restarts()
    await emine.says(WHAT)
    await play.restarts()
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("It is right"))
    await play.restarts()
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "what") == (WHAT, "confirmed")


async def test_the_role_is_asked_for_at_every_answer(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await play.takes_role(emine)
    await emine.says(TITLE)
    await emine.reads(emine.t("This is for the team only."))
    assert await play.count("SELECT count(*) FROM talk") == 0
    for action in ("texts", "into:ar:1", "tr:1:tr", "look:1:tr", "right:1:tr:0", "better:1:tr", "out:1:tr:0"):
        await emine.presses(action)
        emine.hears(emine.t("This is for the team only."))


async def test_an_interpreter_sees_only_texts_in_their_languages(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await play.neighbour("Sara", "ar")
    await asks(olga)
    for action in ("tr:1:ar", "look:1:ar", "better:1:ar", "right:1:ar:0"):
        await emine.presses(action)
        emine.hears(emine.t("This button is no longer valid."))
    await emine.presses("out:1:tr:0")
    emine.hears(emine.t("This is for the team only."))


async def test_whoever_joins_by_a_code_names_their_languages(play: Stage, language: str) -> None:
    async with play.app.database.atomic() as sql:
        code = await people.invite(play.app.context(sql), Role.INTERPRETER)
    person = play.person(language)
    await person.registers("Amina", payload=f"r-{code}")
    question = await person.reads(person.t("Into which languages do you translate?"))
    assert LANGUAGES["de"].name not in " ".join(question.labels)
    for _ in range(2):
        await person.taps(TURKISH, question)
        await person.taps(PASHTO, question)
        question = await person.again(question)
    await person.taps(PASHTO, question)
    await person.taps(person.t("Done"), await person.again(question))
    assert person.t("You translate into: {languages}", languages=PASHTO) in (await person.again(question)).text
    await person.commands("menu")
    await person.taps(person.t("Texts to translate"))
    await person.taps(person.t("My languages"))
    assert f"☑️ {PASHTO}" in (await person.last()).labels
    assert f"⬜ {TURKISH}" in (await person.last()).labels
