-- What a mailing says on another channel is also needed when all are seen to: it stays as long as the messages do.
CREATE TABLE mailing_form (
    mailing_id INTEGER NOT NULL,
    channel    TEXT NOT NULL,
    language   TEXT NOT NULL,
    part       INTEGER NOT NULL,
    body_id    INTEGER NOT NULL REFERENCES body (id) ON DELETE CASCADE,
    PRIMARY KEY (mailing_id, channel, language, part)
) STRICT, WITHOUT ROWID;
INSERT INTO mailing_form SELECT mailing_id, channel, language, part, body_id FROM mailing_body;
DROP TABLE mailing_body;
ALTER TABLE mailing_form RENAME TO mailing_body;
CREATE INDEX mailing_body_body ON mailing_body (body_id);

-- A second chat joins a person's by a code that is written there or stands in a link; only its hash is stored.
CREATE TABLE link_code (
    code_hash      TEXT PRIMARY KEY,
    participant_id INTEGER NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
    made_at        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX link_code_participant ON link_code (participant_id);
CREATE INDEX link_code_made ON link_code (made_at);

-- Numbers that a person had before their chats were joined: whoever is forgotten is forgotten under these, too.
CREATE TABLE former_number (
    number         INTEGER PRIMARY KEY,
    participant_id INTEGER NOT NULL REFERENCES participant (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX former_number_participant ON former_number (participant_id);

-- What a message to one person with several chats says, before a channel gave it its form: until it has arrived, so
-- that it can go to another of them.
CREATE TABLE spare (
    delivery_id    INTEGER PRIMARY KEY REFERENCES delivery (id) ON DELETE CASCADE,
    participant_id INTEGER NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
    content        TEXT NOT NULL
) STRICT;
CREATE INDEX spare_participant ON spare (participant_id);

-- The chats in which a message was tried in vain before it came to the one that it is for now: a JSON list of ids.
ALTER TABLE delivery ADD COLUMN tried TEXT NOT NULL DEFAULT '[]';
