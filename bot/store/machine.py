"""What a machine is to translate, and how its service stands."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from bot.domain.translation import Hold, Job, Missing, Reason, Trouble, names_of_event
from bot.store import facts
from bot.store.database import Row, Sql, read_stamp, stamp

_HOLD = "translation"

# The text as it is now: what has lost it needs no translation.
_SELECT = """
SELECT j.*, coalesce(w.body, CASE j.field WHEN 'answer' THEN l.answer ELSE l.body END) AS source_text,
    (SELECT json_array(e.place, e.contact) FROM event AS e WHERE e.text_id = j.text_id) AS event_names,
    p.name AS writer
FROM machine_job AS j
LEFT JOIN wording AS w ON w.text_id = j.text_id AND w.field = j.field AND w.language = j.source
LEFT JOIN letter AS l ON l.id = j.letter_id
LEFT JOIN participant AS p ON p.id = l.participant_id """

_ASK = """
INSERT INTO machine_job (text_id, field, source, language, made_at)
SELECT w.text_id, w.field, w.language, asked.value, ?3 FROM wording AS w JOIN free_text AS f ON f.id = w.text_id
    AND f.language = w.language JOIN json_each(?2) AS asked ON asked.value <> w.language
    WHERE w.text_id = ?1 AND NOT EXISTS (SELECT 1 FROM wording AS t WHERE t.text_id = w.text_id
    AND t.field = w.field AND t.language = asked.value)
ON CONFLICT (text_id, field, language) DO UPDATE SET state = 'waiting', reason = '', attempts = 0"""


async def ask(sql: Sql, text_id: int, languages: Collection[str], now: datetime) -> int:
    """Ask for every field of a set in each language in which nobody has written it. How many are asked for."""
    return await sql.run(_ASK, text_id, json.dumps(list(languages)), stamp(now))


async def ask_for_letter(
    sql: Sql, letter_id: int, field: str, source: str, languages: Collection[str], now: datetime
) -> None:
    """Ask for a letter's `body`, or the `answer` to it, in these languages. What is there already stays."""
    await sql.many(
        "INSERT INTO machine_job (letter_id, field, source, language, made_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        [(letter_id, field, source, language, stamp(now)) for language in languages if language != source],
    )


async def next_jobs(sql: Sql, limit: int) -> list[Job]:
    """What is to be translated next, all from one language into one other: letters first, for somebody waits."""
    first = await sql.one(
        "SELECT source, language FROM machine_job WHERE state = 'waiting' ORDER BY letter_id IS NULL, attempts, id"
    )
    if first is None:
        return []
    rows = await sql.all(
        _SELECT + "WHERE j.state = 'waiting' AND j.source = ? AND j.language = ? "
        "ORDER BY j.letter_id IS NULL, j.attempts, j.id LIMIT ?",
        first["source"], first["language"], limit,
    )  # fmt: skip
    return [_job(row) for row in rows]


async def current_text(sql: Sql, job: Job) -> str:
    """The text of a job as it is now; "" when the text or the job is gone, or was settled meanwhile."""
    row = await sql.one(_SELECT + "WHERE j.id = ? AND j.state = 'waiting'", job.id)
    return "" if row is None else _job(row).text


async def done(sql: Sql, job: Job) -> None:
    """A text is translated, and stands with the others."""
    await sql.run("UPDATE machine_job SET state = 'done' WHERE id = ?", job.id)


async def ready(sql: Sql, job: Job, body: str) -> None:
    """A letter is translated, and is to be shown."""
    await sql.run("UPDATE machine_job SET state = 'ready', body = ? WHERE id = ?", body, job.id)


async def fail(sql: Sql, job: Job, reason: Reason) -> None:
    """A text is not translated, and why."""
    await sql.run("UPDATE machine_job SET state = 'failed', reason = ? WHERE id = ?", reason, job.id)


async def drop(sql: Sql, job: Job) -> None:
    """Nothing is left to translate."""
    await sql.run("DELETE FROM machine_job WHERE id = ?", job.id)


async def tried(sql: Sql, jobs: Collection[Job]) -> None:
    """Note one more try that the service did not answer."""
    await sql.many("UPDATE machine_job SET attempts = attempts + 1 WHERE id = ?", [(job.id,) for job in jobs])


async def missing(sql: Sql, text_id: int) -> list[Missing]:
    """The translations of a set of texts that were asked for and are not there."""
    rows = await sql.all(
        "SELECT field, language, reason FROM machine_job AS j WHERE text_id = ? AND state IN ('waiting', "
        "'failed') AND NOT EXISTS (SELECT 1 FROM wording AS w WHERE w.text_id = j.text_id AND w.field = j.field "
        "AND w.language = j.language) ORDER BY language, id",
        text_id,
    )
    return [Missing(row["field"], row["language"], Reason(row["reason"]) if row["reason"] else None) for row in rows]


async def ready_letters(sql: Sql) -> list[tuple[int, int, str, str, str]]:
    """Translations of letters that are to be shown: the job, the letter, the field, the language, the text."""
    rows = await sql.all(
        "SELECT id, letter_id, field, language, body FROM machine_job WHERE state = 'ready' ORDER BY id LIMIT 100"
    )
    return [(row["id"], row["letter_id"], row["field"], row["language"], row["body"]) for row in rows]


async def shown(sql: Sql, job_id: int) -> None:
    """Whoever is to read a letter's translation has it, or will."""
    await sql.run("UPDATE machine_job SET state = 'done' WHERE id = ?", job_id)


async def of_letter(sql: Sql, letter_id: int, field: str, language: str) -> str:
    """A letter's `body` or `answer` in another language, "" when there is none."""
    found = await sql.value(
        "SELECT body FROM machine_job WHERE letter_id = ? AND field = ? AND language = ?", letter_id, field, language
    )
    return "" if found is None else str(found)


async def all_of_letter(sql: Sql, letter_id: int) -> dict[str, str]:
    """Every translation of a letter and its answer, as "body en"."""
    rows = await sql.all("SELECT field, language, body FROM machine_job WHERE letter_id = ? AND body <> ''", letter_id)
    return {f"{row['field']} {row['language']}": row["body"] for row in rows}


async def prune(sql: Sql, before: datetime) -> int:
    """Forget what was asked for before an instant, but for letters: they keep their translations. How many."""
    return await sql.run("DELETE FROM machine_job WHERE text_id IS NOT NULL AND made_at < ?", stamp(before))


async def hold(sql: Sql) -> Hold | None:
    """How the service is in trouble; None when it is not."""
    known = await facts.get(sql, _HOLD)
    if not known:
        return None
    trouble, since, until, tries, told = known.split()
    return Hold(Trouble(trouble), read_stamp(since), read_stamp(until), int(tries), told=told == "told")


async def put_hold(sql: Sql, found: Hold | None) -> None:
    """Note how the service stands."""
    if found is None:
        await facts.put(sql, _HOLD, "")
        return
    parts = (found.trouble, stamp(found.since), stamp(found.until), str(found.tries), "told" if found.told else "-")
    await facts.put(sql, _HOLD, " ".join(parts))


def _job(row: Row) -> Job:
    of_event = names_of_event(*json.loads(row["event_names"])) if row["event_names"] else ()
    return Job(
        row["id"], row["text_id"], row["letter_id"], row["field"], row["source"], row["language"],
        row["source_text"] or "", row["attempts"], (*of_event, *filter(None, [row["writer"]])),
    )  # fmt: skip
