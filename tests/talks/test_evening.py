"""A whole event, from the registration to the feedback."""

from __future__ import annotations

from tests.play import Person, Stage
from tests.talks.test_invitation import coming


async def plan_event(coordinator: Person) -> None:
    """The conversation that makes an event, with the shortest answers."""
    team, tt = coordinator.team, coordinator.tt
    await coordinator.presses("new")
    await coordinator.says("Plätzchen backen")
    await coordinator.says("Wir backen zusammen. Alle können mitmachen.")
    await coordinator.says("28.11. 15:00")
    await coordinator.taps(team("{n} hours", n=2))
    await coordinator.says("Grundstraße 10")
    for label in (tt("It costs nothing"), tt("For everyone"), f"✅ {tt('Yes')}", team("Nothing"), team("No limit")):
        await coordinator.taps(label)
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
