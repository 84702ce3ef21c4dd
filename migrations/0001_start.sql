-- Instants are UTC, as text "YYYY-MM-DDTHH:MM:SS.ffffff+00:00": they sort as they follow each other.

CREATE TABLE participant (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    language      TEXT NOT NULL,
    name          TEXT,
    adults        INTEGER NOT NULL DEFAULT 1 CHECK (adults BETWEEN 0 AND 99),
    children      INTEGER NOT NULL DEFAULT 0 CHECK (children BETWEEN 0 AND 99),
    residence     TEXT CHECK (residence IN ('new', 'long')),
    country       TEXT,
    age_group     TEXT,
    gender        TEXT,
    reminders     INTEGER NOT NULL DEFAULT 1 CHECK (reminders IN (0, 1)),
    paused        INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    home_chat_id  INTEGER,
    registered_at TEXT,
    consent_at    TEXT,
    created_at    TEXT NOT NULL
) STRICT;
CREATE INDEX participant_language ON participant (language, id) WHERE registered_at IS NOT NULL;

CREATE TABLE chat (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    channel        TEXT NOT NULL,
    address        TEXT NOT NULL,
    participant_id INTEGER NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
    reachable      INTEGER NOT NULL DEFAULT 1 CHECK (reachable IN (0, 1)),
    last_in_at     TEXT,
    created_at     TEXT NOT NULL,
    UNIQUE (channel, address)
) STRICT;
CREATE INDEX chat_participant ON chat (participant_id);

CREATE TABLE role (
    participant_id INTEGER NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
    role           TEXT NOT NULL,
    granted_at     TEXT NOT NULL,
    PRIMARY KEY (participant_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX role_role ON role (role);

CREATE TABLE invite (
    code_hash  TEXT PRIMARY KEY,
    role       TEXT NOT NULL,
    created_at TEXT NOT NULL,
    used_at    TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE invite_try (
    id       INTEGER PRIMARY KEY,
    chat_id  INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    tried_at TEXT NOT NULL
) STRICT;
CREATE INDEX invite_try_chat ON invite_try (chat_id, tried_at);

CREATE TABLE audit (
    id             INTEGER PRIMARY KEY,
    at             TEXT NOT NULL,
    participant_id INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    action         TEXT NOT NULL,
    object         TEXT NOT NULL
) STRICT;

CREATE TABLE file (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    mime       TEXT NOT NULL,
    data       BLOB,
    made_at    TEXT NOT NULL,
    keep_until TEXT
) STRICT;
CREATE INDEX file_keep ON file (keep_until) WHERE keep_until IS NOT NULL;

-- Where a channel keeps a file: it came from there, or was uploaded once and is only named from then on.
CREATE TABLE file_reference (
    file_id   INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    channel   TEXT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (file_id, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_reference_reference ON file_reference (channel, reference);

-- A set of free texts, in as many languages as were written.
CREATE TABLE free_text (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    language TEXT NOT NULL
) STRICT;
CREATE TABLE wording (
    text_id    INTEGER NOT NULL REFERENCES free_text (id) ON DELETE CASCADE,
    field      TEXT NOT NULL,
    language   TEXT NOT NULL,
    body       TEXT NOT NULL CHECK (body <> ''),
    origin     TEXT NOT NULL DEFAULT 'person' CHECK (origin IN ('person', 'machine', 'confirmed')),
    written_at TEXT NOT NULL,
    PRIMARY KEY (text_id, field, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    repeat TEXT NOT NULL CHECK (repeat IN ('weekly', 'monthly')),
    until  TEXT NOT NULL
) STRICT;

CREATE TABLE event (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    text_id          INTEGER NOT NULL REFERENCES free_text (id),
    series_id        INTEGER REFERENCES series (id),
    state            TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'planned', 'cancelled')),
    starts_at        TEXT NOT NULL,
    ends_at          TEXT NOT NULL CHECK (ends_at >= starts_at),
    local_start      TEXT NOT NULL,
    local_end        TEXT NOT NULL,
    zone             TEXT NOT NULL,
    place            TEXT NOT NULL DEFAULT '',
    latitude         REAL,
    longitude        REAL,
    children_welcome INTEGER NOT NULL DEFAULT 1 CHECK (children_welcome IN (0, 1)),
    places           INTEGER CHECK (places >= 0),
    contact          TEXT NOT NULL DEFAULT '',
    picture_id       INTEGER REFERENCES file (id),
    sequence         INTEGER NOT NULL DEFAULT 0,
    freed_at         TEXT,
    walk_ins         INTEGER NOT NULL DEFAULT 0 CHECK (walk_ins >= 0),
    who_came_at      TEXT,  -- when the team was asked who came
    attendance_at    TEXT,
    feedback_at      TEXT,
    created_by       INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    created_at       TEXT NOT NULL
) STRICT;
CREATE INDEX event_start ON event (starts_at);
CREATE INDEX event_end ON event (ends_at);
CREATE INDEX event_freed ON event (freed_at) WHERE freed_at IS NOT NULL;
CREATE INDEX event_picture ON event (picture_id) WHERE picture_id IS NOT NULL;
CREATE INDEX event_series ON event (series_id) WHERE series_id IS NOT NULL;

CREATE TABLE answer (
    event_id       INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    participant_id INTEGER NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
    choice         TEXT NOT NULL CHECK (choice IN ('coming', 'maybe', 'no')),
    adults         INTEGER NOT NULL CHECK (adults BETWEEN 0 AND 99),
    children       INTEGER NOT NULL CHECK (children BETWEEN 0 AND 99),
    waiting        INTEGER NOT NULL DEFAULT 0 CHECK (waiting IN (0, 1)),
    since          TEXT NOT NULL,
    answered_at    TEXT NOT NULL,
    came           INTEGER CHECK (came IN (0, 1)),
    PRIMARY KEY (event_id, participant_id),
    CHECK (choice <> 'coming' OR adults + children > 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_participant ON answer (participant_id, event_id);
CREATE INDEX answer_waiting ON answer (event_id, since, participant_id) WHERE waiting = 1;

-- The answers of people who asked to be forgotten: counts without a person.
CREATE TABLE former_answer (
    id       INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    choice   TEXT NOT NULL,
    adults   INTEGER NOT NULL,
    children INTEGER NOT NULL,
    came     INTEGER
) STRICT;
CREATE INDEX former_answer_event ON former_answer (event_id);

CREATE TABLE feedback (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id       INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    participant_id INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    face           INTEGER NOT NULL CHECK (face BETWEEN 1 AND 3),
    good           TEXT NOT NULL DEFAULT '',
    good_file_id   INTEGER REFERENCES file (id) ON DELETE SET NULL,
    better         TEXT NOT NULL DEFAULT '',
    better_file_id INTEGER REFERENCES file (id) ON DELETE SET NULL,
    language       TEXT NOT NULL,
    given_at       TEXT NOT NULL,
    UNIQUE (event_id, participant_id)
) STRICT;
CREATE INDEX feedback_participant ON feedback (participant_id);

CREATE TABLE letter (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    participant_id INTEGER NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
    state          TEXT NOT NULL CHECK (state IN ('offered', 'open', 'answered', 'dropped')),
    body           TEXT NOT NULL,
    file_id        INTEGER REFERENCES file (id) ON DELETE SET NULL,
    language       TEXT NOT NULL,
    answer         TEXT NOT NULL DEFAULT '',
    answered_by    INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    answered_at    TEXT,
    written_at     TEXT NOT NULL
) STRICT;
CREATE INDEX letter_participant ON letter (participant_id);
CREATE INDEX letter_open ON letter (id) WHERE state = 'open';

CREATE TABLE announcement (
    id                   INTEGER PRIMARY KEY AUTOINCREMENT,
    kind                 TEXT NOT NULL CHECK (kind IN ('invitation', 'again', 'change', 'cancellation', 'news')),
    event_id             INTEGER REFERENCES event (id),
    text_id              INTEGER REFERENCES free_text (id),
    what                 TEXT NOT NULL DEFAULT '',  -- of a change: the facts that changed, as "when place"
    audience             TEXT NOT NULL,
    state                TEXT NOT NULL CHECK (state IN ('draft', 'scheduled', 'sending', 'stopped', 'done')),
    send_at              TEXT,
    started_at           TEXT,
    created_by           INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    created_at           TEXT NOT NULL,
    skipped              INTEGER NOT NULL DEFAULT 0,  -- people of the audience without a reachable chat
    progress_delivery_id INTEGER,
    progress             TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX announcement_scheduled ON announcement (send_at) WHERE state = 'scheduled';
CREATE INDEX announcement_sending ON announcement (id) WHERE state = 'sending';
CREATE INDEX announcement_event ON announcement (event_id) WHERE event_id IS NOT NULL;

-- A platform message that goes to many: rendered once per channel and language.
CREATE TABLE body (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    payload         TEXT NOT NULL,
    file_id         INTEGER REFERENCES file (id) ON DELETE SET NULL,
    made_at         TEXT NOT NULL
) STRICT;
CREATE INDEX body_file ON body (file_id) WHERE file_id IS NOT NULL;

CREATE TABLE delivery (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    channel         TEXT NOT NULL,
    chat_id         INTEGER REFERENCES chat (id) ON DELETE SET NULL,
    address         TEXT,  -- only of a farewell, whose chat is gone; emptied when it is done
    participant_id  INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    urgency         TEXT NOT NULL CHECK (urgency IN ('reply', 'urgent', 'normal')),
    state           TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN
        ('waiting', 'sending', 'sent', 'failed', 'uncertain', 'unreachable', 'expired', 'cancelled')),
    body_id         INTEGER REFERENCES body (id),
    payload         TEXT,  -- of a message to one person; emptied when it is done
    file_id         INTEGER REFERENCES file (id) ON DELETE SET NULL,
    target          TEXT,
    tap_id          TEXT,
    part            INTEGER NOT NULL DEFAULT 0,
    announcement_id INTEGER REFERENCES announcement (id),
    event_id        INTEGER REFERENCES event (id),
    dedupe_key      TEXT UNIQUE,
    attempts        INTEGER NOT NULL DEFAULT 0,
    left_at         TEXT,  -- when its last try began; without it, a row in state sending is only lined up
    not_before      TEXT,
    expires_at      TEXT,
    external_id     TEXT,
    reason          TEXT NOT NULL DEFAULT '',
    made_at         TEXT NOT NULL,
    done_at         TEXT
) STRICT;
CREATE INDEX delivery_waiting ON delivery (channel, urgency, id) WHERE state = 'waiting';
CREATE INDEX delivery_sending ON delivery (channel, id) WHERE state = 'sending';
CREATE INDEX delivery_announcement ON delivery (announcement_id, state) WHERE announcement_id IS NOT NULL;
CREATE INDEX delivery_participant ON delivery (participant_id);
CREATE INDEX delivery_event ON delivery (event_id) WHERE event_id IS NOT NULL AND announcement_id IS NULL;
CREATE INDEX delivery_expires ON delivery (expires_at) WHERE state = 'waiting' AND expires_at IS NOT NULL;
CREATE INDEX delivery_chat ON delivery (chat_id);
CREATE INDEX delivery_body ON delivery (body_id) WHERE body_id IS NOT NULL;
CREATE INDEX delivery_file ON delivery (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX delivery_done ON delivery (done_at) WHERE announcement_id IS NULL;

CREATE TABLE channel_state (
    channel      TEXT PRIMARY KEY,
    paused_until TEXT,
    trouble      TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    channel     TEXT NOT NULL,
    update_id   TEXT NOT NULL,
    raw         TEXT,  -- emptied when it is done
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'aside')),
    reason      TEXT NOT NULL DEFAULT '',
    received_at TEXT NOT NULL,
    UNIQUE (channel, update_id)
) STRICT;
CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'waiting';
CREATE INDEX inbox_received ON inbox (received_at);

-- Open conversations, the newest of a chat on top; `answers` is a JSON list of [key, value].
CREATE TABLE talk (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id    INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    arguments  TEXT NOT NULL,
    answers    TEXT NOT NULL DEFAULT '[]',
    changed_at TEXT NOT NULL,
    UNIQUE (chat_id, name)
) STRICT;

CREATE TABLE web_message (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- grows with every change, so a page asks for "what is new since"
    address     TEXT NOT NULL,
    message     TEXT NOT NULL,
    mine        INTEGER NOT NULL CHECK (mine IN (0, 1)),
    payload     TEXT NOT NULL,
    file_id     INTEGER REFERENCES file (id) ON DELETE SET NULL,
    at          TEXT NOT NULL,
    UNIQUE (address, message)
) STRICT;
CREATE INDEX web_message_address ON web_message (address, id);
CREATE INDEX web_message_file ON web_message (file_id) WHERE file_id IS NOT NULL;

-- Small facts about the installation itself, such as which commands were set at the messenger.
CREATE TABLE fact (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
