"""What those ask who watch over the bot. Each question is answered by an index, however much is stored."""

from __future__ import annotations

from datetime import datetime

from bot.domain.deliveries import Urgency
from bot.store.database import Sql, read_stamp, stamp

# The first that waits stands for all behind it; of what was claimed there are never more than the worker takes at once.
_OLDEST = """
SELECT min(max(made_at, coalesce(not_before, made_at))) FROM (
    SELECT * FROM (SELECT made_at, not_before FROM delivery WHERE channel = ?1 AND urgency = ?2 AND state = 'waiting'
        AND (not_before IS NULL OR not_before <= ?3) AND (expires_at IS NULL OR expires_at > ?3) ORDER BY id LIMIT 1)
    UNION ALL
    SELECT * FROM (SELECT made_at, not_before FROM delivery WHERE channel = ?1 AND urgency = ?2 AND state = 'sending'
        ORDER BY id LIMIT 1)
)"""

# A count looks at every row: of a million it would keep other readers waiting for a tenth of a second.
MOST_COUNTED = 100_000
_WAITING = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM delivery WHERE channel = ?1 AND state = 'waiting' LIMIT ?2))
    + (SELECT count(*) FROM delivery WHERE channel = ?1 AND state = 'sending')"""


async def waiting_since(sql: Sql, channel: str, urgency: Urgency, now: datetime) -> datetime | None:
    """Since when the oldest message of a class could leave, as far as that is up to it; None: there is none."""
    found = await sql.value(_OLDEST, channel, urgency, stamp(now))
    return None if found is None else read_stamp(found)


async def waiting(sql: Sql, channel: str) -> int:
    """How many messages of a channel have not left; what is beyond `MOST_COUNTED` is not counted."""
    return int(await sql.value(_WAITING, channel, MOST_COUNTED))


async def updates_waiting(sql: Sql) -> int:
    """How many updates are not worked yet."""
    return int(await sql.value("SELECT count(*) FROM inbox WHERE state = 'waiting'"))


async def oldest_update(sql: Sql) -> datetime | None:
    """When the oldest update came in that is not worked yet."""
    found = await sql.value("SELECT received_at FROM inbox WHERE state = 'waiting' ORDER BY id LIMIT 1")
    return None if found is None else read_stamp(found)


async def set_aside(sql: Sql, after: int = 0) -> tuple[int, int]:
    """How many updates are set aside, of those whose id is greater than `after`; the greatest such id, or `after`."""
    row = await sql.one("SELECT count(*) AS n, max(id) AS last FROM inbox WHERE state = 'aside' AND id > ?", after)
    return (int(row["n"]), int(row["last"])) if row and row["n"] else (0, after)


async def withdraw(sql: Sql, dedupe: str, now: datetime) -> int:
    """Take back messages to the team under this key, as far as they have not left. How many."""
    return await sql.run(
        "UPDATE delivery SET state = 'cancelled', done_at = ?, payload = NULL WHERE dedupe_key > ? AND dedupe_key < ? "
        "AND (state = 'waiting' OR (state = 'sending' AND left_at IS NULL))",
        stamp(now), f"{dedupe}:", f"{dedupe};",  # in the alphabet ";" comes after ":", so this is all that begins so
    )  # fmt: skip
