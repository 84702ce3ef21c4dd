-- The tables that are written with every update and every message, with their checks in other words: for a list of three
-- or more in IN, SQLite fills a table in memory at every write. Every row is kept as it is, and so is what
-- hangs on one: while tables are made anew, no foreign key takes it along.

CREATE TABLE inbox_new (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    channel     TEXT NOT NULL,
    update_id   TEXT NOT NULL,
    raw         TEXT,  -- emptied when it is done
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state = 'waiting' OR state = 'done' OR state = 'aside'),
    reason      TEXT NOT NULL DEFAULT '',
    received_at TEXT NOT NULL,
    UNIQUE (channel, update_id)
) STRICT;
INSERT INTO inbox_new (id, channel, update_id, raw, state, reason, received_at)
SELECT id, channel, update_id, raw, state, reason, received_at FROM inbox;
-- Numbers that were given once are not given again.
DELETE FROM sqlite_sequence WHERE name = 'inbox_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'inbox_new', seq FROM sqlite_sequence WHERE name = 'inbox';
DROP TABLE inbox;
ALTER TABLE inbox_new RENAME TO inbox;
CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'waiting';
CREATE INDEX inbox_received ON inbox (received_at);
CREATE INDEX inbox_aside ON inbox (id) WHERE state = 'aside';

CREATE TABLE answer_new (
    event_id       INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    participant_id INTEGER NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
    choice         TEXT NOT NULL CHECK (choice = 'coming' OR choice = 'maybe' OR choice = 'no'),
    adults         INTEGER NOT NULL CHECK (adults BETWEEN 0 AND 99),
    children       INTEGER NOT NULL CHECK (children BETWEEN 0 AND 99),
    waiting        INTEGER NOT NULL DEFAULT 0 CHECK (waiting IN (0, 1)),
    since          TEXT NOT NULL,
    answered_at    TEXT NOT NULL,
    came           INTEGER CHECK (came IN (0, 1)),
    PRIMARY KEY (event_id, participant_id),
    CHECK (choice <> 'coming' OR adults + children > 0)
) STRICT, WITHOUT ROWID;
INSERT INTO answer_new (event_id, participant_id, choice, adults, children, waiting, since, answered_at, came)
SELECT event_id, participant_id, choice, adults, children, waiting, since, answered_at, came FROM answer;
DROP TABLE answer;
ALTER TABLE answer_new RENAME TO answer;
CREATE INDEX answer_participant ON answer (participant_id, event_id);
CREATE INDEX answer_waiting ON answer (event_id, since, participant_id) WHERE waiting = 1;
-- Without answer_held: the answers of an event stand together, and to keep their sums apart cost more than to add them up.

CREATE TABLE delivery_new (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    channel         TEXT NOT NULL,
    chat_id         INTEGER REFERENCES chat (id) ON DELETE SET NULL,
    address         TEXT,  -- only of a farewell, whose chat is gone; emptied when it is done
    participant_id  INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    urgency         TEXT NOT NULL CHECK (urgency = 'reply' OR urgency = 'urgent' OR urgency = 'normal'),
    state           TEXT NOT NULL DEFAULT 'waiting' CHECK (
        state = 'waiting' OR state = 'sending' OR state = 'sent' OR state = 'failed' OR state = 'uncertain'
        OR state = 'unreachable' OR state = 'expired' OR state = 'cancelled'
    ),
    body_id         INTEGER REFERENCES body (id),
    payload         TEXT,  -- of a message to one person; emptied when it is done
    knock           TEXT,  -- of a message to one person; emptied when it is sure to have arrived
    knock_body_id   INTEGER REFERENCES body (id),  -- the body whose knock it is
    follows         INTEGER NOT NULL DEFAULT 0 CHECK (follows IN (0, 1)),
    knocked_at      TEXT,
    file_id         INTEGER REFERENCES file (id) ON DELETE SET NULL,
    target          TEXT,
    tap_id          TEXT,
    part            INTEGER NOT NULL DEFAULT 0,
    announcement_id INTEGER REFERENCES announcement (id),
    renewal_id      INTEGER REFERENCES renewal (id),  -- it changes its target, or does nothing
    event_id        INTEGER REFERENCES event (id),
    dedupe_key      TEXT UNIQUE,
    attempts        INTEGER NOT NULL DEFAULT 0,
    tried           TEXT NOT NULL DEFAULT '[]',  -- the person's chats in which it was tried in vain: a JSON list of ids
    left_at         TEXT,  -- when its last try began; without it, a row in state sending is only lined up
    not_before      TEXT,
    expires_at      TEXT,
    external_id     TEXT,
    reported        TEXT CHECK (
        reported = 'sent' OR reported = 'delivered' OR reported = 'read' OR reported = 'failed'
    ),
    reason          TEXT NOT NULL DEFAULT '',
    made_at         TEXT NOT NULL,
    done_at         TEXT
) STRICT;
INSERT INTO delivery_new (
    id, channel, chat_id, address, participant_id, urgency, state, body_id, payload, knock, knock_body_id, follows,
    knocked_at, file_id, target, tap_id, part, announcement_id, renewal_id, event_id, dedupe_key, attempts, tried,
    left_at, not_before, expires_at, external_id, reported, reason, made_at, done_at
)
SELECT
    id, channel, chat_id, address, participant_id, urgency, state, body_id, payload, knock, knock_body_id, follows,
    knocked_at, file_id, target, tap_id, part, announcement_id, renewal_id, event_id, dedupe_key, attempts, tried,
    left_at, not_before, expires_at, external_id, reported, reason, made_at, done_at
FROM delivery;
DELETE FROM sqlite_sequence WHERE name = 'delivery_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'delivery_new', seq FROM sqlite_sequence WHERE name = 'delivery';
DROP TABLE delivery;
ALTER TABLE delivery_new RENAME TO delivery;
CREATE INDEX delivery_waiting ON delivery (channel, urgency, id) WHERE state = 'waiting';
CREATE INDEX delivery_sending ON delivery (channel, id) WHERE state = 'sending';
CREATE INDEX delivery_participant ON delivery (participant_id);
CREATE INDEX delivery_event ON delivery (event_id) WHERE event_id IS NOT NULL AND announcement_id IS NULL;
CREATE INDEX delivery_expires ON delivery (expires_at) WHERE state = 'waiting' AND expires_at IS NOT NULL;
CREATE INDEX delivery_chat ON delivery (chat_id);
CREATE INDEX delivery_body ON delivery (body_id) WHERE body_id IS NOT NULL;
CREATE INDEX delivery_file ON delivery (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX delivery_announcement ON delivery (announcement_id, state, part, participant_id)
    WHERE announcement_id IS NOT NULL;
CREATE INDEX delivery_put_off ON delivery (channel, not_before) WHERE state = 'waiting' AND not_before IS NOT NULL;
CREATE INDEX delivery_done ON delivery (done_at) WHERE announcement_id IS NULL AND done_at IS NOT NULL;
CREATE INDEX delivery_renewal ON delivery (renewal_id, state, part) WHERE renewal_id IS NOT NULL;
CREATE INDEX delivery_external ON delivery (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX delivery_follows ON delivery (chat_id) WHERE follows = 1;
CREATE INDEX delivery_knocked ON delivery (channel, knocked_at) WHERE knocked_at IS NOT NULL;
CREATE INDEX delivery_knock_body ON delivery (knock_body_id) WHERE knock_body_id IS NOT NULL;
CREATE INDEX delivery_told ON delivery (done_at) WHERE knock IS NOT NULL AND follows = 0;
