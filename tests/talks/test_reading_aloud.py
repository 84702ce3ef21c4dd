"""Hearing an invitation: the button, the voice message that is made once, and what happens when there is none."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot.language.spoken import SPOKEN
from tests.play import SATURDAY, Person, Shown, Stage
from tests.stand_ins import espeak
from tests.talks.test_linking import second

LISTEN = "🔊"
PLAYED_IN = ("de", "ar", "ckb", "so")  # two with a voice and two without
_HUMS = f"""
import sys
with open({{log!r}}, "a", encoding="utf-8") as log:
    log.write(" ".join(sys.argv[1:3]) + "|" + sys.stdin.read() + chr(10))
sys.stdout.buffer.write(bytes.fromhex({espeak.wave(bytes(4410), 22_050).hex()!r}))
"""


class Voice:
    """A program that only hums, and notes what it was to say."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "bin"
        self._log = folder / "said"
        self.program = espeak.script(self._folder, _HUMS.format(log=str(self._log)))

    @property
    def said(self) -> list[str]:
        """The voice and the text of each time it ran."""
        return self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []

    def breaks(self) -> None:
        """From now on it fails."""
        espeak.script(self._folder, "import sys; sys.exit('Grundstraße')")

    def works_again(self) -> None:
        """From now on it hums."""
        espeak.script(self._folder, _HUMS.format(log=str(self._log)))


@pytest.fixture
async def hums(play: Stage, tmp_path: Path) -> Voice:
    """The bot goes on on a machine that can read aloud."""
    found = Voice(tmp_path)
    play.espeak = found.program
    await play.restarts()
    return found


async def invited(play: Stage, language: str = "de", name: str = "Amina") -> tuple[Person, Shown]:
    person = await play.neighbour(name, language, adults=2)
    await play.event()
    return person, await person.reads("Plätzchen backen")


async def voices(person: Person) -> list[Shown]:
    return [shown for shown in await person.page() if shown.media and shown.media["kind"] == "voice"]


async def test_the_first_button_reads_aloud_where_there_is_a_voice(play: Stage, hums: Voice, language: str) -> None:
    person, invitation = await invited(play, language)
    listens = [label for label in invitation.labels if LISTEN in label]
    assert listens == ([f"{LISTEN} {person.t('Listen')}"] if language in SPOKEN else [])
    assert invitation.labels == [
        *listens,
        f"✅ {person.t('I am coming')}",
        f"🤔 {person.t('Maybe')}",
        f"❌ {person.t('Not this time')}",
    ]
    assert not hums.said  # nothing is made before somebody wants to hear it


async def test_without_the_program_there_is_no_button(play: Stage) -> None:
    _, invitation = await invited(play)
    assert not [label for label in invitation.labels if LISTEN in label]


async def test_after_every_answer_the_button_is_the_last(play: Stage, hums: Voice) -> None:
    person, invitation = await invited(play)
    for answer in ("I am coming", "Maybe", "Not this time"):
        await person.taps(person.t(answer), invitation)
        invitation = await person.again(invitation)
        assert LISTEN in invitation.labels[-1]
        assert len([label for label in invitation.labels if LISTEN in label]) == 1


async def test_a_tap_is_answered_at_once_and_the_voice_message_follows(play: Stage, hums: Voice) -> None:
    person, _ = await invited(play)
    await person.taps(LISTEN)
    person.hears(person.t("One moment, please."))
    assert await voices(person) == []
    await play.settle()
    [message] = await voices(person)
    name, data = await play.file(message)
    assert (name, data[:4]) == ("invitation.ogg", b"OggS")
    [said] = hums.said
    assert said.startswith("-v de|Plätzchen backen. Wir backen zusammen. Samstag, achtundzwanzigster November, 15 Uhr")


async def test_it_comes_to_the_phone_that_asked_and_not_to_one_that_was_given_away(play: Stage, hums: Voice) -> None:
    amina, _ = await invited(play)
    other, given_away = await second(play, amina), await second(play, amina)
    for place in (other, given_away):
        await place.presses("hear:1")
    chat = await play.count("SELECT id FROM chat WHERE address = ?", given_away.address)
    await amina.presses(f"part:{chat}:yes")
    await play.settle()
    assert [len(await voices(place)) for place in (amina, other, given_away)] == [0, 1, 0]
    assert await play.count("SELECT count(*) FROM reading") == 0


async def test_who_taps_later_hears_the_same_file_at_once(play: Stage, hums: Voice) -> None:
    amina, sara = await play.neighbour("Amina", "de"), await play.neighbour("Sara", "de")
    await play.event()
    await amina.taps(LISTEN)
    await play.settle()
    await sara.taps(LISTEN)
    await amina.taps(LISTEN)
    [first], [second, third] = await voices(sara), await voices(amina)
    assert first.media == second.media == third.media
    assert len(hums.said) == 1


async def test_many_who_wait_together_get_one_file_each_of_them_once(play: Stage, hums: Voice) -> None:
    amina, sara = await play.neighbour("Amina", "de"), await play.neighbour("Sara", "de")
    await play.event()
    for person in (amina, amina, sara):
        await person.taps(LISTEN)
    await play.settle()
    assert len(await voices(amina)) == len(await voices(sara)) == 1
    assert len(hums.said) == 1


async def test_each_language_has_its_own_and_a_corrected_event_a_new_one(play: Stage, hums: Voice) -> None:
    amina, john = await play.neighbour("Amina", "de"), await play.neighbour("John", "en")
    await play.event()
    await john.taps(LISTEN)
    await play.settle()
    assert [said.partition("|")[0] for said in hums.said] == [*3 * ["-v en-gb", "-v de"], "-v en-gb"]
    await amina.taps(LISTEN)
    await play.settle()
    await play.change("UPDATE event SET place = 'Alte Schule'")
    await amina.taps(LISTEN)
    await play.settle()
    assert "Alte Schule." in hums.said[-1]
    assert len(hums.said) == 9


async def test_what_was_asked_for_before_a_kill_is_made_after_it(play: Stage, hums: Voice) -> None:
    person, _ = await invited(play)
    await person.taps(LISTEN)
    await play.restarts()
    await play.settle()
    assert len(await voices(person)) == len(hums.said) == 1


async def test_who_cannot_be_served_is_told_and_may_try_again(
    play: Stage, hums: Voice, caplog: pytest.LogCaptureFixture
) -> None:
    person, _ = await invited(play)
    hums.breaks()
    with caplog.at_level(logging.DEBUG):
        await person.taps(LISTEN)
        await play.settle()
    await person.reads(person.t("This cannot be read aloud now."))
    assert "not read aloud file=1 error=NotSpoken" in caplog.text
    assert "Plätzchen" not in caplog.text
    assert "Grundstraße" not in caplog.text
    hums.works_again()
    await play.settle()
    assert not await voices(person)
    await person.taps(LISTEN)
    await play.settle()
    assert len(await voices(person)) == 1


async def test_when_the_program_is_gone_whoever_waits_or_taps_an_old_button_is_told(play: Stage, hums: Voice) -> None:
    person, invitation = await invited(play)
    await person.taps(LISTEN, invitation)
    play.espeak = None
    await play.restarts()
    await play.settle()
    sorry = person.t("This cannot be read aloud now.")
    await person.reads(sorry)
    person.toasts.clear()
    await person.taps(LISTEN, invitation)
    person.hears(sorry)


async def test_who_is_forgotten_meanwhile_gets_nothing(play: Stage, hums: Voice) -> None:
    person, _ = await invited(play)
    await person.taps(LISTEN)
    await person.presses("forget")
    await person.taps(person.t("Yes, forget me"))
    await play.settle()
    assert not hums.said
    assert await play.count("SELECT count(*) FROM reading") == 0


async def test_a_voice_message_is_kept_for_thirty_days_after_it_was_last_heard(play: Stage, hums: Voice) -> None:
    person = await play.neighbour("Amina", "de")
    await play.event(start=SATURDAY + timedelta(days=120))
    for _ in range(3):
        await person.taps(LISTEN)
        await play.settle()
        play.clock.move_on(days=29)
        await play.app.schedule.prune()
    assert len(hums.said) == 1
    play.clock.move_on(days=2)
    await play.app.schedule.prune()
    assert await play.count("SELECT count(*) FROM file") == await play.count("SELECT count(*) FROM file_reference") == 0


async def test_what_is_cancelled_says_so_first(play: Stage, hums: Voice) -> None:
    person, invitation = await invited(play)
    await play.change("UPDATE event SET state = 'cancelled'")
    await person.taps(LISTEN, invitation)
    await play.settle()
    assert hums.said[-1].startswith(f"-v de|{person.t('This is cancelled. It does not take place.')} Plätzchen backen.")


async def test_a_draft_of_the_team_is_not_read_to_others(play: Stage, hums: Voice) -> None:
    person = await play.neighbour("Amina", "de")
    event = await play.event(send=False)
    await person.presses(f"hear:{event}")
    person.hears(person.t("This button is no longer valid."))
    await play.settle()
    assert not hums.said


async def test_a_reminder_can_be_heard_too(play: Stage, hums: Voice) -> None:
    person, invitation = await invited(play)
    await person.taps(person.t("I am coming"), invitation)
    await play.later(days=4, hours=8)
    reminder = await person.reads(person.t("Do not forget"))
    assert LISTEN in reminder.labels[-2]
    await person.taps(LISTEN, reminder)
    await play.settle()
    assert len(await voices(person)) == 1


async def test_after_a_backup_is_put_back_nobody_waits(play: Stage, hums: Voice) -> None:
    person, _ = await invited(play)
    await person.taps(LISTEN)
    backup = await play.backs_up()
    await play.settle()
    await play.puts_back(backup)
    await play.settle()
    assert await play.count("SELECT count(*) FROM reading") == 0
    assert len(hums.said) == 1


async def test_the_whole_way_with_a_real_voice(play: Stage, tmp_path: Path) -> None:
    play.espeak = espeak.program(tmp_path / "bin")
    await play.restarts()
    person, _ = await invited(play)
    await person.taps(LISTEN)
    await play.settle()
    [message] = await voices(person)
    assert len((await play.file(message))[1]) > 10_000


async def test_what_is_over_says_so_first(play: Stage, hums: Voice) -> None:
    person, invitation = await invited(play)
    await play.later(days=7)
    await person.taps(LISTEN, invitation)  # who wants to hear it reads no short word: they hear that, too
    await play.settle()
    assert hums.said[-1].startswith(f"-v de|{person.t('This is over already.')} Plätzchen backen.")
    assert len(await voices(person)) == 1
