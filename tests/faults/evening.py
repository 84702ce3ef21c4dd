"""A whole evening in scenes, from the registration to the farewell, and what is left of it at the end of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.stages import BrittleStage
from tests.play import Person
from tests.talks.test_evening import plan_event
from tests.talks.test_letters import writes


@dataclass
class Cast:
    """Those who are on the stage all evening."""

    play: BrittleStage
    code: str  # with which a coordinator registers

    def __post_init__(self) -> None:
        self.olga, self.amina = Person(self.play, "olga", "de"), Person(self.play, "amina", "ar")
        self.bela, self.tomas = Person(self.play, "bela", "tr"), Person(self.play, "tomas", "en")


Scene = Callable[[Cast], Awaitable[None]]


async def the_team_and_a_neighbour_register(cast: Cast) -> None:
    """One by a code, one with all the questions."""
    await cast.olga.starts(f"r-{cast.code}")
    await cast.olga.taps("Deutsch")
    await cast.olga.taps(cast.olga.t("Yes, all right"))
    await cast.olga.says("Olga")
    await cast.amina.registers("Amina", adults=1, children=0)


async def two_more_register(cast: Cast) -> None:
    """And write to the bot for the first time."""
    await cast.bela.registers("Bela")
    await cast.tomas.registers("Tomas")


async def an_event_with_two_places_is_planned(cast: Cast) -> None:
    """By its conversation."""
    await plan_event(cast.olga, places=2)


async def it_is_announced(cast: Cast) -> None:
    """To everyone."""
    await cast.olga.taps(cast.olga.team("Preview and send"))
    await cast.olga.taps(cast.olga.team("Send it now"))
    await cast.play.later(seconds=5)


async def two_come_and_one_waits(cast: Cast) -> None:
    """In this order."""
    for person in (cast.amina, cast.bela, cast.tomas):
        await person.taps(person.t("I am coming"))


async def it_is_moved(cast: Cast) -> None:
    """By a day; all three are told."""
    await cast.olga.presses("move:1")
    await cast.olga.says("29.11. 15:00-17:00")
    await cast.olga.taps(f"✅ {cast.olga.tt('Yes')}")
    await cast.play.later(seconds=5)


async def one_leaves_and_the_list_moves_up(cast: Cast) -> None:
    """After the quiet seconds."""
    await cast.bela.taps(cast.bela.t("Not this time"))
    await cast.play.later(seconds=20)


async def the_bot_is_off_for_ten_minutes(cast: Cast) -> None:
    """In the middle of a question, which is asked again."""
    await cast.tomas.presses("write")
    await cast.play.lives()
    await cast.play.restarts(after=600)
    await cast.tomas.says("Is there parking?")
    await cast.play.calm()


async def the_letter_is_answered(cast: Cast) -> None:
    """And another one written without being asked."""
    await cast.olga.taps(cast.olga.team("Write an answer"))
    await cast.olga.says("Ja, hinter dem Haus.")
    await writes(cast.bela, "Schade!")


async def those_who_come_are_reminded(cast: Cast) -> None:
    """A day before, and two hours before."""
    await cast.play.later(days=5, hours=5, minutes=1)
    await cast.play.later(hours=22)


async def it_is_ticked_who_came(cast: Cast) -> None:
    """And those who came are asked how it was."""
    await cast.play.later(hours=5)
    await cast.olga.taps(cast.olga.team("Who came?"))
    await cast.olga.taps("Tomas")
    await cast.olga.taps(cast.olga.team("Done"))
    await cast.play.later(seconds=5)


async def it_was_good(cast: Cast) -> None:
    """A face, and words."""
    await cast.amina.taps(cast.amina.t("Good"))
    await cast.amina.says("الطعام")
    await cast.amina.taps(cast.amina.t("Leave it out"))


async def one_asks_to_be_forgotten(cast: Cast) -> None:
    """Nothing but counts stays."""
    await cast.amina.commands("settings")
    await cast.amina.taps(cast.amina.t("Forget me"))
    await cast.amina.taps(cast.amina.t("Yes, forget me"))


SCENES: tuple[Scene, ...] = (
    the_team_and_a_neighbour_register,
    two_more_register,
    an_event_with_two_places_is_planned,
    it_is_announced,
    two_come_and_one_waits,
    it_is_moved,
    one_leaves_and_the_list_moves_up,
    the_bot_is_off_for_ten_minutes,
    the_letter_is_answered,
    those_who_come_are_reminded,
    it_is_ticked_who_came,
    it_was_good,
    one_asks_to_be_forgotten,
)

_LEFT = {
    "people": "SELECT coalesce(name, ''), language, adults, children, registered_at IS NULL FROM participant",
    "answers": "SELECT event_id, coalesce(p.name, ''), choice, a.adults, a.children, waiting, coalesce(came, -1) "
    "FROM answer AS a JOIN participant AS p ON p.id = participant_id",
    "former answers": "SELECT event_id, choice, adults, children, came FROM former_answer",
    "events": "SELECT id, state, local_start, places, freed_at IS NULL FROM event",
    "announcements": "SELECT id, kind, state, skipped FROM announcement",
    "feedback": "SELECT event_id, coalesce(participant_id, 0), face, good, better FROM feedback",
    "letters": "SELECT id, state, body, answer FROM letter",
    "conversations": "SELECT c.address, name, answers FROM talk JOIN chat AS c ON c.id = chat_id",
    "updates": "SELECT DISTINCT state FROM inbox",
    "messages": "SELECT DISTINCT state FROM delivery",
    "roles": "SELECT participant_id, role FROM role",
    "done by the team": "SELECT action, object FROM audit",
}

Left = dict[str, list[tuple[object, ...]]]


async def left_of(cast: Cast) -> Left:
    """All that counts: what is stored, and what everybody reads, each message as often as it stands there."""
    left: Left = {}
    for name, statement in _LEFT.items():
        left[name] = sorted(tuple(row) for row in await cast.play.app.database.read.all(statement))
    for person in (cast.olga, cast.amina, cast.bela, cast.tomas):
        left[person.address] = sorted((one.text, tuple(one.labels)) for one in await person.page())
    return left
