-- Help with a language at an event: one that a person needs, or those that a person can interpret. It goes with the
-- answer, whatever becomes of that.
CREATE TABLE language_help (
    event_id       INTEGER NOT NULL,
    participant_id INTEGER NOT NULL,
    language       TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('need', 'can')),
    PRIMARY KEY (event_id, participant_id, language),
    FOREIGN KEY (event_id, participant_id) REFERENCES answer (event_id, participant_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX language_help_language ON language_help (event_id, kind, language, participant_id);

-- Which languages the team was told of that nobody covers: each once, for the time at which an event begins.
CREATE TABLE language_help_told (
    event_id  INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    starts_at TEXT NOT NULL,
    language  TEXT NOT NULL,
    PRIMARY KEY (event_id, starts_at, language)
) STRICT, WITHOUT ROWID;
