-- The languages into which an interpreter translates.
CREATE TABLE interpreter_language (
    language       TEXT NOT NULL,
    participant_id INTEGER NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
    PRIMARY KEY (language, participant_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX interpreter_language_participant ON interpreter_language (participant_id);

-- What is being translated, and no recipient has seen. A row goes when its text is released: then it is a wording.
CREATE TABLE translation (
    text_id      INTEGER NOT NULL REFERENCES free_text (id) ON DELETE CASCADE,
    field        TEXT NOT NULL,
    language     TEXT NOT NULL,
    -- outdated: it translates what is no longer said, and waits for somebody to ask for it again
    state        TEXT NOT NULL CHECK (state IN ('outdated', 'asked', 'proposed', 'confirmed')),
    body         TEXT NOT NULL DEFAULT '',  -- the proposal; before there is one, an older text to start from
    asked_by     INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    written_by   INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    confirmed_by INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    changed_at   TEXT NOT NULL,
    PRIMARY KEY (text_id, field, language),
    CHECK (state IN ('outdated', 'asked') OR body <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX translation_language ON translation (language, text_id) WHERE state IN ('asked', 'proposed');
CREATE INDEX event_text ON event (text_id);
CREATE INDEX announcement_text ON announcement (text_id) WHERE text_id IS NOT NULL;
CREATE INDEX announcement_draft ON announcement (id) WHERE state = 'draft';

-- A text that is put into messages that were sent before: they are changed in place, and nothing is sent anew.
CREATE TABLE renewal (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    text_id    INTEGER NOT NULL REFERENCES free_text (id),
    language   TEXT NOT NULL,
    created_by INTEGER REFERENCES participant (id) ON DELETE SET NULL,
    missed     INTEGER NOT NULL DEFAULT 0,  -- messages that no channel can change
    made_at    TEXT NOT NULL,
    told_at    TEXT  -- when the one who released it was told how it went
) STRICT;
CREATE INDEX renewal_open ON renewal (id) WHERE told_at IS NULL;

-- A delivery of a renewal changes its target, or does nothing.
ALTER TABLE delivery ADD COLUMN renewal_id INTEGER REFERENCES renewal (id);
CREATE INDEX delivery_renewal ON delivery (renewal_id, state, part) WHERE renewal_id IS NOT NULL;

-- A mailing of a renewal: the beginning of the keys of the messages that it changes, and of whom: those with this
-- answer to the event, by their ids as a JSON list; without one, all who read the language and gave no answer.
ALTER TABLE mailing ADD COLUMN renewal_id INTEGER REFERENCES renewal (id);
ALTER TABLE mailing ADD COLUMN changes TEXT NOT NULL DEFAULT '';
ALTER TABLE mailing ADD COLUMN people TEXT NOT NULL DEFAULT '';

-- The question that a conversation waits at: what is written is an answer to this one, and to no other.
ALTER TABLE talk ADD COLUMN asked TEXT NOT NULL DEFAULT '';
