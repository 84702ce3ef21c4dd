-- A message on its way into the outbox: the people of its audience are gone through by id, a slice in each transaction,
-- so that nobody else waits for long. The row goes when all are seen to.
CREATE TABLE mailing (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    audience        TEXT NOT NULL,
    urgency         TEXT NOT NULL,
    dedupe          TEXT NOT NULL,  -- the beginning of each delivery's key; the person's id and the part follow
    announcement_id INTEGER REFERENCES announcement (id),
    event_id        INTEGER REFERENCES event (id),
    expires_at      TEXT,
    done_to         INTEGER NOT NULL DEFAULT 0  -- people with ids up to this are seen to
) STRICT;
CREATE INDEX mailing_announcement ON mailing (announcement_id);

-- What a mailing says on each channel in each language, part by part.
CREATE TABLE mailing_body (
    mailing_id INTEGER NOT NULL REFERENCES mailing (id) ON DELETE CASCADE,
    channel    TEXT NOT NULL,
    language   TEXT NOT NULL,
    part       INTEGER NOT NULL,
    body_id    INTEGER NOT NULL REFERENCES body (id),
    PRIMARY KEY (mailing_id, channel, language, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX mailing_body_body ON mailing_body (body_id);

-- Counted by state without a look at the rows themselves.
DROP INDEX delivery_announcement;
CREATE INDEX delivery_announcement ON delivery (announcement_id, state, part, participant_id)
    WHERE announcement_id IS NOT NULL;
-- At the start, what was put off is found without a look at all that waits.
CREATE INDEX delivery_put_off ON delivery (channel, not_before) WHERE state = 'waiting' AND not_before IS NOT NULL;
-- The places taken by an event's answers, without a look at those who do not come.
CREATE INDEX answer_held ON answer (event_id, participant_id, adults, children) WHERE choice = 'coming' AND waiting = 0;
-- Only of what is done: most of what is written is not, and an index that does not know it costs nothing.
DROP INDEX delivery_done;
CREATE INDEX delivery_done ON delivery (done_at) WHERE announcement_id IS NULL AND done_at IS NOT NULL;
