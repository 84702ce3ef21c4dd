"""What is not needed any more goes: people who never registered, old conversations, codes, rendered messages."""

from __future__ import annotations

from bot.domain.people import Role
from bot.language.languages import LANGUAGES
from bot.services import people
from bot.store import participants
from tests.play import Stage


async def passes(play: Stage, **by: float) -> None:
    play.clock.move_on(**by)
    await play.app.schedule.prune()


async def invited(play: Stage) -> str:
    async with play.app.database.atomic() as sql:
        return await people.invite(play.app.context(sql), Role.COORDINATOR)


async def test_whoever_never_finishes_the_registration_is_forgotten_after_thirty_days(play: Stage) -> None:
    guest, amina = play.person(), await play.neighbour("Amina")
    await guest.starts()
    await passes(play, days=29)
    assert await play.count("SELECT count(*) FROM participant WHERE registered_at IS NULL") == 1
    await passes(play, days=2)
    assert await play.count("SELECT count(*) FROM participant WHERE registered_at IS NULL") == 0
    assert await play.count("SELECT count(*) FROM talk") == 0
    assert await guest.page() == []
    assert await play.id_of(amina)


async def test_whoever_was_heard_of_meanwhile_is_kept_and_goes_on(play: Stage) -> None:
    guest = play.person()
    await guest.starts()
    await passes(play, days=29)
    await guest.taps(LANGUAGES["en"].name)
    await passes(play, days=29)
    await guest.taps(guest.t("Yes, all right"))
    await guest.says("Sara")
    assert await play.count("SELECT count(*) FROM talk") == 1


async def test_a_conversation_that_nobody_goes_on_with_is_over_after_thirty_days(play: Stage) -> None:
    olga = await play.coordinator()
    await olga.presses("announce")
    await passes(play, days=31)
    assert await play.count("SELECT count(*) FROM talk") == 0


async def test_a_code_works_for_seven_days(play: Stage) -> None:
    first, second = await invited(play), await invited(play)
    play.clock.move_on(days=6, hours=23)
    olga, vera = await play.neighbour("Olga"), await play.neighbour("Vera")
    await olga.says(first)
    play.clock.move_on(hours=2)
    await vera.says(second)
    await vera.reads(vera.t(people.WRONG_CODE))
    team = await participants.with_role(play.app.database.read, Role.COORDINATOR)
    assert [person.name for person in team] == ["Olga"]
    await passes(play, days=0)
    assert await play.count("SELECT count(*) FROM invite") == 1


async def test_only_the_newest_way_in_for_the_first_coordinator_works(play: Stage) -> None:
    codes = []
    invite = await invited(play)  # made by hand: it stays good
    for _ in range(2):
        async with play.app.database.atomic() as sql:
            codes.append(await people.invite_first(play.app.context(sql)))
    olga = await play.neighbour("Olga")
    await olga.says(codes[0])
    await olga.reads(olga.t(people.WRONG_CODE))
    for code in (codes[1], invite):
        await olga.says(code)
    assert await play.count("SELECT count(*) FROM invite WHERE used_at IS NOT NULL") == 2


async def test_a_coordinator_who_never_registered_does_not_count_as_one(play: Stage) -> None:
    olga = play.person()
    await olga.starts(f"r-{await invited(play)}")
    assert await participants.with_role(play.app.database.read, Role.COORDINATOR) == []


async def test_what_was_rendered_for_many_goes_with_the_last_message_that_names_it(play: Stage) -> None:
    amina = await play.neighbour("Amina")
    await play.event()
    await amina.presses("a:1:coming")
    await play.later(days=4, hours=5, minutes=1)
    reminders = "SELECT count(*) FROM body WHERE id IN (SELECT body_id FROM delivery WHERE announcement_id IS NULL)"
    assert await play.count(reminders) == 1
    await passes(play, days=61)
    assert await play.count("SELECT count(*) FROM body WHERE id NOT IN (SELECT body_id FROM delivery)") == 0
    assert await play.count("SELECT count(*) FROM body") == await play.count(
        "SELECT count(DISTINCT body_id) FROM delivery WHERE announcement_id IS NOT NULL"
    )
