-- What a machine is to translate: a field of the team's texts, or a letter (field 'body') or its answer ('answer').
CREATE TABLE machine_job (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    text_id   INTEGER REFERENCES free_text (id) ON DELETE CASCADE,
    letter_id INTEGER REFERENCES letter (id) ON DELETE CASCADE,
    field     TEXT NOT NULL,
    source    TEXT NOT NULL,  -- the language it is written in
    language  TEXT NOT NULL,  -- the one it is wanted in
    state     TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ready', 'done', 'failed')),
    reason    TEXT NOT NULL DEFAULT '',  -- of what failed
    attempts  INTEGER NOT NULL DEFAULT 0,
    body      TEXT NOT NULL DEFAULT '',  -- of a letter: the translation, in state ready until it is shown
    made_at   TEXT NOT NULL,
    CHECK ((text_id IS NULL) <> (letter_id IS NULL)),
    UNIQUE (text_id, field, language),
    UNIQUE (letter_id, field, language)
) STRICT;
CREATE INDEX machine_job_waiting ON machine_job (attempts, id) WHERE state = 'waiting';
CREATE INDEX machine_job_ready ON machine_job (id) WHERE state = 'ready';
