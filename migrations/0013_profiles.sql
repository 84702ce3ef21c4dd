-- Several people may share a phone. Each has a row of their own with the address that they share, and with it what hangs
-- on a chat: an open conversation, messages. `turn` is 0 where a person is alone; of several, whoever has the highest
-- number has the turn: what is typed there is theirs.
CREATE TABLE own_chat (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    channel        TEXT NOT NULL,
    address        TEXT NOT NULL,
    participant_id INTEGER NOT NULL REFERENCES participant (id) ON DELETE CASCADE,
    reachable      INTEGER NOT NULL DEFAULT 1 CHECK (reachable IN (0, 1)),
    last_in_at     TEXT,
    created_at     TEXT NOT NULL,
    choices        TEXT NOT NULL DEFAULT '',
    turn           INTEGER NOT NULL DEFAULT 0 CHECK (turn >= 0),
    UNIQUE (channel, address, turn)
) STRICT;
INSERT INTO own_chat (id, channel, address, participant_id, reachable, last_in_at, created_at, choices)
    SELECT id, channel, address, participant_id, reachable, last_in_at, created_at, choices FROM chat;
DELETE FROM sqlite_sequence WHERE name = 'own_chat';
INSERT INTO sqlite_sequence (name, seq) SELECT 'own_chat', seq FROM sqlite_sequence WHERE name = 'chat';
DROP TABLE chat;
ALTER TABLE own_chat RENAME TO chat;
CREATE INDEX chat_participant ON chat (participant_id);
CREATE INDEX chat_shared ON chat (participant_id) WHERE turn > 0;

-- Who is left alone on a phone, in whatever way the others went, has it like anybody else.
CREATE TRIGGER chat_alone AFTER DELETE ON chat WHEN OLD.turn > 0
BEGIN
    UPDATE chat SET turn = 0 WHERE channel = OLD.channel AND address = OLD.address AND turn > 0
        AND (SELECT count(*) FROM chat WHERE channel = OLD.channel AND address = OLD.address) = 1;
END;

-- What a mailing says, before a channel gave it its form: who shares a phone gets it with their name on top.
ALTER TABLE body ADD COLUMN content TEXT;
