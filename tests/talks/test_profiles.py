"""Several people on one phone: each with their own name, language and answers, told apart by every button."""

from __future__ import annotations

from copy import copy

import pytest

from bot.channels.protocol import Rendered
from bot.domain.content import Content
from bot.domain.people import Role
from bot.language.languages import LANGUAGES
from bot.services import people
from bot.store import files, web_messages
from tests.play import SATURDAY, Person, Shown, Stage
from tests.talks.test_changes import cancels, moves
from tests.talks.test_invitation import coming
from tests.talks.test_linking import number_of

PLAYED_IN = ("ar",)
TITLE = "Plätzchen backen"


def speaking(person: Person, language: str) -> Person:
    """Somebody else who has the same phone in hand, and reads another language."""
    other = copy(person)
    other.language = language
    return other


async def opens_people(person: Person) -> Shown:
    """Who uses this phone."""
    await person.commands("settings")
    await person.taps(person.t("People on this phone"))
    return await person.reads("👥", person.t("Who has this phone can read everything here and answer for all."))


async def arrives(person: Person, language: str) -> Person:
    """Somebody takes the phone of this person, and chooses a language."""
    await opens_people(person)
    await person.taps(person.t("Another person"))
    new = speaking(person, language)
    await new.taps(LANGUAGES[language].name)
    return new


async def second(person: Person, name: str = "Bela", language: str = "en") -> Person:
    """Somebody who registers on the phone of this person, and has the turn."""
    new = await arrives(person, language)
    await new.taps(new.t("Yes, all right"))
    for words in (name, "1", "0"):
        await new.says(words)
    for _ in range(4):
        await new.taps(new.t("I'd rather not say"))
    return new


async def both(play: Stage, language: str) -> tuple[Person, Person]:
    """A mother, who reads this language, and her grown-up son on her phone, who reads Turkish."""
    amina = await play.neighbour("Amina", language, adults=2, children=3)
    return amina, await second(amina, "Bela", "tr")


async def takes_the_phone(person: Person, name: str) -> None:
    """Somebody says in the menu who they are, with the button in their own language."""
    await person.commands("menu")
    await person.taps(person.t("I am {name}", name=name))
    assert (await person.last()).text.startswith(f"👤 {name}\n")


async def chat_of(play: Stage, name: str) -> int:
    return await play.count("SELECT id FROM chat WHERE participant_id = ?", await id_of(play, name))


async def id_of(play: Stage, name: str) -> int:
    return await play.count("SELECT id FROM participant WHERE name = ?", name)


async def chosen(play: Stage, name: str) -> str:
    """What somebody answered to the first event."""
    found = await play.app.database.read.value(
        "SELECT choice FROM answer WHERE event_id = 1 AND participant_id = ?", await id_of(play, name)
    )
    return str(found or "")


async def invitation(person: Person, name: str) -> Shown:
    """What somebody was sent about the event, with the name on top."""
    found = [one for one in await person.page() if one.text.startswith(f"👤 {name}\n") and TITLE in one.text]
    assert len(found) == 1, [one.text for one in found]
    return found[0]


async def test_a_second_person_registers_on_the_phone_and_both_have_a_menu_of_their_own(
    play: Stage, language: str
) -> None:
    amina, bela = await both(play, language)
    await bela.commands("menu")
    menu = await bela.last()
    assert menu.text.startswith("👤 Bela\n")
    assert bela.t("Hello {name}! What would you like to do?", name="Bela") in menu.text
    assert menu.labels[-1] == f"👤 {amina.t('I am {name}', name='Amina')}", "in the language of whoever is to find it"
    await amina.taps(menu.labels[-1], menu)
    menu = await amina.last()
    assert menu.text.startswith("👤 Amina\n")
    assert amina.t("Hello {name}! What would you like to do?", name="Amina") in menu.text
    await amina.taps(amina.t("About me"), menu)
    await amina.reads("👤 Amina", "👪", "2", "3")
    assert await play.count("SELECT count(*) FROM participant WHERE consent_at IS NOT NULL") == 2


async def test_a_card_says_whose_it_is_at_its_top_and_again_above_its_buttons(play: Stage, language: str) -> None:
    amina, bela = await both(play, language)
    await play.event()
    for person, name in ((amina, "Amina"), (bela, "Bela")):
        lines = (await invitation(person, name)).text.splitlines()
        assert lines[0] == lines[-1] == f"👤 {name}"


async def test_who_is_alone_reads_no_name_on_top_and_is_asked_nothing(play: Stage, language: str) -> None:
    amina = await play.neighbour("Amina", language)
    await play.event()
    await amina.commands("menu")
    assert not any("👤" in one.text or "@" in str(one.buttons) for one in await amina.page())
    shown = await opens_people(amina)
    assert amina.t("Do children only come with you? Then you do not need this.") in shown.text
    assert shown.labels == [f"➕ {amina.t('Another person')}", f"🏠 {amina.t('Menu')}"]


async def test_whoever_comes_to_a_phone_reads_before_agreeing_that_it_is_read_by_all(
    play: Stage, language: str
) -> None:
    amina = await play.neighbour("Amina", language)
    warning = "Who has this phone can read everything here and answer for all."
    await amina.reads_no(amina.t(warning))
    new = await arrives(amina, "tr")
    await new.reads(new.t("Is that all right for you?"), new.t(warning))
    await new.taps(new.t("Tell me more"))
    await new.reads(new.t("What we do with your data"), new.t(warning))


async def test_each_sees_in_what_is_known_that_all_on_the_phone_read_it(play: Stage, language: str) -> None:
    amina, known = await play.neighbour("Amina", language), "This is what we know about you"
    warning = amina.t("Who has this phone can read everything here and answer for all.")

    async def asks() -> Shown:
        await amina.commands("settings")
        await amina.taps(amina.t("What do you know about me?"))
        return await amina.last()

    assert warning not in (await asks()).text
    await second(amina)
    await takes_the_phone(amina, "Amina")
    shown = await asks()
    assert amina.t(known) in shown.text
    assert warning in shown.text


async def test_each_is_invited_once_in_their_language_under_their_name_and_answers_alone(
    play: Stage, language: str
) -> None:
    amina, bela = await both(play, language)
    await play.event()
    hers, his = await invitation(amina, "Amina"), await invitation(bela, "Bela")
    assert (hers.language, his.language) == (language, "tr")
    await amina.taps(amina.t("I am coming"), hers)
    await bela.taps(bela.t("Not this time"), his)
    assert (await chosen(play, "Amina"), await chosen(play, "Bela")) == ("coming", "no")
    shown = (await amina.again(hers)).text
    assert shown.startswith("👤 Amina\n")
    assert coming(amina, 2, 3) in shown
    assert bela.t("You are not coming this time.") in (await bela.again(his)).text
    await play.later(seconds=5)
    assert await play.count("SELECT count(*) FROM delivery WHERE announcement_id = 1 AND state = 'sent'") == 3
    assert await play.count("SELECT skipped FROM announcement WHERE id = 1") == 0


async def test_a_mailing_to_many_reaches_those_who_share_a_phone_in_their_slice(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.mailings.SLICE", 2)
    amina = await play.neighbour("Amina", "de")
    alone = [await play.neighbour(f"N{number}") for number in range(3)]
    bela = await second(amina)
    alone += [await play.neighbour(f"N{number}") for number in range(3, 5)]
    await play.event()
    for _ in range(5):
        await play.later(seconds=1)
    await invitation(amina, "Amina")
    await invitation(bela, "Bela")
    assert [await one.has(TITLE) for one in alone] == [1] * 5
    assert await play.count("SELECT count(*) FROM delivery WHERE announcement_id = 1") == 8


async def test_a_button_acts_for_its_person_whoever_has_the_turn(play: Stage, language: str) -> None:
    amina, bela = await both(play, language)
    await play.event()
    await bela.commands("menu")
    await amina.taps(amina.t("Maybe"), await invitation(amina, "Amina"))
    assert (await chosen(play, "Amina"), await chosen(play, "Bela")) == ("maybe", "")
    await amina.commands("menu")
    assert (await amina.last()).text.startswith("👤 Amina\n"), "now it is her turn"


async def test_a_button_from_before_the_phone_was_shared_is_its_first_persons(play: Stage, language: str) -> None:
    amina = await play.neighbour("Amina", language)
    await play.event()
    shown = await amina.reads(TITLE)
    bela = await second(amina)
    await amina.taps(amina.t("I am coming"), shown)
    assert (await chosen(play, "Amina"), await chosen(play, "Bela")) == ("coming", "")
    assert (await amina.again(shown)).text.startswith("👤 Amina\n")
    await takes_the_phone(bela, "Bela")


@pytest.mark.parametrize("whose", ["{stranger}", "0", "999999", "١", "", "-1", "1@{stranger}", "x"])
async def test_a_button_for_somebody_who_is_not_on_this_phone_does_nothing(play: Stage, whose: str) -> None:
    _, bela = await both(play, "en")
    stranger = await play.neighbour("Stranger")
    await play.event()
    chat = await play.count("SELECT id FROM chat WHERE address = ?", stranger.address)
    forged = f"a:1:coming@{whose.format(stranger=chat)}"
    for person in (bela, await play.neighbour("Alone")):
        await person.presses(forged)
        person.hears(person.t("This button is no longer valid."))
    assert await play.count("SELECT count(*) FROM answer") == 0
    await bela.commands("menu")
    assert (await bela.last()).text.startswith("👤 Bela\n"), "nobody's turn moved"


async def test_words_belong_to_the_conversation_of_whoever_has_the_turn(play: Stage, language: str) -> None:
    amina, bela = await both(play, language)
    await play.event()
    await bela.commands("menu")
    await bela.taps(bela.t("Write to the team"))
    question = await bela.reads("👤 Bela", bela.t("What would you like to tell the team?"))
    await amina.taps(amina.t("I am coming"), await invitation(amina, "Amina"))
    await amina.says("Where is it?")
    await amina.reads("👤 Amina", "Where is it?")
    assert await play.count("SELECT participant_id FROM letter") == await id_of(play, "Amina")
    await takes_the_phone(bela, "Bela")
    await bela.says("I can bring flour")
    await bela.reads("👤 Bela", bela.t("Passed on. The team answers you here."))
    assert await play.count("SELECT participant_id FROM letter WHERE state = 'open'") == await id_of(play, "Bela")
    await bela.taps(bela.t("Stop"), question)
    bela.hears(bela.t("That one is answered already."))


async def test_what_was_written_in_the_turn_of_another_goes_to_the_team_from_its_writer(
    play: Stage, language: str
) -> None:
    amina, bela = await both(play, language)
    await amina.says("Where is it?")
    question = await bela.reads("👤 Bela", bela.t("Shall I pass this on to the team?"))
    await amina.taps(amina.t("I am {name}", name="Amina"), question)
    asked = await amina.again(question)
    assert asked.text.startswith("👤 Amina\n")
    assert amina.t("Shall I pass this on to the team?") in asked.text
    assert "Where is it?" in asked.text
    await bela.presses(question.button(bela.t("Yes, pass it on")))
    bela.hears(bela.t("This button is no longer valid."))
    await amina.taps(amina.t("Yes, pass it on"), asked)
    await amina.reads("👤 Amina", amina.t("Passed on. The team answers you here."))
    await bela.presses(asked.button(bela.t("I am {name}", name="Bela")))
    bela.hears(bela.t("That one is answered already."))
    (row,) = await play.app.database.read.all("SELECT participant_id, language, state FROM letter")
    assert tuple(row) == (await id_of(play, "Amina"), language, "open")


async def test_nobody_takes_what_was_written_on_another_phone(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    await amina.says("Where is it?")
    shown = await amina.reads(amina.t("Shall I pass this on to the team?"))
    assert not any("👤" in label for label in shown.labels)
    stranger = await play.neighbour("Stranger")
    letter = await play.count("SELECT id FROM letter")
    for number in (letter, letter + 1):
        await stranger.presses(f"l:{number}:mine")
        stranger.hears(stranger.t("This button is no longer valid."))
    assert await play.count("SELECT participant_id FROM letter") == await id_of(play, "Amina")


async def test_the_answer_of_the_team_comes_under_the_name_of_whoever_wrote(play: Stage) -> None:
    amina, bela = await both(play, "de")
    olga = await play.coordinator()
    await bela.says("May I bring my guitar?")
    await bela.taps(bela.t("Yes, pass it on"))
    await takes_the_phone(amina, "Amina")
    letter = await play.count("SELECT id FROM letter")
    await olga.presses(f"reply:{letter}")
    await olga.says("Please do!")
    await bela.reads("👤 Bela", "Please do!")
    await amina.reads_no("👤 Amina", "Please do!")


async def test_each_is_reminded_once_of_their_own_answer(play: Stage, language: str) -> None:
    amina, bela = await both(play, language)
    await play.event()
    await amina.taps(amina.t("I am coming"), await invitation(amina, "Amina"))
    await bela.taps(bela.t("Maybe"), await invitation(bela, "Bela"))
    await play.later(days=4, hours=5, minutes=1)
    await play.later(minutes=5)
    assert await amina.has("👤 Amina", amina.t("Do not forget"), coming(amina, 2, 3)) == 1
    assert await bela.has("👤 Bela", bela.t("You said: maybe. Do you know now?")) == 1
    await bela.commands("settings")
    await bela.taps(bela.t("No reminders"))
    await bela.taps(bela.t("I am coming"), await bela.reads("👤 Bela", bela.t("You said: maybe. Do you know now?")))
    await play.later(hours=22)
    assert await amina.has(amina.t("Do not forget")) == 2
    assert await bela.has("👤 Bela", bela.t("Do not forget")) == 0


async def test_each_is_told_once_that_an_event_moved_and_is_cancelled(play: Stage, language: str) -> None:
    olga = await play.coordinator()
    amina, bela = await both(play, language)
    await play.event(by=olga)
    hers, his = await invitation(amina, "Amina"), await invitation(bela, "Bela")
    await amina.taps(amina.t("I am coming"), hers)
    await moves(olga, "29.11. 10:00-12:00")
    assert await amina.has("👤 Amina", amina.t("Something has changed")) == 1
    assert await bela.has("👤 Bela", bela.t("Something has changed")) == 0
    await play.later(minutes=2)
    for person, shown, name in ((amina, hers, "Amina"), (bela, his, "Bela")):
        now = await person.again(shown)
        assert "10:00" in now.text, "what was sent before is changed in place"
        assert now.text.startswith(f"👤 {name}\n")
    await bela.taps(bela.t("Maybe"), await bela.again(his))
    assert await chosen(play, "Bela") == "maybe"
    await cancels(olga)
    assert await amina.has("👤 Amina", amina.t("Cancelled. We are sorry.")) == 1
    assert await bela.has("👤 Bela", bela.t("Cancelled. We are sorry.")) == 1


async def test_a_message_that_would_be_two_under_a_name_is_not_sent_anew(
    play: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = await play.coordinator()
    amina, bela = await both(play, "de")
    await play.event(by=olga)
    hers, his = await invitation(amina, "Amina"), await invitation(bela, "Bela")
    render = play.app.web.render

    def in_two(content: Content) -> list[Rendered]:
        """As if a text with a name on top were too long for one message."""
        named = bool(content.lines) and content.lines[0].icon == "👤"
        return render(content) * (2 if named else 1)

    monkeypatch.setattr(play.app.web, "render", in_two)
    await moves(olga, "29.11. 10:00-12:00")
    await play.later(minutes=2)
    assert ((await amina.again(hers)).text, (await bela.again(his)).text) == (hers.text, his.text)
    assert await amina.has("👤", TITLE) == 2
    assert await play.count("SELECT sum(missed) FROM renewal") == 2


async def test_who_came_is_asked_how_it_was_each_alone(play: Stage) -> None:
    amina, bela = await both(play, "de")
    await play.event(start=SATURDAY)
    await amina.taps(amina.t("I am coming"), await invitation(amina, "Amina"))
    await bela.taps(bela.t("I am coming"), await invitation(bela, "Bela"))
    await play.later(days=7)
    asked = await amina.reads("👤 Amina", amina.t("How was it?"))
    await bela.taps(bela.t("So-so"), await bela.reads("👤 Bela", bela.t("How was it?")))
    await amina.taps(amina.t("Good"), asked)
    await amina.says("The music")
    rows = await play.app.database.read.all(
        "SELECT p.name, f.face, f.good FROM feedback AS f JOIN participant AS p ON p.id = f.participant_id ORDER BY 1"
    )
    assert [tuple(row) for row in rows] == [("Amina", 3, "The music"), ("Bela", 2, "")]


async def test_one_is_forgotten_and_the_phone_is_the_others(play: Stage, language: str) -> None:
    amina, bela = await both(play, language)
    await play.event()
    await bela.taps(bela.t("I am coming"), await invitation(bela, "Bela"))
    hers = await invitation(amina, "Amina")
    await amina.taps(amina.t("I am coming"), hers)
    old = await amina.again(hers)
    await amina.commands("settings")
    await amina.taps(amina.t("Forget me"))
    await amina.reads(amina.t("Shall I forget you?"), amina.t("The other people on this phone stay."))
    await amina.taps(amina.t("Yes, forget me"))
    await amina.reads(amina.t("Your data is deleted."))
    assert await play.count("SELECT count(*) FROM participant WHERE name = 'Amina'") == 0
    await bela.commands("settings")
    await bela.taps(bela.t("Forget me"))
    await bela.reads_no(bela.t("The other people on this phone stay."))
    await bela.reads(bela.t("Hello {name}! What would you like to do?", name="Bela"))
    assert not any("Amina" in one.text or "Amina" in str(one.buttons) for one in await bela.page())
    assert bela.t("You are coming: {people}", people="1 yetişkin") in (await invitation(bela, "Bela")).text
    await bela.presses(old.button(amina.t("Not this time")))
    bela.hears(bela.t("This button is no longer valid."))
    assert await chosen(play, "Bela") == "coming"
    await bela.commands("menu")
    assert "👤" not in (await bela.last()).text, "nobody else is there"
    assert await play.count("SELECT sum(turn) FROM chat") == 0


async def test_whoever_does_not_agree_or_stops_leaves_the_phone_as_it_was(play: Stage, language: str) -> None:
    amina = await play.neighbour("Amina", language)
    for label in ("No", "Stop"):
        new = await arrives(amina, language)
        await new.taps(new.t(label))
        assert await play.count("SELECT count(*) FROM participant") == 1
        menu = await amina.last()
        assert "👤" not in menu.text
        assert amina.t("Hello {name}! What would you like to do?", name="Amina") in menu.text
    new = await arrives(amina, "tr")
    await new.taps(new.t("Yes, all right"))
    await amina.taps(amina.t("Menu"), await amina.reads("👥", amina.t("People on this phone")))
    assert (await amina.last()).text.startswith("👤 Amina\n")
    await new.taps(new.t("New person"))
    await new.reads("👤", new.t("What shall we call you?"))
    await amina.taps(amina.t("Menu"), await amina.reads("👥", amina.t("People on this phone")))
    await play.later(days=31)
    await play.app.schedule.prune()
    assert await play.count("SELECT count(*) FROM participant") == 1


async def test_a_tap_on_another_person_by_mistake_leaves_nothing_behind(play: Stage, language: str) -> None:
    amina = await play.neighbour("Amina", language)
    shown = await opens_people(amina)
    for _ in range(2):  # a double tap
        await amina.taps(amina.t("Another person"), shown)
    question = await amina.reads("👤", amina.t("New person"), amina.t("Hello! Please choose your language."))
    await amina.taps(amina.t("I am {name}", name="Amina"), question)
    menu = await amina.last()
    assert menu.text.startswith("🏘"), "no name on top"
    assert amina.t("Hello {name}! What would you like to do?", name="Amina") in menu.text
    assert await play.count("SELECT count(*) FROM participant") == 1


async def test_a_name_is_given_once_on_a_phone_and_people_are_not_endless(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    new = await arrives(amina, "en")
    await new.taps(new.t("Yes, all right"))
    await new.says("amina")
    await new.reads(new.t("Somebody on this phone has this name. Please write it in another way."))
    await new.says("Aminata")
    for _ in range(6):
        await new.presses(f"another@{await chat_of(play, 'Amina')}")
        await new.taps(LANGUAGES["en"].name)
        await new.taps(new.t("Yes, all right"))
    await new.presses(f"another@{await chat_of(play, 'Amina')}")
    new.hears(new.t("There is no room for more people on this phone."))
    shown = await opens_people(amina)
    assert amina.t("Another person") not in " ".join(shown.labels)
    assert await play.count("SELECT count(*) FROM participant") == 8


async def test_somebody_known_elsewhere_comes_to_this_phone_with_a_number(play: Stage, language: str) -> None:
    amina, far = await play.neighbour("Amina", language), await play.neighbour("Bela", "tr")
    await arrives(amina, "en")
    await amina.says(await number_of(far))
    here = speaking(amina, "tr")
    await here.reads("👤 Bela", here.t("Hello {name}! Now you can use me here, too.", name="Bela"))
    assert await play.count("SELECT count(*) FROM participant") == 2
    await play.event()
    await invitation(amina, "Amina")
    await here.reads_no(TITLE, "👤 Bela")
    assert await far.has(TITLE) == 1
    await far.taps(far.t("That was not me"))
    await far.taps(far.t("Yes, not mine"))
    assert [f"👤 {name}" in " ".join(one.text for one in await amina.page()) for name in ("Amina", "Bela")] == [
        True,
        False,
    ]
    await amina.commands("menu")
    assert "👤" not in (await amina.last()).text


async def test_who_gives_up_the_phone_in_hand_leaves_it_to_the_others(play: Stage) -> None:
    amina, bela = await both(play, "de")
    page = play.person("tr")
    await page.says(await number_of(bela))
    await bela.presses(f"chats@{await chat_of(play, 'Bela')}")
    await bela.taps(f"{bela.t('Not mine any more')}: 1")
    await bela.taps(bela.t("Yes, not mine"))
    await amina.reads(amina.t("Hello {name}! What would you like to do?", name="Amina"))
    assert [("Bela" in one.text) for one in await amina.page()].count(True) == 0
    await page.commands("menu")
    await page.reads(page.t("Hello {name}! What would you like to do?", name="Bela"))


async def test_two_people_on_one_phone_are_not_put_together(play: Stage) -> None:
    amina, bela = await both(play, "de")
    number = await number_of(bela)
    await takes_the_phone(amina, "Amina")
    await amina.says(number)
    await amina.reads(amina.t("This number is for your other phone or app. Please write it to me there."))
    assert await play.count("SELECT count(*) FROM participant") == 2


async def test_a_number_is_of_whoever_has_the_turn(play: Stage) -> None:
    _, bela = await both(play, "de")
    other = play.person("tr")
    await other.says(await number_of(bela))
    await other.reads(other.t("Hello {name}! Now you can use me here, too.", name="Bela"))
    await play.event()
    assert await other.has(TITLE) == 0
    await invitation(bela, "Bela")
    await other.commands("menu")
    assert "👤" not in (await other.last()).text


async def test_a_role_is_of_one_person_on_the_phone(play: Stage) -> None:
    amina, bela = await both(play, "en")
    await play.change("INSERT INTO role VALUES (?, ?, '')", await id_of(play, "Amina"), Role.COORDINATOR)
    await bela.presses(f"team@{await chat_of(play, 'Bela')}")
    bela.hears(bela.t("This is for the team only."))
    await bela.commands("team")
    await bela.reads("👤 Bela", bela.t("This is for the team only."))
    await amina.presses(f"team@{await chat_of(play, 'Amina')}")
    await amina.reads("👤 Amina", amina.team("Team menu"))


async def test_what_one_is_told_of_oneself_is_ones_own(play: Stage) -> None:
    amina, bela = await both(play, "de")
    await play.event()
    await amina.taps(amina.t("I am coming"), await invitation(amina, "Amina"))
    await bela.presses(f"data@{await chat_of(play, 'Bela')}")
    shown = await bela.reads(bela.t("This is what we know about you"))
    assert bela.t("Answers to events: {n}", n=0) in shown.text
    name, data = await play.file(shown)
    assert name == "my-data.json"
    assert b"Bela" in data
    assert b"Amina" not in data


async def test_a_phone_that_blocks_us_is_open_again_for_all(play: Stage) -> None:
    amina, bela = await both(play, "de")
    await play.change("UPDATE chat SET reachable = 0")
    await bela.commands("menu")
    assert await play.count("SELECT count(*) FROM chat WHERE reachable = 1") == 2
    await play.event()
    await invitation(amina, "Amina")
    await invitation(bela, "Bela")


async def test_what_was_for_one_alone_is_read_under_their_name_on_a_shared_phone(play: Stage) -> None:
    _, bela = await both(play, "de")
    page = play.person("tr")
    await page.says(await number_of(bela))
    await page.presses("here")
    await play.later(hours=12)
    olga = await play.coordinator()
    await play.event(by=olga)  # in the night: nothing has left yet
    assert (await page.has(TITLE), await bela.has("👤 Bela", TITLE)) == (0, 0)
    await page.presses("chats")
    await page.taps(f"{page.t('Not mine any more')}: 2")
    await page.taps(page.t("Yes, not mine"))
    await play.later(hours=12)
    his = await invitation(bela, "Bela")
    await bela.taps(bela.t("I am coming"), his)
    assert await chosen(play, "Bela") == "coming"
    assert await page.has(TITLE) == 0
    await olga.reads(olga.team("Everything is sent"), olga.team("Sent: {n} of {all}", n=3, all=3))


async def test_a_backup_knows_who_shares_a_phone_and_what_came_of_it(play: Stage) -> None:
    amina, bela = await both(play, "de")
    await play.event()
    his = await invitation(bela, "Bela")
    backup = await play.backs_up()
    await second(bela, "Cem")
    await amina.presses(f"forget:yes@{await chat_of(play, 'Amina')}")
    await play.puts_back(backup, after=60)
    rows = await play.app.database.read.all("SELECT p.name FROM chat AS c JOIN participant AS p ON p.id = "
        "c.participant_id WHERE c.address = ? ORDER BY c.id", amina.address)  # fmt: skip
    assert [row["name"] for row in rows] == ["Bela"], "who was forgotten stays so; who came since is not known"
    await bela.taps(bela.t("Maybe"), his)
    assert await chosen(play, "Bela") == "maybe"
    assert await play.count("SELECT sum(turn) FROM chat") == 0


async def test_a_phone_that_is_shared_since_a_backup_is_still_so(play: Stage) -> None:
    amina, far = await play.neighbour("Amina"), await play.neighbour("Bela", "tr")
    backup = await play.backs_up()
    await arrives(amina, "en")
    await amina.says(await number_of(far))
    await play.puts_back(backup, after=60)
    await amina.commands("menu")
    await amina.reads("👤 Bela", speaking(amina, "tr").t("Hello {name}! What would you like to do?", name="Bela"))
    await takes_the_phone(amina, "Amina")


async def test_what_one_wrote_and_sent_goes_with_them_and_what_others_sent_stays(play: Stage) -> None:
    amina, bela = await both(play, "de")
    await bela.sends_file("voice", "audio/ogg", b"Bela speaks")
    await bela.taps(bela.t("Yes, pass it on"))
    await takes_the_phone(amina, "Amina")
    await amina.sends_file("voice", "audio/ogg", b"Amina speaks")
    await amina.taps(amina.t("Yes, pass it on"))
    await amina.presses(f"forget:yes@{await chat_of(play, 'Amina')}")
    rows = await play.app.database.read.all("SELECT data FROM file")
    assert [row["data"] for row in rows] == [b"Bela speaks"]
    assert not await play.count("SELECT count(*) FROM web_message WHERE instr(payload, 'Amina')")


async def test_an_open_question_is_asked_again_after_an_outage_of_whoever_it_was_for(play: Stage) -> None:
    amina, bela = await both(play, "de")
    await bela.presses(f"write@{await chat_of(play, 'Bela')}")
    await takes_the_phone(amina, "Amina")
    await play.restarts(after=3600)
    await bela.reads("👤 Bela", bela.t("What would you like to tell the team?"))
    await amina.says("Hello")
    await amina.reads("👤 Amina", "Hello")


async def test_a_tap_on_another_person_by_mistake_takes_nothing_of_what_was_written_before(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    await writes_on_page(play, amina, b"Amina speaks")
    await play.later(seconds=2)
    await opens_people(amina)
    await amina.taps(amina.t("Another person"))
    await writes_on_page(play, amina, b"Who speaks?")
    await amina.taps(amina.t("I am {name}", name="Amina"))
    assert await play.count("SELECT count(*) FROM participant") == 1
    rows = await play.app.database.read.all("SELECT data FROM web_message JOIN file ON file.id = file_id")
    assert [row["data"] for row in rows] == [b"Amina speaks"]
    assert await play.count("SELECT count(*) FROM file") == 1


async def writes_on_page(play: Stage, person: Person, data: bytes) -> None:
    """A voice message stands on the web page, as the web server puts it there."""
    async with play.app.database.atomic() as sql:
        now = play.clock()
        file_id = await files.keep(sql, "voice", "audio/ogg", data, now)
        await web_messages.put(sql, person.address, f"m{file_id}", "{}", now, mine=True, file_id=file_id)


async def test_who_was_given_a_role_is_no_tap_by_mistake(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    bela = await arrives(amina, "en")
    async with play.app.database.atomic() as sql:
        code = await people.invite(play.app.context(sql), Role.INTERPRETER)
    await bela.says(code)
    await amina.presses(f"menu@{await chat_of(play, 'Amina')}")
    assert await play.count("SELECT count(*) FROM role") == 1


async def test_what_was_stopped_or_cancelled_before_it_left_keeps_no_name(play: Stage) -> None:
    named = "SELECT count(*) FROM delivery WHERE announcement_id IS NOT NULL AND instr(payload, 'Amina')"
    await both(play, "de")
    olga = await play.coordinator("Olga", "de")
    await play.later(hours=12)  # into the night
    for title in (TITLE, "Laternenumzug"):
        await play.event(title, by=olga)
    assert await play.count(named) == 2
    await olga.presses("stop:2")
    assert await play.count(named) == 1
    await cancels(olga)
    assert await play.count(f"{named} AND state = 'cancelled'") == 0
