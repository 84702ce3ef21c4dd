"""The demo: its people and events, the past that the real bot has played, the clock, and how it starts and ends."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.building import listen
from bot.clock import MovableClock
from bot.demo import moments, plot, running
from bot.demo.neighbourhood import PAST, SHOWN, Neighbourhood, opening
from bot.domain.events import Answer, Choice, Event, EventState
from bot.errors import BadSetting
from bot.language.texts import texts
from bot.store import web_messages
from bot.web.landing import address_of
from tests.play import MONDAY, StageClock, plain
from tests.ports import free_port

DE, AR = texts("de"), texts("ar")
MONDAY_10 = MONDAY  # 10:00 in Darmstadt


@asynccontextmanager
async def moved_in(folder: Path) -> AsyncIterator[tuple[App, Neighbourhood]]:
    """A neighbourhood that opens on a Monday; nothing runs yet."""
    settings = running.settings_of(folder, free_port())
    clock = MovableClock(StageClock(MONDAY_10 - PAST))
    async with App.open(settings, clock) as app:
        neighbourhood = Neighbourhood(app, clock, MONDAY_10)
        await neighbourhood.move_in()
        yield app, neighbourhood


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[App, Neighbourhood, str]]:
    """A demo that runs in this process; its address."""
    async with moved_in(folder) as (app, neighbourhood):
        app.demo = neighbourhood
        with closing(listen(app.settings)) as door:
            running_app = asyncio.create_task(app.run(door))
            yield app, neighbourhood, app.settings.web_url
            app.stop()
            await running_app


async def rows(app: App, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await app.database.read.all(statement)]


async def page(app: App, neighbourhood: Neighbourhood, name: str) -> list[str]:
    """What the bot wrote to someone, oldest first."""
    (phone,) = (phone for phone in neighbourhood.phones if phone.title.startswith(name))
    found = await web_messages.since(app.database.read, address_of(phone.token), 0)
    return [
        plain("\n".join(line["text"] for line in json.loads(one.payload)["lines"])) for one in found if not one.mine
    ]


def within(folder: Path) -> list[str]:
    """The names in a folder."""
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-22T14:27Z", "2026-11-23T09:00Z"),  # Sunday
        ("2026-11-23T08:59Z", "2026-11-23T09:00Z"),
        ("2026-11-23T09:01Z", "2026-11-24T09:00Z"),
        ("2026-11-27T23:30Z", "2026-11-30T09:00Z"),  # Saturday already in Darmstadt
        ("2027-03-26T12:00Z", "2027-03-29T08:00Z"),  # over the change to summer time
    ],
)
def test_it_opens_on_the_next_weekday_at_ten(now: str, opens: str) -> None:
    assert opening(datetime.fromisoformat(now), "Europe/Berlin") == datetime.fromisoformat(opens)


def test_fifty_two_people_live_here() -> None:
    people = plot.neighbours()
    assert Counter(one.residence for one in people) == {"long": 23, "new": 29}
    assert len({one.name for one in people}) == 52
    assert {one.country for one in people} == {"MA", "TR", "IQ", "DE", "SO", "IR", "NP", "AF", "KZ", "RU", "PL"}
    assert (min(one.age for one in people), max(one.age for one in people)) == (21, 74)
    assert len({one.statistics.age_group for one in people}) == 4
    assert {one.name: one.language for one in people if one.name in SHOWN} == {
        "Olga": "de", "Helga": "de", "Amal": "ar", "Emine": "tr", "Sunita": "en",
    }  # fmt: skip


def test_every_event_is_written_in_four_languages() -> None:
    told = plot.plot()
    names = {one.name for one in plot.neighbours()}
    assert {scene.texts for scene in told.events} == told.texts.keys()
    for written in told.texts.values():
        assert written.keys() == {"de", "tr", "ar", "en"}
        assert len({frozenset(fields) for fields in written.values()}) == 1
    for scene in told.events:
        assert scene.pages.keys() <= set(SHOWN)
        assert {said.by for said in scene.feedback if said.by} <= set(SHOWN)
    assert {letter.by for letter in told.letters} <= names


def an_event() -> Event:
    start = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)
    return Event(
        1, 1, None, EventState.PLANNED, "de", start, start + timedelta(hours=2), "2026-11-28T15:00", "2026-11-28T17:00",
        "Europe/Berlin", "", None, None, True, None, "", None, 0, 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "waiting", "days_before", "hours_before"),
    [
        (Choice.COMING, False, 3, [24, 2]),
        (Choice.COMING, False, 0.5, [2]),
        (Choice.MAYBE, False, 3, [24]),
        (Choice.MAYBE, False, 0.5, [2]),
        (Choice.COMING, True, 3, []),
        (Choice.NO, False, 3, []),
    ],
)
def test_the_clock_knows_who_is_reminded_when(
    choice: Choice, waiting: bool, days_before: float, hours_before: list[int], tmp_path: Path
) -> None:
    event, project = an_event(), running.settings_of(tmp_path, 8080).project()
    said = event.start - timedelta(days=days_before)
    answer = Answer(1, 1, choice, 1, 0, waiting, said, said)
    expected = [event.start - timedelta(hours=hours) for hours in hours_before]
    assert moments.reminders_of(event, answer, project) == expected


async def test_the_real_bot_has_played_the_past(tmp_path: Path) -> None:
    async with moved_in(tmp_path) as (app, neighbourhood):
        assert neighbourhood.now().strftime("%A %H:%M") == "Monday 10:00"
        assert await rows(app, "SELECT count(*) FROM participant WHERE registered_at IS NOT NULL") == [(52,)]
        assert await rows(app, "SELECT DISTINCT state FROM delivery") == [("sent",)]
        assert await rows(app, "SELECT DISTINCT state FROM inbox") == [("done",)]
        assert await rows(app, "SELECT DISTINCT name FROM talk") == []
        past = await rows(
            app, "SELECT feedback_at IS NOT NULL, attendance_at IS NOT NULL, (SELECT count(*) FROM feedback AS f "
            "WHERE f.event_id = e.id AND good <> '') > 2 FROM event AS e WHERE ends_at < '2026-11-23'",
        )  # fmt: skip
        assert past == [(1, 1, 1)] * 6
        spoken = await rows(app, "SELECT DISTINCT language FROM feedback WHERE good <> ''")
        assert {("de",), ("tr",), ("ar",), ("en",), ("ru",), ("fa_AF",)} == set(spoken)
        assert await rows(app, "SELECT sum(came = 0 AND choice = 'coming') > 5, sum(came) > 50 FROM answer") == [(1, 1)]
        assert len(await rows(app, "SELECT 1 FROM event WHERE walk_ins > 0")) >= 3
        ahead = Counter(await rows(app, "SELECT state FROM event WHERE ends_at > '2026-11-23'"))
        assert ahead == {("planned",): 7, ("draft",): 1}
        (full,) = await rows(
            app, "SELECT sum(a.adults + a.children) FILTER (WHERE NOT waiting) = places, sum(waiting) > 2 "
            "FROM event AS e JOIN answer AS a ON a.event_id = e.id "
            "WHERE ends_at > '2026-11-23' AND places = 8 AND choice = 'coming'",
        )  # fmt: skip
        assert full == (1, 1)
        assert len(await rows(app, "SELECT 1 FROM event WHERE picture_id IS NOT NULL")) == 1
        assert await rows(app, "SELECT count(*) FROM announcement WHERE state = 'scheduled'") == [(3,)]


async def test_time_passes_at_a_tap_and_the_phones_show_it_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, neighbourhood, address), aiohttp.ClientSession() as session:
        async with session.get(f"{address}/", headers={"Accept-Language": "de"}) as answer:
            html = await answer.text()
        assert answer.url.path == "/demo"
        assert len(re.findall("<iframe", html)) == 6
        assert "23. November · 10:00" in html

        async def move_on(step: str) -> str:
            where, language = f"{address}/demo/clock", {"Accept-Language": "de"}
            async with session.post(where, json={"step": step}, headers=language) as moved:
                assert moved.status == 200
                return str((await moved.json())["time"])

        assert (await move_on("hour")).endswith("23. November · 11:00")
        assert (await move_on("reminder")).endswith("23. November · 17:00")
        assert DE.t("Do not forget") in (await page(app, neighbourhood, "Helga"))[-1]
        assert (await move_on("day")).endswith("24. November · 09:00")
        assert (await move_on("day")).endswith("25. November · 09:00")
        helga = "\n".join(await page(app, neighbourhood, "Helga"))
        assert helga.count(f"{DE.t('Do not forget')}\n\nZusammen kochen") == 3 + 1  # a month ago, and now
        assert (await page(app, neighbourhood, "Olga"))[-1].startswith(DE.team("Who came?"))
        assert (await move_on("reminder")).endswith("25. November · 18:00")
        assert AR.t("Do not forget") in (await page(app, neighbourhood, "Amal"))[-1]
        async with session.get(f"{address}/demo/clock", headers={"Accept-Language": "de"}) as answer:
            assert (await answer.json())["time"].endswith("18:00")


async def test_somebody_new_is_asked_in_the_language_of_the_browser(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, neighbourhood, address), aiohttp.ClientSession() as session:
        for language in ("tr", "ar"):  # who looks again has met the bot already
            async with session.get(f"{address}/demo", headers={"Accept-Language": language}) as answer:
                assert answer.status == 200
        token = neighbourhood.phones[-1].token
        async with session.ws_connect(f"{address}/c/{token}/live?after=0") as live:
            shown: list[dict[str, Any]] = []
            while not shown:
                shown = (await live.receive_json(timeout=10)).get("messages", [])
        assert [one["language"] for one in shown] == ["tr"]
        assert shown[0]["content"]["buttons"][0][0]["label"] == "Türkçe"
        waiting = await rows(app, "SELECT count(*) FROM inbox WHERE state <> 'done'")
        assert waiting == [(0,)]


async def test_the_coordinator_sees_the_faces_of_a_past_event_as_a_picture(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, neighbourhood, address), aiohttp.ClientSession() as session:
        olga = f"{address}/c/{neighbourhood.phones[0].token}"
        ((event, faces),) = await rows(app, "SELECT event_id, count(*) FROM feedback WHERE face > 0 GROUP BY 1 LIMIT 1")
        assert faces > 0
        async with session.ws_connect(f"{olga}/live?after=0") as live:
            said = {"id": "00000001-0000-4000-8000-00000000abcd", "action": f"fb:{event}"}
            async with session.post(f"{olga}/messages", json=said) as taken:
                assert taken.status == 200
            media: list[Any] = []
            while not media:
                news = await live.receive_json(timeout=60)
                media = [one["content"]["media"] for one in news.get("messages", []) if not one["content"]["lines"]]
        async with session.get(f"{olga}/files/{media[0]['file_id']}") as picture:
            assert (picture.status, picture.content_type) == (200, "image/png")
            assert (await picture.read()).startswith(b"\x89PNG")


async def test_a_taken_port_is_passed_over_and_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(running, "MEMORY", tmp_path / "none")
    monkeypatch.setattr(running, "_has_screen", lambda: True)
    shown: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    monkeypatch.setattr("webbrowser.open", lambda url: loop.call_soon_threadsafe(shown.put_nowait, url))
    taken = free_port()
    settings = running.settings_of(tmp_path, taken)
    with closing(listen(settings)):
        demo = asyncio.create_task(running.run(taken, open_browser=True))
        address = await asyncio.wait_for(shown.get(), 60)
        assert address.startswith("http://127.0.0.1:")
        assert address != f"{settings.web_url}/demo"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            assert answer.status == 200
        assert [name[:13] for name in within(tmp_path)] == ["kranich-demo-"]
        demo.cancel()
        await asyncio.wait({demo}, timeout=20)
    assert demo.cancelled()
    assert within(tmp_path) == []
    assert address in capsys.readouterr().out


def test_without_any_free_port_it_says_so(tmp_path: Path) -> None:
    with closing(listen(running.settings_of(tmp_path, 65_535))), pytest.raises(BadSetting, match="65535"):
        running.open_door(tmp_path, 65_535)


def test_settings_of_a_real_bot_do_not_touch_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("KRANICH_PROJECT_NAME=Echt\n")
    monkeypatch.setenv("KRANICH_TELEGRAM_TOKEN", "7654321:AAHsecretSECRETsecretSECRETsecret12")
    monkeypatch.setenv("KRANICH_QUIET_HOURS", "nonsense")
    found = running.settings_of(tmp_path, 8123)
    assert (found.telegram_token, found.project_name, found.web_port) == (None, "Kranich", 8123)
    assert found.project().public_url == "http://127.0.0.1:8123"
