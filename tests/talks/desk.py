"""The translation desk with its people: what its tests share."""

from __future__ import annotations

from bot.domain.people import Role
from bot.language.languages import LANGUAGES
from tests.play import Person, Shown, Stage

TURKISH, ARABIC, PASHTO, SOMALI = (LANGUAGES[code].name for code in ("tr", "ar", "ps", "so"))
TITLE, WHAT = "Kurabiye pişirmek", "Birlikte pişiriyoruz."
NEWS = "Am Montag ist das Büro zu."


async def interpreter(play: Stage, name: str, language: str = "tr", *into: str) -> Person:
    """Someone with the role who has said into which languages they translate."""
    person = await play.neighbour(name, language)
    await play.grants(person, Role.INTERPRETER)
    for code in into or (language,):
        await person.presses(f"into:{code}:1")
    return person


async def scene(play: Stage, *, send: bool = False) -> tuple[Person, Person, Person]:
    """A coordinator with an event, and two who translate into Turkish."""
    olga = await play.coordinator()
    emine, deniz = await interpreter(play, "Emine"), await interpreter(play, "Deniz")
    await play.event(by=olga, send=send)
    return olga, emine, deniz


async def asks(olga: Person) -> Shown:
    """Ask the interpreters, from the card of the event. What comes back."""
    await olga.presses("te:1")
    await olga.taps(olga.team("Ask the interpreters"))
    return await olga.last()


async def translates(person: Person, *bodies: str) -> None:
    """Answer the open questions; "" leaves one out."""
    for body in bodies:
        if body:
            await person.says(body)
        else:
            await person.taps(person.t("Leave it out"))


async def proposed(play: Stage, *, send: bool = False) -> tuple[Person, Person, Person]:
    """Emine has translated the event."""
    olga, emine, deniz = await scene(play, send=send)
    await asks(olga)
    await emine.taps(f"✍️ {TURKISH}")
    await translates(emine, TITLE, WHAT)
    return olga, emine, deniz


async def wording(play: Stage, field: str, language: str = "tr") -> tuple[str, str] | None:
    """What people read, and who wrote it."""
    row = await play.app.database.read.one(
        "SELECT body, origin FROM wording WHERE text_id = 1 AND field = ? AND language = ?", field, language
    )
    return None if row is None else (row["body"], row["origin"])


async def writes(play: Stage, language: str, origin: str, **bodies: str) -> None:
    """The event's texts in a language, as if somebody or a machine had written them."""
    for field, body in bodies.items():
        await play.change("INSERT INTO wording VALUES (1, ?, ?, ?, ?, '2026')", field, language, body, origin)


async def noted(play: Stage) -> list[str]:
    """What the audit says of translations."""
    rows = await play.app.database.read.all("SELECT action FROM audit WHERE action LIKE 'translation%' ORDER BY id")
    return [row["action"].removeprefix("translation ") for row in rows]


async def corrects(olga: Person, fact: str, body: str) -> None:
    """Put one text of the event right."""
    await olga.presses("fix:1")
    await olga.taps(olga.team(fact))
    await olga.says(body)


async def translates_team(olga: Person, *bodies: str) -> None:
    """Answer the questions as a coordinator; "" leaves one out."""
    for body in bodies:
        if body:
            await olga.says(body)
        else:
            await olga.taps(olga.tt("Leave it out"))


async def invitation_of(person: Person) -> Shown:
    """The invitation on this page."""
    found = [one for one in await person.page() if any("a:1:" in action for action in one.buttons.values())]
    assert found
    return found[0]


async def keeps(olga: Person) -> None:
    """Write an announcement, and let the interpreters see to it."""
    await olga.presses("announce")
    await olga.says(NEWS)
    await olga.taps(olga.team("Everyone"))
    await olga.taps(f"❌ {olga.tt('No')}")
    await olga.taps(olga.team("Ask the interpreters"))
