"""A long life of the bot, drawn at random: people, coordinators, clocks and messengers do what they like."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.language.languages import LANGUAGES, TEAM_LANGUAGES
from tests.faults import disk
from tests.faults.disk import Disk
from tests.faults.messenger import TROUBLES
from tests.faults.neighbourhood import TITLES, Neighbourhood
from tests.faults.people import Alarm, who
from tests.faults.stages import TroubledStage
from tests.play import MONDAY, opened

T = TypeVar("T")

AUTUMN = datetime(2026, 10, 23, 9, tzinfo=UTC)  # two days before the clocks are set back
SPRING = datetime(2027, 3, 26, 9, tzinfo=UTC)  # and before they are set forward
MOST_PEOPLE, MOST_EVENTS = 7, 4

numbers = st.integers(0, 41)
days, near = st.integers(0, 4), st.integers(-1, 2)
hours = st.integers(7, 22)
languages, team_languages = st.sampled_from(sorted(LANGUAGES)), st.sampled_from(TEAM_LANGUAGES)
words = st.one_of(
    st.sampled_from(["Danke!", "ok", "مرحبا", "👍", "2", "<b>&", "=1+1"]), st.text(min_size=1, max_size=30)
)
places = st.one_of(st.none(), st.integers(1, 5))
moments = st.one_of(
    st.none(), st.builds(lambda h, m: timedelta(hours=h, minutes=m), st.sampled_from([-24, -2, 0]), near)
)
ill = st.lists(st.sampled_from(sorted(TROUBLES)), max_size=4)
facts = st.sampled_from(
    [("Place", "Im Park"), ("Number of places", "1"), ("Number of places", "4"), ("Title", "Tanzen")]
)
choices = st.sampled_from(["coming", "coming", "maybe", "no", "1.0", "2.1", "1.2", "0.1", "3.0"])
forged = st.sampled_from([
    "a:99:coming", "a:1:0.0", "a:1:99.99", "a:1:-1.2", "a:1:", "a:x:coming", "a:1:1.1:2", "q:1:name:x", "q:::",
    "l:1:yes", "l:9999999999999999:yes", "f:1:9", "f:1:3", "tick:1:1:1:0", "done:1", "send:1", "stop:1", "cancel:1",
    "who:1", "letter:1", "reply:1", "lang:xx", "rem:7", "pause:2", "forget:maybe", "ics:1", "ev:0", "ev:١", ":",
])  # fmt: skip
own = st.sampled_from(["pause:1", "pause:0", "rem:0", "rem:1", "data", "mine", "ics:1", "again", "me", "events"])
team_actions = st.sampled_from([
    "move", "move", "correct", "correct", "send", "sendat", "cancel", "ask", "stop", "who", "te", "word", "me1",
])  # fmt: skip


class LongLife(RuleBasedStateMachine):
    """The real house on a real database; only the messenger has troubles, and the clock is moved by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.runner, self.stack = asyncio.Runner(), AsyncExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="kranich-"))
        self.alarm = Alarm()
        logging.getLogger("bot").addHandler(self.alarm)
        self.stack.enter_context(disk.on(Disk()))

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Let something happen to its end, and look at the rules."""
        done = self.runner.run(work)
        self.runner.run(self.all.settle())
        assert self.alarm.heard == []
        return done

    @initialize(
        now=st.sampled_from([MONDAY, AUTUMN, SPRING]), language=team_languages, spoken=st.tuples(*[languages] * 3)
    )
    def it_begins(self, now: datetime, language: str, spoken: tuple[str, ...]) -> None:
        play = self.runner.run(self.stack.enter_async_context(opened(TroubledStage, self.folder, now)))
        self.all = Neighbourhood(play)
        self.do(self.all.joins_the_team(language))
        for number, one in enumerate(spoken):
            self.do(self.all.joins(one, 1 + number % 2, number % 2))
        self.do(self.all.join_with_one_phone(spoken[0]))
        self.do(self.all.plans(self.all.team[0], 2, 15, 3, TITLES[0]))
        self.do(self.all.announces(self.all.team[0], 1))

    @rule(language=languages, adults=st.integers(1, 3), children=st.integers(0, 2))
    def somebody_comes(self, language: str, adults: int, children: int) -> None:
        if len(self.all.people) < MOST_PEOPLE:
            self.do(self.all.joins(language, adults, children))
        elif len(self.all.team) < 2:
            self.do(self.all.joins_the_team("en"))

    @rule(event=numbers, said=st.lists(st.tuples(numbers, choices), min_size=1, max_size=4), moment=moments, ill=ill)
    def some_answer_and_the_time_comes(
        self, event: int, said: list[tuple[int, str]], moment: timedelta | None, ill: list[str]
    ) -> None:
        event_id = self.runner.run(self.all.event(event))
        for one, choice in said:
            self.do(self.all.presses(who(self.all.people, one), f"a:{event_id}:{choice}"))
        if moment is not None:
            self.all.play.post.ahead.extend(TROUBLES[name] for name in ill)
            self.do(self.all.waits_for(event_id, moment))
            self.do(self.all.presses(who(self.all.people, said[0][0]), f"a:{event_id}:no"))

    @rule(event=numbers, choice=choices, second=st.booleans(), wanted=st.booleans())
    def one_of_two_with_one_phone_answers(self, event: int, choice: str, *, second: bool, wanted: bool) -> None:
        event_id = self.runner.run(self.all.event(event))
        self.do(self.all.one_of_the_pair_taps(f"rem:{int(wanted)}", second=not second))
        self.do(self.all.one_of_the_pair_taps(f"a:{event_id}:{choice}", second=second))

    @rule(event=numbers, choice=choices)
    def all_answer_at_once_and_twice(self, event: int, choice: str) -> None:
        event_id = self.runner.run(self.all.event(event))
        taps = [one.person.press(f"a:{event_id}:{choice}") for one in self.all.people]
        self.runner.run(self.all.play.app.receive("web", [*taps, *taps[::-1]]))
        self.do(self.all.play.work())

    @rule(one=numbers, action=st.one_of(forged, own), language=languages, text=words)
    def somebody_does_something_small(self, one: int, action: str, language: str, text: str) -> None:
        somebody = who(self.all.people, one)
        if somebody.forgotten or one % 2:
            self.do(self.all.tries(somebody, action))
        elif one % 4:
            self.do(self.all.speaks(somebody, language))
        else:
            self.do(self.all.writes_to(who(self.all.team, one), somebody, text))
        self.do(self.all.the_same_comes_again())

    @rule(one=numbers, forgets=st.booleans())
    def somebody_leaves_or_comes_back(self, one: int, *, forgets: bool) -> None:
        somebody = who(self.all.people if forgets else [*self.all.people, *self.all.team, self.all.pair], one)
        if somebody.person.address in self.all.play.post.blocked:
            self.all.play.post.blocked.discard(somebody.person.address)
            self.do(self.all.happens(somebody, command="menu"))
        elif somebody.forgotten:
            self.do(self.all.registers(somebody, 1, 1))
        elif forgets:
            self.do(self.all.writes_to(self.all.team[0], somebody, "Adieu"))
            self.do(self.all.is_forgotten(somebody))
        else:
            self.all.play.post.blocked.add(somebody.person.address)

    @rule(one=numbers, days=days, hour=hours, places=places, title=st.sampled_from(TITLES))
    def the_team_plans_and_announces(self, one: int, days: int, hour: int, places: int | None, title: str) -> None:
        planned = self.runner.run(self.all.play.count("SELECT count(*) FROM event"))
        if planned < MOST_EVENTS:
            self.do(self.all.plans(who(self.all.team, one), days, hour, places, title))
            self.do(self.all.announces(who(self.all.team, one), planned + 1))

    @rule(one=numbers, event=numbers, what=team_actions, day=st.tuples(days, hours), fact=facts)
    def the_team_changes_something(
        self, one: int, event: int, what: str, day: tuple[int, int], fact: tuple[str, str]
    ) -> None:
        event_id, leader = self.runner.run(self.all.event(event)), who(self.all.team, one)
        if what == "move":
            self.do(self.all.moves(leader, event_id, *day))
        elif what == "correct":
            self.do(self.all.corrects(leader, event_id, *fact))
        elif what == "send":
            self.do(self.all.announces(leader, event_id))
        elif what == "sendat":
            self.do(self.all.schedules(leader, event_id, *day))
        elif what == "cancel":
            self.do(self.all.cancels(leader, event_id))
        else:
            self.do(self.all.presses(leader, f"{what}:{event_id}"))

    @rule(one=numbers, event=numbers, face=st.integers(1, 3), text=words)
    def an_event_is_over(self, one: int, event: int, face: int, text: str) -> None:
        event_id = self.runner.run(self.all.event(event))
        self.do(self.all.waits_for(event_id, timedelta(hours=3)))
        self.do(self.all.ticks(who(self.all.team, one), event_id, one))
        for somebody in self.all.people[:3]:
            self.do(self.all.presses(somebody, f"f:{event_id}:{face}"))
            if not somebody.forgotten:
                self.do(self.all.says(somebody, text, somebody.person.t("Leave it out")))

    @rule(minutes=st.sampled_from([1, 11, 50, 60, 119, 300, 720, 1440, 4000, -60]))
    def time_passes_or_the_clock_is_set_back(self, minutes: int) -> None:
        self.do(self.all.play.later(minutes=minutes))

    @rule(seconds=st.sampled_from([1, 200, 90_000]))
    def the_bot_is_off(self, seconds: float) -> None:
        self.do(self.all.play.app.schedule.note_alive())
        self.do(self.all.play.restarts(after=seconds))
        self.do(self.all.play.app.schedule.prune())

    @rule(ill=ill)
    def the_messenger_has_troubles(self, ill: list[str]) -> None:
        self.all.play.post.ahead.extend(TROUBLES[name] for name in ill)

    def teardown(self) -> None:
        """The end, at which all is well."""
        try:
            if hasattr(self, "all"):
                self.do(self.all.ends_well())
        finally:
            self.runner.run(self.stack.aclose())
            self.runner.close()
            logging.getLogger("bot").removeHandler(self.alarm)
            shutil.rmtree(self.folder)


COMMON = settings(
    report_multiple_bugs=False, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
)


def test_whatever_happens_in_a_long_life_the_rules_hold() -> None:
    run_state_machine_as_test(
        LongLife, settings=settings(COMMON, derandomize=True, max_examples=16, stateful_step_count=40)
    )


@pytest.mark.soak
def test_whatever_happens_in_many_long_lives_the_rules_hold() -> None:
    run_state_machine_as_test(LongLife, settings=settings(COMMON, max_examples=200, stateful_step_count=100))
