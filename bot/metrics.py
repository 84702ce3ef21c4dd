"""How things stand in numbers, as Prometheus reads them. Needs the library prometheus-client, and only when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot import __version__
from bot.delivery.counting import BOUNDS, Tries
from bot.domain.health import Health

if TYPE_CHECKING:
    from prometheus_client import Metric

Page = tuple[bytes, str]  # what is served, and its content type


@dataclass(frozen=True, slots=True)
class Counts:
    """Counted in the database: messages that have not left, by channel; updates that wait, and that are set aside."""

    waiting: Mapping[str, int]
    updates_waiting: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """All that is shown. What is None is not known now, and left out. Times are in seconds."""

    health: Health
    tries: Mapping[str, Tries]
    counts: Counts | None
    paused: Mapping[str, bool]
    worked: int
    write_seconds: float | None
    last_poll_age: float | None


def is_installed() -> bool:
    """Whether the library is there."""
    return find_spec("prometheus_client") is not None


def page(numbers: Numbers) -> Page:
    """The page that Prometheus fetches. Raises ImportError without the library."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest  # noqa: PLC0415

    registry = CollectorRegistry()
    registry.register(_Collector(numbers))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Collector:
    """Hands the numbers over; nothing of the library is kept between two looks."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def collect(self) -> Iterator[Metric]:
        """All metrics. No label says anything about a person."""
        yield from _single(self._numbers)
        yield from _by_channel(self._numbers)


def _single(numbers: Numbers) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily  # noqa: PLC0415

    yield InfoMetricFamily("kranich_build", "The program.", {"version": __version__})
    yield CounterMetricFamily("kranich_updates_worked", "Updates worked since the start.", numbers.worked)
    light = GaugeMetricFamily("kranich_light", "1: green, 0: red; see /health.", labels=["name"])
    for name, found in numbers.health.lights.items():
        light.add_metric([name], found.ok)
    yield light
    gauges: dict[str, tuple[str, float | None]] = {
        "kranich_database_writable": ("Whether the database takes a write.", numbers.health.database_writable),
        "kranich_database_write_seconds": ("How long a write took.", numbers.write_seconds),
        "kranich_oldest_waiting_seconds": (
            "For how long the oldest message could have left.",
            numbers.health.oldest_waiting_seconds,
        ),
        "kranich_last_poll_age_seconds": ("Since Telegram last answered a poll.", numbers.last_poll_age),
    }
    if numbers.counts:
        gauges |= {
            "kranich_inbox_waiting": ("Updates not worked.", numbers.counts.updates_waiting),
            "kranich_updates_set_aside": ("Updates that could not be worked.", numbers.counts.set_aside),
        }
    for name, (words, value) in gauges.items():
        if value is not None:
            yield GaugeMetricFamily(name, words, value)


def _by_channel(numbers: Numbers) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily  # noqa: PLC0415

    words = "Messages that have not left; above 100,000 no more are counted."
    waiting = GaugeMetricFamily("kranich_deliveries_waiting", words, labels=["channel"])
    paused = GaugeMetricFamily("kranich_channel_paused", "Whether a channel is held.", labels=["channel"])
    finished = CounterMetricFamily(
        "kranich_deliveries_finished", "Tries after which nothing was left to do.", labels=["channel", "state"]
    )
    seconds = HistogramMetricFamily("kranich_send_seconds", "How long a try took.", labels=["channel"])
    for name, tries in numbers.tries.items():
        if numbers.counts:
            waiting.add_metric([name], numbers.counts.waiting.get(name, 0))
        if name in numbers.paused:
            paused.add_metric([name], numbers.paused[name])
        for state, number in tries.finished.items():
            finished.add_metric([name, state], number)
        seconds.add_metric([name], _buckets(tries), tries.seconds)
    yield from (waiting, paused, finished, seconds)


def _buckets(tries: Tries) -> list[tuple[str, float]]:
    """The counts as Prometheus wants them: each holds those before it."""
    total, found = 0, []
    for bound, number in zip((*map(str, BOUNDS), "+Inf"), tries.durations, strict=True):
        total += number
        found.append((bound, float(total)))
    return found
