"""Chats that WhatsApp has closed: a template knocks, the person opens, and the message itself follows, once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.whatsapp import rendering
from bot.channels.whatsapp.templates import name
from bot.domain.people import Role
from bot.language.texts import Texts
from bot.services import announcing, changing
from bot.services.people import known
from bot.store import events
from tests.play import plain
from tests.play_whatsapp import Person, WhatsAppStage, whatsapp_stage

TITLE = "Plätzchen backen"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[WhatsAppStage]:
    """The bot with a number at Meta's and all templates approved, on a Monday morning."""
    async with whatsapp_stage(tmp_path) as found:
        await found.templates()
        yield found


async def neighbour(play: WhatsAppStage, name: str, language: str = "en") -> Person:
    """Somebody who has registered, and written a moment ago."""
    found = await play.neighbour(name, language)
    assert isinstance(found, Person)
    await found.commands("menu")
    return found


def kinds(person: Person) -> list[str]:
    return [message.kind for message in person.phone.messages[1:]]


async def states(play: WhatsAppStage, person: Person) -> list[str]:
    """The states of what went to a person, in order."""
    rows = await play.app.database.read.all(
        "SELECT state FROM delivery WHERE participant_id = ? ORDER BY id", await play.id_of(person)
    )
    return [row["state"] for row in rows]


async def cancels(play: WhatsAppStage, olga: Person, event: int) -> None:
    """A coordinator cancels an event."""
    async with play.app.database.atomic() as sql:
        ctx = play.app.context(sql)
        found = await events.get(sql, event)
        assert found
        await changing.cancel(ctx, await known(ctx, await play.id_of(olga)), found, "")
    await play.later(seconds=1)


async def test_an_announcement_at_the_last_minute_of_the_window_leaves_in_the_form_that_is_right_then(
    play: WhatsAppStage,
) -> None:
    amina, bela = await neighbour(play, "Amina"), await neighbour(play, "Bela")
    await play.later(hours=23, minutes=59)
    event = await play.event(send=False)
    await bela.commands("menu")
    async with play.app.database.atomic() as sql:
        ctx = play.app.context(sql)
        found = await events.get(sql, event)
        assert found
        await announcing.invite(ctx, await known(ctx, await play.id_of(bela)), found)
    await play.later(minutes=2)
    assert kinds(amina) == ["template"]
    shown = await amina.reads(amina.t("You are invited."), TITLE, "Saturday 28 November", "Grundstraße 10")
    assert shown.labels == [amina.t("I am coming"), amina.t("Not this time"), amina.t("Tell me more")]
    assert "template" not in kinds(bela)
    assert await bela.has(TITLE) == 1


async def test_what_meta_refuses_as_outside_of_the_window_goes_once_as_a_template(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    play.meta.window = timedelta(hours=1)  # Meta thinks otherwise than we
    await play.later(hours=2)
    await play.event()
    assert kinds(amina) == ["template"]
    assert await states(play, amina) == ["sent", "sent"]
    await amina.taps(amina.t("Tell me more"))
    assert kinds(amina) == ["template", "interactive"]
    await play.later(days=1)
    assert await amina.has(TITLE) == 2


async def test_the_same_refusal_of_the_call_itself(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    play.meta.fail_next(131047, to=amina.address)
    await play.event()
    assert kinds(amina) == ["template"]
    assert await states(play, amina) == ["sent", "sent"]


async def test_after_a_tap_to_read_the_whole_text_follows_once_in_ones_own_language(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina", "ar")
    await play.later(days=2)
    await play.event()
    shown = await amina.reads(amina.t("You are invited."))
    await amina.taps(amina.t("Tell me more"), shown)
    assert kinds(amina) == ["template", "interactive"]
    whole = await amina.reads(amina.t("Children are welcome"))
    assert amina.t("Maybe") in " ".join(whole.labels)
    await amina.taps(amina.t("Tell me more"), shown)
    assert await amina.has(TITLE) == 2
    await amina.reads(amina.t("You have read everything."))


async def test_who_taps_to_read_when_it_is_over_is_answered_all_the_same(play: WhatsAppStage) -> None:
    amina, bela = await neighbour(play, "Amina"), await neighbour(play, "Bela")
    await play.later(days=2)
    await play.event()
    await play.later(days=9)
    before = len(amina.phone.messages)
    await amina.taps(amina.t("Tell me more"))
    assert [message.kind for message in amina.phone.messages[before:]] == ["interactive"]
    await amina.reads(amina.t("This is over already."))
    await amina.taps(amina.t("Tell me more"))
    await amina.reads(amina.t("You have read everything."))
    await play.app.schedule.prune()
    left = "SELECT count(*) FROM delivery WHERE participant_id = ? AND follows = 1"
    assert await play.count(left, await play.id_of(bela)) == 0, "nothing is kept for who did not tap"


async def test_who_answers_on_the_template_reads_the_event_with_the_answer_and_not_twice(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina", "tr")
    await play.later(days=2)
    await play.event()
    await amina.taps(amina.t("I am coming"))
    assert kinds(amina) == ["template", "interactive"]
    await amina.reads(TITLE, amina.t("You are coming: {people}", people="1 yetişkin"))
    assert await play.count("SELECT count(*) FROM answer WHERE choice = 'coming'") == 1


async def test_killed_between_the_template_and_the_answer_the_text_follows_once(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await play.later(days=2)
    play.meta.tells = False
    await play.event()
    # As a kill leaves it: the template left, the tap was worked, and neither was noted with the delivery.
    await play.change("UPDATE delivery SET state = 'sending', done_at = NULL, external_id = NULL WHERE follows = 1")
    for label in ("Tell me more", "Tell me more"):
        await amina.phone.taps(amina.t(label))
    while play.meta.bodies:
        await play.brings(play.meta.bodies.popleft())
    while await play.app.engine.work():
        pass
    assert await play.count("SELECT count(*) FROM delivery WHERE dedupe_key LIKE 'w:%'") == 0
    await play.restarts()
    assert await amina.has(TITLE) == 2
    await amina.commands("menu")
    await play.restarts()
    assert await amina.has(TITLE) == 2
    await amina.reads_no(amina.t("This is over already."))


async def test_a_paused_template_is_not_used_and_the_text_comes_when_the_person_writes(play: WhatsAppStage) -> None:
    olga, amina = await neighbour(play, "Olga"), await neighbour(play, "Amina")
    await play.grants(olga, Role.COORDINATOR)
    await play.meta.judges("PAUSED", "invitation", "en")
    await play.later(days=2)
    await olga.commands("menu")
    before = len(play.meta.calls)
    await play.event(by=olga)
    assert [call.to for call in play.meta.calls[before:] if call.to == amina.address] == []
    assert await states(play, amina) == ["sent", "unreachable"]
    await play.later(seconds=30)
    await olga.reads(olga.team("Cannot be reached: {n}", n=1))
    await olga.taps(olga.team("Who was not reached?"))
    await olga.reads(f"Amina: {olga.team('gets it after writing to us: the messenger approves no text for it now')}")
    await amina.says("Hello?")
    assert await amina.has(TITLE) == 1
    assert await states(play, amina) == ["sent", "sent", "sent"]


async def test_a_template_that_was_paused_unheard_is_found_out_by_sending(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    play.meta.templates[name("invitation", "en"), "en"].state = "PAUSED"
    await play.later(days=2)
    await play.event()
    assert await states(play, amina) == ["sent", "unreachable"]
    await amina.says("Hello?")
    assert await amina.has(TITLE) == 1


@pytest.fixture
def reworded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A translator finds better words for invitations, in every language, as in a new version of Kranich."""
    said = Texts.t

    def better(say: Texts, message: str, **values: object) -> str:
        return f"👋 {said(say, message, **values)}" if message == "You are invited." else said(say, message, **values)

    def change() -> None:
        monkeypatch.setattr(Texts, "t", better)
        name.cache_clear()
        rendering._messages.cache_clear()

    yield change
    name.cache_clear()
    rendering._messages.cache_clear()


async def test_an_older_edition_knocks_until_the_new_one_is_approved(
    play: WhatsAppStage, reworded: Callable[[], None]
) -> None:
    olga, amina = await neighbour(play, "Olga"), await neighbour(play, "Amina")
    await play.grants(olga, Role.COORDINATOR)
    old = name("invitation", "en")
    reworded()
    assert name("invitation", "en") != old
    await play.later(hours=25)
    await olga.commands("menu")
    event = await play.event(send=False, by=olga)
    await olga.presses(f"pv:{event}")
    await olga.reads(olga.team("Closed chats that get a template message first: {n}", n=1))

    async def knocked(title: str) -> str:
        await play.event(title, by=olga)
        shown = amina.phone.messages[-1]
        assert title in shown.text
        return str(shown.raw["template"]["name"])

    assert await knocked("Picknick") == old, "Meta does not have the new one"
    await play.templates_of("invitation")
    await play.meta.judges("PENDING", name("invitation", "en"))
    await play.work()
    assert await knocked("Singen") == old, "Meta has not approved the new one"
    await play.meta.judges("APPROVED", name("invitation", "en"))
    await play.work()
    assert await knocked("Malen") == name("invitation", "en")
    await play.meta.judges("PAUSED", name("invitation", "en"))
    await play.work()
    assert await knocked("Tanzen") == old
    await amina.taps(amina.t("Tell me more"))
    assert await amina.has("Tanzen") == 2


async def test_the_states_are_seen_to_now_and_then(play: WhatsAppStage) -> None:
    channel = play.app.whatsapp
    assert channel
    play.meta.templates[name("news", "de"), "de"].state = "REJECTED"
    await channel.look(lambda arrivals: play.app.receive("whatsapp", arrivals))
    await play.work()
    states = await play.app.database.read.all("SELECT state, count(*) AS n FROM approval GROUP BY state ORDER BY n")
    assert [(row["state"], row["n"]) for row in states] == [("refused", 1), ("approved", len(play.meta.templates) - 1)]


async def test_no_template_for_the_language_the_second_one_knocks_and_the_text_is_in_the_first(
    play: WhatsAppStage,
) -> None:
    amina = play.person("ckb")
    await amina.registers("Amina")
    await amina.reads(amina.t("Which of these languages do you understand, too?"))
    await amina.taps("العربية")
    bela = await neighbour(play, "Bela", "so")
    await play.later(days=2)
    await play.event()
    arabic, german = play.person("ar"), play.person("de")
    await amina.reads(arabic.t("You are invited."), TITLE)
    await bela.reads(german.t("You are invited."), TITLE)  # named none: the project's
    await amina.taps(arabic.t("Tell me more"))
    await amina.reads(TITLE, amina.t("Children are welcome"))


async def test_a_reminder_knocks_in_the_second_language_and_never_later_than_its_event(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina", "ku")
    await play.event()
    await amina.taps(amina.t("I am coming"))
    await play.later(days=4, hours=6)
    german = play.person("de")
    shown = await amina.reads(german.t("Do not forget"), TITLE)
    lasts = {known: one.lasts for (known, _), one in play.meta.templates.items()}
    raw = next(one for one in amina.phone.messages if one.id == shown.name).raw
    assert lasts[raw["template"]["name"]] == timedelta(hours=12)
    assert lasts[name("soon", "de")] == timedelta(minutes=30)


async def test_of_two_reminders_of_an_event_that_knocked_only_the_newer_follows(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina", "ar")
    await play.event()
    await amina.taps(amina.t("I am coming"))
    await play.later(days=4, hours=6)
    await play.later(hours=21, minutes=30)
    assert kinds(amina)[-2:] == ["template", "template"]
    before = len(amina.phone.messages)
    await amina.taps(amina.t("Tell me more"))
    assert [message.kind for message in amina.phone.messages[before:]] == ["interactive"]
    await amina.reads(amina.t("Do not forget"), TITLE, amina.t("You are coming: {people}", people="").rstrip())


async def test_whoever_said_stop_is_not_asked_how_it_was(play: WhatsAppStage) -> None:
    amina, dalia = await neighbour(play, "Amina"), await neighbour(play, "Dalia")
    await play.event()
    for person in (amina, dalia):
        await person.taps(person.t("I am coming"))
    await dalia.presses("pause:1")
    await amina.says("STOP")
    before = len(amina.phone.messages)
    await play.later(days=7)
    await dalia.reads(dalia.t("How was it?"), TITLE)
    assert len(amina.phone.messages) == before


async def test_stop_in_arabic_is_obeyed_at_once_and_start_undoes_it(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina", "ar")
    await play.later(days=2)
    await play.event("Picknick")
    await amina.says(" توقّف! ")
    await amina.reads(amina.t("You get no more messages from us."))
    before = len(amina.phone.messages)
    await play.event("Singen")
    assert len(amina.phone.messages) == before
    await amina.says("ابدأ")
    await amina.reads(amina.t("You get invitations."))
    await play.event("Malen")
    await amina.reads("Malen")


async def reminded(play: WhatsAppStage) -> list[tuple[int, int]]:
    """Whether Amina takes a break, and is reminded."""
    rows = await play.app.database.read.all("SELECT paused, reminders FROM participant WHERE name = 'Amina'")
    return [(row["paused"], row["reminders"]) for row in rows]


async def test_start_brings_no_reminders_to_who_had_none_before_stop(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await amina.presses("rem:0")
    for _ in range(2):
        await amina.says("STOP")
    assert await reminded(play) == [(1, 0)]
    await amina.says("START")
    assert await reminded(play) == [(0, 0)]
    await amina.reads(amina.t("You get invitations."), amina.t("You get no reminders."))


async def test_start_after_stop_said_twice_brings_back_the_reminders_that_there_were(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    for words in ("STOP", "stop", "START"):
        await amina.says(words)
    assert await reminded(play) == [(0, 1)]
    await amina.reads(amina.t("You get invitations."), amina.t("You get reminders."))


async def test_the_button_to_write_again_undoes_stop_as_start_does(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    for action in ("go", "pause:0"):
        await amina.says("STOP")
        assert await reminded(play) == [(1, 0)]
        await amina.presses(action)
        assert await reminded(play) == [(0, 1)]


async def test_start_after_a_break_leaves_reminders_as_they_are(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await amina.presses("rem:0")
    await amina.presses("pause:1")
    await amina.says("START")
    assert await reminded(play) == [(0, 0)]


async def test_start_opens_the_chat_too_and_what_only_knocked_follows(play: WhatsAppStage) -> None:
    amina, olga = await neighbour(play, "Amina"), await neighbour(play, "Olga")
    await play.grants(olga, Role.COORDINATOR)
    event = await play.event(by=olga)
    await amina.taps(amina.t("I am coming"))
    await amina.presses("pause:1")
    await play.later(days=2)
    await cancels(play, olga, event)
    await amina.reads(amina.t("Cancelled. We are sorry."))
    await amina.says("START")
    await amina.reads(amina.t("This is cancelled. It does not take place."))
    await amina.reads(amina.t("You get invitations."))


async def test_what_is_chosen_after_stop_counts_and_not_what_was_before(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina")
    await amina.says("STOP")
    await amina.presses("rem:1")
    await amina.presses("rem:0")
    await amina.says("START")
    assert await reminded(play) == [(0, 0)]


async def test_stop_is_obeyed_in_the_middle_of_a_conversation(play: WhatsAppStage) -> None:
    amina = play.person("en")
    await amina.starts()
    await amina.taps("English")
    await amina.says("STOP")
    await amina.reads(amina.t("You get no more messages from us."))
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_who_did_not_register_is_not_knocked_at(play: WhatsAppStage) -> None:
    amina = play.person("en")
    await amina.starts()
    await play.later(days=2)
    await play.change(
        "INSERT INTO delivery (channel, chat_id, participant_id, urgency, payload, knock, made_at) SELECT 'whatsapp', "
        "id, participant_id, 'reply', '{\"type\":\"nothing\"}', '[\"k\",\"{}\",0]', '2026' FROM chat"
    )
    await play.work()
    assert (await states(play, amina))[-1] == "unreachable"


async def test_only_so_many_people_are_knocked_at_within_a_day_whatever_restarts_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.channel.LEAST_PEOPLE", 3)
    async with whatsapp_stage(tmp_path) as play:
        await play.templates()
        people = [await neighbour(play, f"Neighbour {number}") for number in range(4)]
        await play.later(days=2)
        await play.event()
        assert [kinds(person) for person in people] == [["template"], ["template"], ["template"], []]
        await people[0].taps(people[0].t("Not this time"))
        await play.restarts()
        await play.later(hours=23)
        assert kinds(people[3]) == []
        await play.later(hours=1, minutes=1)
        assert kinds(people[3]) == ["template"]


async def test_before_sending_the_team_reads_what_closed_chats_mean(play: WhatsAppStage) -> None:
    olga = await neighbour(play, "Olga")
    await play.grants(olga, Role.COORDINATOR)
    for language in ("ar", "tr", "ckb", "fr"):
        await neighbour(play, "Somebody", language)
    await play.meta.judges("PAUSED", "invitation", "fr")
    play.meta.tier = "TIER_2"
    assert play.app.whatsapp
    await play.app.whatsapp.open()
    event = await play.event(send=False, by=olga)
    await olga.presses(f"pv:{event}")
    await olga.reads_no(olga.team("Closed chats that get a template message first: {n}", n=3))
    await play.later(days=2)
    await olga.commands("menu")
    await olga.presses(f"pv:{event}")
    await olga.reads(
        olga.team("Closed chats that get a template message first: {n}", n=3),
        olga.team("First in {language}, then in their own language: {n}", language="Deutsch (einfach)", n=1),
        olga.team("Not today, because of the messenger's limit: {n}", n=1),
        olga.team("{language}: {n}, only after they write to us", language="Français", n=1),
    )


async def test_a_change_and_a_cancellation_knock_with_texts_of_their_own(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina", "uk")
    event = await play.event()
    await amina.taps(amina.t("I am coming"))
    olga = await neighbour(play, "Olga")
    await play.grants(olga, Role.COORDINATOR)
    await play.later(days=2)
    await cancels(play, olga, event)
    shown = await amina.reads(amina.t("Cancelled. We are sorry."), TITLE)
    assert shown.labels == [amina.t("Read it")]
    await amina.taps(amina.t("Read it"))
    await amina.reads(amina.t("This is cancelled. It does not take place."))


async def test_how_it_was_can_be_answered_on_the_template(play: WhatsAppStage) -> None:
    amina = await neighbour(play, "Amina", "pl")
    await play.event()
    await amina.taps(amina.t("I am coming"))
    await play.later(days=7)
    await amina.reads(amina.t("How was it?"), TITLE)
    await amina.taps(amina.t("So-so"))
    assert await play.count("SELECT face FROM feedback") == 2
    assert await amina.has(amina.t("How was it?")) == 1


async def test_who_answers_when_a_change_has_not_left_reads_it_with_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.channel.LEAST_PEOPLE", 1)
    async with whatsapp_stage(tmp_path) as play:
        await play.templates()
        amina, bela = await neighbour(play, "Amina"), await neighbour(play, "Bela")
        event = await play.event()
        for person in (amina, bela):
            await person.taps(person.t("Maybe"))
        await play.later(days=2)
        async with play.app.database.atomic() as sql:
            ctx, found = play.app.context(sql), await events.get(sql, event)
            assert found
            await changing.correct_place(ctx, await known(ctx, await play.id_of(amina)), found, "Kleestraße 1", None)
        await play.later(seconds=5)
        before = len(bela.phone.messages)
        await bela.presses(f"a:{event}:coming")
        await play.later(seconds=5)
        told = [plain(one.text) for one in bela.phone.messages[before:] if bela.t("Something has changed") in one.text]
        assert len(told) == 1
        assert bela.t("You are coming: {people}", people="1 adult") in told[0]
