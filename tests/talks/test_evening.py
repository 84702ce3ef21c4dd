"""A whole event, from the registration to the feedback."""

from __future__ import annotations

from pathlib import Path

from tests.play import Person, stage


async def plan_event(coordinator: Person, *, when: str = "28.11. 15:00", places: str = "No limit") -> None:
    """The conversation that makes an event, with the shortest answers."""
    await coordinator.presses("new")
    await coordinator.says("Plätzchen backen")
    await coordinator.says("Wir backen zusammen. Alle können mitmachen.")
    await coordinator.says(when)
    await coordinator.taps("2 hours")
    await coordinator.says("Grundstraße 10")
    await coordinator.taps("It costs nothing")
    await coordinator.taps("For everyone")
    await coordinator.taps("Yes")
    await coordinator.taps("Nothing")
    if places.isdigit():
        await coordinator.says(places)
    else:
        await coordinator.taps(places)
    await coordinator.taps("Olga")
    await coordinator.taps("No picture")
    await coordinator.taps("One time only")


async def test_an_event_goes_from_the_plan_to_the_feedback(tmp_path: Path) -> None:
    async with stage(tmp_path) as play:
        olga = await play.coordinator("Olga")
        await olga.reads("Thank you, Olga!")
        amina = play.person("en")
        await amina.registers("Amina", adults=2, children=3)
        await plan_event(olga)
        await olga.reads("Saved as a draft", "Plätzchen backen", "Draft")
        await olga.taps("Preview and send")
        await olga.taps("Send it now")
        invitation = await amina.reads("Plätzchen backen", "Saturday")
        await amina.taps("I am coming", invitation)
        await amina.reads("You are coming: 2 adults, 3 children")
        await play.later(days=4, hours=6)
        await amina.reads("Do not forget", "You are coming: 2 adults, 3 children")
        await play.later(days=1, hours=2)
        await olga.taps("Who came?")
        await olga.taps("Done")
        await amina.taps("Good")
        await amina.says("Das Essen")
        await amina.taps("Leave it out")
        await amina.reads("The team reads this")
        await olga.presses("fb:1")
        await olga.reads("😀 1", "Das Essen")
