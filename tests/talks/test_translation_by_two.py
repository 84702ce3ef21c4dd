"""The translation desk with several at one text: nothing that somebody typed is lost, and nobody confirms their own."""

from __future__ import annotations

from tests.play import Person, Stage
from tests.talks.desk import TITLE, TURKISH, WHAT, asks, noted, proposed, scene, translates, wording


async def both_begin(play: Stage) -> tuple[Person, Person, Person]:
    """A coordinator has asked, and both interpreters have begun with the same text."""
    olga, emine, deniz = await scene(play)
    await asks(olga)
    for person in (emine, deniz):
        await person.taps(f"✍️ {TURKISH}")
    return olga, emine, deniz


async def test_whoever_is_second_finds_it_done_and_confirms_instead(play: Stage) -> None:
    _, emine, deniz = await both_begin(play)
    await deniz.says("Kurabiye")
    await translates(emine, TITLE, WHAT)
    await deniz.says("Beraber")
    shown = await deniz.reads(deniz.t("Somebody has translated this already."), TITLE, WHAT)
    await deniz.taps(deniz.t("It is right"), shown)
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'confirmed' AND body = ?", TITLE) == 1
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_the_slower_of_two_loses_nothing_and_offers_it_as_a_correction(play: Stage) -> None:
    _, emine, deniz = await both_begin(play)
    await deniz.says("Kurabiye")
    await translates(emine, TITLE, WHAT)
    await deniz.says("Beraber")
    shown = await deniz.reads(deniz.t("Somebody has translated this already."), TITLE, WHAT, "Kurabiye", "Beraber")
    await play.restarts()
    await deniz.taps(deniz.t("Take my text"), shown)
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed' AND body = 'Kurabiye'") == 1
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'proposed' AND body = 'Beraber'") == 1
    await emine.taps(emine.t("Read it"))
    await emine.taps(emine.t("It is right"))
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'confirmed'") == 2


async def test_what_is_typed_for_a_part_that_somebody_else_has_done_meanwhile_is_kept(play: Stage) -> None:
    _, emine, deniz = await both_begin(play)
    await deniz.says("Kurabiye")
    await translates(emine, TITLE, "")
    await deniz.says("Beraber")
    shown = await deniz.reads(deniz.t("Somebody has translated this already."), TITLE, "Kurabiye")
    assert "Beraber" not in shown.text  # of that there is no other
    await deniz.taps(deniz.t("It is right"), shown)
    bodies = await play.app.database.read.all(
        "SELECT body, state FROM translation WHERE language = 'tr' ORDER BY field"
    )
    assert [tuple(row) for row in bodies] == [(TITLE, "confirmed"), ("Beraber", "proposed")]


async def test_two_who_correct_the_same_text_both_see_what_the_other_wrote(play: Stage) -> None:
    _, emine, deniz = await proposed(play)
    for person in (emine, deniz):
        await person.presses("better:1:tr")
    await translates(emine, "Kek", "")
    await translates(deniz, "Çörek", "")
    shown = await deniz.reads(deniz.t("Somebody has translated this already."), "Kek", "Çörek")
    await deniz.taps(deniz.t("Take my text"), shown)
    await deniz.reads("Çörek", deniz.t("No second person has confirmed it yet."))
    assert await play.count("SELECT count(*) FROM translation WHERE body = 'Çörek'") == 1


async def test_what_is_typed_while_the_other_text_is_released_becomes_a_correction(play: Stage) -> None:
    olga, emine, deniz = await both_begin(play)
    await translates(emine, TITLE, WHAT)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    await deniz.says("Kurabiye")
    shown = await deniz.reads(deniz.t("Somebody has translated this already."), TITLE, "Kurabiye")
    assert await wording(play, "title") == (TITLE, "person")
    await deniz.taps(deniz.t("Take my text"), shown)
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "title") == ("Kurabiye", "person")
    assert await wording(play, "what") == (WHAT, "person")


async def test_nobody_confirms_their_own_text_not_even_a_coordinator(play: Stage) -> None:
    _, emine, _ = await proposed(play)
    await play.grants(emine)
    await emine.presses("look:1:tr")
    shown = await emine.last()
    assert not any(emine.t("It is right") in label for label in shown.labels)
    version = shown.button(emine.t("Release it")).rpartition(":")[2]
    await emine.presses(f"right:1:tr:{version}")
    emine.hears(emine.t("That one is answered already."))
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'confirmed'") == 0
    assert emine.t("If you release it now, it counts as written by one person.") in shown.text
    await emine.taps(emine.t("Release it"), shown)
    assert await wording(play, "title") == (TITLE, "person")


async def test_who_makes_it_better_has_written_it_and_somebody_else_confirms(play: Stage) -> None:
    olga, emine, deniz = await proposed(play)
    await deniz.taps(deniz.t("Read it"))
    await deniz.taps(deniz.t("Make it better"))
    asked = await deniz.reads(deniz.t("There is this text already:"), TITLE)
    await deniz.taps(deniz.t("Take it as it is"), asked)
    await deniz.says("Hep beraber pişiriyoruz.")
    shown = await deniz.reads("Hep beraber pişiriyoruz.", TITLE)
    await deniz.taps(deniz.t("It is right"), shown)  # of the title, which Emine wrote
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'confirmed'") == 1
    await emine.taps(emine.t("Read it"))
    await emine.taps(emine.t("It is right"))
    assert await play.count("SELECT count(*) FROM translation WHERE state = 'confirmed'") == 2
    await olga.presses("look:1:tr")
    await olga.taps(olga.t("Release it"))
    assert await wording(play, "what") == ("Hep beraber pişiriyoruz.", "confirmed")


async def test_a_button_acts_only_on_the_text_that_its_reader_has_seen(play: Stage) -> None:
    olga, _, deniz = await proposed(play)
    await olga.presses("look:1:tr")
    seen = await olga.last()
    await deniz.presses("better:1:tr")
    await translates(deniz, "Kek", "")
    await olga.taps(olga.t("Release it"), seen)
    olga.hears(olga.t("This has changed. Please read it again."))
    assert "Kek" in (await olga.last()).text
    assert await wording(play, "title") is None


async def test_pressing_twice_confirms_and_releases_once(play: Stage) -> None:
    olga, _, deniz = await proposed(play)
    await deniz.presses("look:1:tr")
    right = (await deniz.last()).button(deniz.t("It is right"))
    await deniz.presses(right)
    await deniz.presses(right)
    deniz.hears(deniz.t("That one is answered already."))
    await olga.presses("look:1:tr")
    out = (await olga.last()).button(olga.t("Release it"))
    await olga.presses(out)
    await olga.presses(out)
    assert (await noted(play)).count("released") == 1
    assert (await noted(play)).count("confirmed") == 1
