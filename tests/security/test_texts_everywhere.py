"""Faults 29, 30, 32 and 33: whatever is written travels through the whole house and harms nobody anywhere."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from itertools import count

import icalendar
import pytest
from hypothesis import strategies as st

from bot.channels.protocol import Rendered
from bot.channels.split import units
from bot.channels.telegram import rendering
from bot.domain.content import Content
from bot.language.bidi import FSI, LRI, PDI, cleaned, one_line
from bot.logs import Discreet
from tests.files.test_answer_list import SHEET, part, table
from tests.play import SATURDAY, Stage
from tests.security.exploring import LONG, explore, letters
from tests.stand_ins.telegram_html import parsed

TRICKS = ("\u202e", "\u2066", "\u200b", "\x00", "\ud83d", "\r\n", "\u2028", "\x1b[2J", "\u0301" * 30)
WORDS = (
    "Amina", "می‌خواهم", "سارة", "क्‍षमा", "😀👩‍👩‍👧", "<b>", "&amp;", "</a>", "=1+1", "+49", "-3", "@SUM(A1)", "\t=1",
    "%s", "{name}", "'; DROP TABLE chat; --", "END:VEVENT", "/start", "x" * 5_000, "x" * 100_000, "😀" * 2_049,
)  # fmt: skip
written = st.one_of(letters, st.lists(st.sampled_from(WORDS + TRICKS), min_size=1, max_size=5).map("".join))


def contents_shown(play: Stage, monkeypatch: pytest.MonkeyPatch) -> list[Content]:
    """Everything that is said on the web from now on, as contents that Telegram could have been given, too."""
    seen: list[Content] = []
    render = play.app.web.render

    def noted(content: Content) -> list[Rendered]:
        seen.append(content)
        return render(content)

    monkeypatch.setattr(play.app.web, "render", noted)
    return seen


def is_balanced(text: str) -> bool:
    """Whether nothing in a line runs on into the next: isolates are closed, and no override stands there."""
    opened = 0
    for sign in text:
        opened += (sign in {FSI, LRI, "\u2067"}) - (sign == PDI)
        if opened < 0 or sign in "\u202a\u202b\u202c\u202d\u202e\x00":
            return False
    return opened == 0


def fits_telegram(content: Content) -> bool:
    """Whether Telegram would take every message of it."""
    for payload in (json.loads(rendered.payload) for rendered in rendering.render(content)):
        for key, limit in (("text", rendering.TEXT_LIMIT), ("caption", rendering.CAPTION_LIMIT)):
            if "parse_mode" in payload and key in payload and not 1 <= units(parsed(payload[key], "HTML")[0]) <= limit:
                return False
    return True


@pytest.mark.parametrize("examples", [10, pytest.param(LONG // 15, marks=pytest.mark.soak)])
async def test_faults_29_30_32_and_33_whatever_is_written_harms_nobody_anywhere(
    examples: int, play: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    numbers, seen = count(1), contents_shown(play, monkeypatch)
    olga = await play.coordinator()

    async def holds(said: tuple[str, str, str]) -> None:
        name, title, letter = said
        number = next(numbers)
        person = await play.neighbour("Amina", "ar" if number % 2 else "de")
        await person.presses("again")
        for answer in (name, "1", "0", *[person.t("I'd rather not say")] * 4):
            await person.says(answer)
        stored = await play.app.database.read.value(
            "SELECT name FROM participant WHERE id = ?", await play.id_of(person)
        )
        if 1 <= len(one_line(name, 61)) <= 60:
            assert stored == one_line(name, 60)
        assert 1 <= len(stored) <= 60
        event = await play.event(
            one_line(title, 100) or "Tee", by=olga, what=cleaned(letter, 900) or "x", send=False,
            start=SATURDAY + timedelta(hours=number % 50),
        )  # fmt: skip
        await olga.presses(f"send:{event}")
        for action in (f"a:{event}:coming", f"ics:{event}"):
            await person.presses(action)
        _, calendar = await play.file(await person.last())
        assert len(icalendar.Calendar.from_ical(calendar).walk("VEVENT")) == 1
        await person.commands("menu")
        await person.says(letter)
        for action in (f"who:{event}", "letters", f"xlsx:{event}"):
            await olga.presses(action)
        _, workbook = await play.file(await olga.last())
        assert stored in table(workbook)[1]
        assert not list(part(workbook, "worksheets/sheet1.xml").iter(f"{SHEET}f"))
        for content in seen:
            assert fits_telegram(content)
            assert all(is_balanced(line.text) for line in content.lines), content
        seen.clear()
        logged = [Discreet("%(message)s").format(record) for record in caplog.records if record.name.startswith("bot")]
        for text in (name, title, letter):
            assert len(text) < 6 or not any(text in line for line in logged)
        caplog.clear()
        assert await play.count("SELECT count(*) FROM inbox WHERE state <> 'done'") == 0

    await explore(examples, st.tuples(written, written, written), holds)
