-- Who waits for a voice message that is not made yet: it is made outside of any transaction, and then sent to them.
CREATE TABLE reading (
    file_id  INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    chat_id  INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (file_id, chat_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reading_chat ON reading (chat_id);
CREATE INDEX reading_asked ON reading (asked_at);
