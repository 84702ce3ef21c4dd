"""The translation desk for announcements of anything else."""

from __future__ import annotations

from bot.language.languages import LANGUAGES
from tests.play import Stage
from tests.talks.desk import NEWS, TURKISH, keeps, scene


async def test_news_is_kept_translated_found_again_and_sent(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await keeps(olga)
    await olga.reads(olga.team("Saved as a draft."), TURKISH)
    await emine.reads(emine.t("Please help us to translate a text."), NEWS)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.reads(emine.t("Message"), NEWS)
    await emine.says("Pazartesi ofis kapalı.")
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("It is right"))
    await olga.taps(olga.t("Read it"))
    await olga.taps(olga.t("Release it"))
    await olga.presses("team")
    await olga.taps(f"{olga.team('Drafts')} (1)")
    await olga.taps("Am Montag", await olga.last())
    shown, choice = (await olga.page())[-2:]
    assert NEWS in shown.text
    assert f"🤝 confirmed by two people: {TURKISH} 2" in choice.text
    await olga.taps(f"👁 {TURKISH}", choice)
    assert "Pazartesi ofis kapalı." in (await olga.page())[-2].text
    await olga.taps(olga.team("Send it now"), choice)
    await play.later(seconds=5)
    shown = await emine.reads("Pazartesi ofis kapalı.", emine.t("News from {project}", project="Kranich"))
    assert "ℹ️" not in shown.text
    english = await olga.reads(NEWS, olga.t("Some of this is in {language} only.", language=LANGUAGES["de"].name))
    assert olga.t("News from {project}", project="Kranich") in english.text
    await olga.presses("team")
    assert not any(olga.team("Drafts") in label for label in (await olga.last()).labels)
    await olga.taps(olga.team("Send it now"), choice)
    olga.hears(olga.t("This button is no longer valid."))


async def test_a_draft_is_scheduled_and_dropped(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await keeps(olga)
    await olga.taps(olga.team("Send it at a time"))
    await olga.says("24.11. 10:00")
    await olga.reads(olga.team("It is planned."))
    await emine.presses("texts")
    await olga.presses("drafts")
    assert any("10:00" in label for label in (await olga.last()).labels)
    await olga.taps("Am Montag", await olga.last())
    await olga.taps(olga.team("Do not send it"))
    await olga.reads(olga.team("Not sent."))
    await emine.presses("tr:2:tr")
    emine.hears(emine.t("This text is not needed any more."))
    await play.later(days=2)
    assert await emine.has(emine.t("News from {project}", project="Kranich")) == 0


async def test_news_that_was_sent_is_changed_in_place(play: Stage) -> None:
    olga, emine, deniz = await scene(play)
    await keeps(olga)
    await olga.taps(olga.team("Send it now"))
    await play.later(seconds=5)
    title = emine.t("News from {project}", project="Kranich")
    news = await emine.reads(title, NEWS)
    await emine.taps(f"✍️ {TURKISH}")
    await emine.says("Pazartesi ofis kapalı.")
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("It is right"))
    await olga.taps(olga.t("Read it"))
    await olga.taps(olga.t("Release it"))
    await play.later(seconds=5)
    assert "Pazartesi ofis kapalı." in (await emine.again(news)).text
    assert await emine.has(title) == 1
    await olga.reads(olga.team("Changed: {n}", n=2))


async def test_a_coordinator_writes_a_draft_in_another_language(play: Stage) -> None:
    olga, emine, _ = await scene(play)
    await keeps(olga)
    await olga.taps(olga.team("Write it in another language"))
    await olga.taps(TURKISH)
    await olga.says("Pazartesi ofis kapalı.")
    assert f"✅ written by a person: {TURKISH} 2" in (await olga.last()).text
    await emine.presses("texts")
    await emine.reads(emine.t("There is nothing to translate now. We will write to you."))
