"""What is hard in a text is shown while it is written, and one tap puts it right."""

from __future__ import annotations

from pathlib import Path

from bot.language.simple import check
from tests.play import Person, Stage, stage

HARD = "Lediglich Kinder kommen am 28.11. in den Park."
BETTER = "Nur Kinder kommen am 28. November in den Park."
ASKED = "Some places may be hard to read."

PLAYED_IN = ("de", "ar")


async def writes(play: Stage, text: str, language: str = "en") -> Person:
    """A coordinator who has written an announcement."""
    olga = await play.coordinator(language=language)
    await olga.presses("announce")
    await olga.says(text)
    return olga


async def preview(olga: Person) -> str:
    """What everyone would read, before it is sent."""
    await olga.taps(olga.team("Everyone"))
    if olga.team("Will you also write it in other languages?") in (await olga.last()).text:
        await olga.taps(f"❌ {olga.tt('No')}")
    return (await olga.last()).text


async def test_a_simple_text_is_not_spoken_about(play: Stage) -> None:
    olga = await writes(play, "Am Montag ist das Büro zu.")
    await olga.reads(olga.team("To whom?"))
    await olga.reads_no(olga.team(ASKED))


async def test_each_tap_on_a_fix_shows_the_text_anew_until_nothing_is_left(play: Stage, language: str) -> None:
    olga = await writes(play, HARD, language)
    shown = await olga.last()
    assert olga.team(ASKED) in shown.text
    assert HARD in shown.text
    assert olga.team("A simpler word: {words}", words="nur") in shown.text
    await olga.taps("✅ Nur")
    shown = await olga.last()
    assert "Nur Kinder kommen am 28.11. in den Park." in shown.text
    assert "✅ Nur" not in shown.labels
    await olga.taps("✅ 28. November")
    assert olga.team("To whom?") in (await olga.last()).text
    assert BETTER in await preview(olga)


async def test_a_hard_text_can_stay_as_it_is(play: Stage) -> None:
    olga = await writes(play, HARD)
    await olga.taps(olga.team("Keep it as it is"))
    assert HARD in await preview(olga)


async def test_it_can_be_written_again_by_the_button_or_right_away(play: Stage) -> None:
    olga = await writes(play, HARD)
    await olga.taps(olga.team("Write it again"))
    await olga.reads(olga.team("What would you like to announce?"))
    await olga.says("Umgehend kommen alle.")
    assert olga.team(ASKED) in (await olga.last()).text
    await olga.says("Alle kommen sofort.")
    assert olga.team("To whom?") in (await olga.last()).text
    assert "Alle kommen sofort." in await preview(olga)


async def test_a_bare_number_picks_a_button_and_does_not_become_the_text(play: Stage) -> None:
    olga = await writes(play, HARD)
    await olga.says("1")
    assert "Nur Kinder kommen am 28.11. in den Park." in (await olga.last()).text


async def test_what_is_hard_in_many_places_is_shown_once_and_put_right_everywhere(play: Stage) -> None:
    olga = await writes(play, "Wir kommen ca. 9 Mal. Wir gehen ca. 5 Mal. Wir essen umgehend.")
    shown = await olga.last()
    assert shown.text.count("“ca.”") == 1
    await olga.taps("✅ ungefähr", shown)
    shown = await olga.last()
    assert "Wir kommen ungefähr 9 Mal. Wir gehen ungefähr 5 Mal. Wir essen umgehend." in shown.text
    await olga.taps("✅ sofort", shown)
    assert olga.team("To whom?") in (await olga.last()).text


async def test_back_takes_a_fix_back(play: Stage) -> None:
    olga = await writes(play, HARD)
    await olga.taps("✅ Nur")
    await olga.taps(olga.tt("Back"), await olga.last())
    assert HARD in (await olga.last()).text
    await olga.taps("✅ Nur", await olga.last())
    await olga.taps("✅ 28. November")
    await olga.taps(olga.tt("Back"), await olga.last())
    assert "am 28.11." in (await olga.last()).text


async def test_a_restart_in_the_middle_keeps_the_fixes(play: Stage) -> None:
    olga = await writes(play, HARD)
    await olga.taps("✅ Nur")
    await play.restarts()
    await olga.taps("✅ 28. November")
    assert BETTER in await preview(olga)


async def test_at_most_three_places_are_shown_and_long_fixes_fit_their_buttons(play: Stage) -> None:
    text = (
        "Die Kinderbetreuung des Vereins ist umgehend da, z. B. am 01.03.2026. "
        "Bringen Sie Unterstützungsangebote und Nachbar*innen mit."
    )
    assert len(check(text, "de").findings) > 3
    olga = await writes(play, text)
    shown = await olga.last()
    assert shown.text.count("👉") == 3
    assert all(len(label) <= 22 for label in shown.labels)


async def test_a_fix_that_makes_the_text_too_long_is_not_offered(play: Stage) -> None:
    text = "Wir essen Brot. " * 92 + "Kommen Sie ggf. mit!"
    assert 1490 < len(text) <= 1500
    olga = await writes(play, text)
    assert "✅ vielleicht" in (await olga.last()).labels
    olga = await writes(play, text.replace("Kommen Sie", "Kommen Sie Anna"))
    shown = await olga.last()
    assert olga.team("Please write it in full: {words}", words="vielleicht") in shown.text
    assert not [label for label in shown.labels if "✅" in label]


async def test_what_happens_at_an_event_is_looked_at_when_it_is_planned_and_when_it_is_corrected(play: Stage) -> None:
    olga = await play.coordinator()
    await olga.presses("new")
    await olga.says("Plätzchen backen")
    await olga.says(HARD)
    await olga.taps("✅ Nur")
    await olga.taps(olga.team("Keep it as it is"))
    await olga.reads(olga.team("When is it?"))
    event = await play.event(by=olga)
    await olga.presses(f"fix:{event}")
    await olga.taps(olga.team("What happens"))
    await olga.says("Lediglich Kinder kommen.")
    await olga.taps("✅ Nur")
    assert await play.count("SELECT count(*) FROM wording WHERE body = 'Nur Kinder kommen.'") == 1


async def test_the_language_of_the_project_is_what_counts(tmp_path: Path) -> None:
    async with stage(tmp_path, language="en") as play:
        olga = await writes(play, "Please purchase a ticket.", "de")
        await olga.taps("✅ buy")
        assert olga.team("To whom?") in (await olga.last()).text
