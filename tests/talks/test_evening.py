"""Whole evenings in every language: from the registration to the feedback, and from the waiting list to the goodbye."""

from __future__ import annotations

from bot.language.languages import LANGUAGES
from tests.play import Person, Stage
from tests.talks.test_invitation import coming
from tests.talks.test_letters import writes
from tests.talks.test_waiting_list import NO, joins, waiting

PLAYED_IN = tuple(LANGUAGES)


async def plan_event(coordinator: Person, places: int | None = None) -> None:
    """The conversation that makes an event, with the shortest answers."""
    team, tt = coordinator.team, coordinator.tt
    await coordinator.presses("new")
    await coordinator.says("Plätzchen backen")
    await coordinator.says("Wir backen zusammen. Alle können mitmachen.")
    await coordinator.says("28.11. 15:00")
    await coordinator.taps(team("{n} hours", n=2))
    await coordinator.says("Grundstraße 10")
    for label in (tt("It costs nothing"), tt("For everyone"), f"✅ {tt('Yes')}", team("Nothing")):
        await coordinator.taps(label)
    if places is None:
        await coordinator.taps(team("No limit"))
    else:
        await coordinator.says(str(places))
    for label in ("Olga", team("No picture"), team("One time only")):
        await coordinator.taps(label)


async def test_an_event_goes_from_the_plan_to_the_feedback(play: Stage, language: str) -> None:
    olga = await play.coordinator("Olga", language)
    await olga.reads(olga.t("Thank you, {name}!", name="Olga"))
    amina = play.person(language)
    await amina.registers("Amina", adults=2, children=3)
    await plan_event(olga)
    await olga.reads(olga.team("Saved as a draft."), "Plätzchen backen")
    await olga.taps(olga.team("Preview and send"))
    await olga.taps(olga.team("Send it now"))
    invitation = await amina.reads("Plätzchen backen", "15:00")
    await amina.taps(amina.t("I am coming"), invitation)
    await amina.reads(coming(amina, 2, 3))
    await play.later(days=4, hours=6)
    await amina.reads(amina.t("Do not forget"), coming(amina, 2, 3))
    await play.later(days=1, hours=2)
    await olga.taps(olga.team("Who came?"))
    await olga.taps(olga.team("Done"))
    await amina.taps(amina.t("Good"))
    await amina.says("Das Essen")
    await amina.taps(amina.t("Leave it out"))
    await amina.reads(amina.t("Thank you! The team reads this. It helps to plan the next time."))
    await olga.presses("fb:1")
    await olga.reads("😀 1", "Das Essen")


async def test_someone_waits_moves_up_writes_to_the_team_and_is_forgotten(play: Stage, language: str) -> None:
    olga = await play.coordinator("Olga", language)
    await play.event(by=olga, places=2)
    awin = await joins(play, "Awin", 2, language=language)
    dawit = await joins(play, "Dawit", 1, 1, language=language)
    await dawit.reads(waiting(dawit, 1, 1, 1))
    await awin.presses(NO)
    await play.later(seconds=12)
    await dawit.reads(dawit.t("Good news: there is a place for you now. You can come."), coming(dawit, 1, 1))
    await writes(dawit, "Gibt es einen Parkplatz?")
    await olga.taps(olga.team("Write an answer"))
    await olga.says("Ja, hinter dem Haus.")
    await dawit.reads(dawit.t("Answer from the team of {project}", project="Kranich"), "Ja, hinter dem Haus.")
    await dawit.commands("settings")
    await dawit.taps(dawit.t("What do you know about me?"))
    known = [dawit.t("Answers to events: {n}", n=1), dawit.t("Messages to the team: {n}", n=1)]
    await dawit.reads(dawit.t("Name: {name}", name="Dawit"), *known)
    await dawit.commands("settings")
    await dawit.taps(dawit.t("Forget me"))
    await dawit.taps(dawit.t("Yes, forget me"))
    await dawit.is_left_with(dawit.t("Your data is deleted."))
