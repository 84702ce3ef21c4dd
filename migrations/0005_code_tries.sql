-- Wrong one-time codes are counted per account, and forgetting oneself does not begin the count anew.
DROP TABLE invite_try;
CREATE TABLE invite_try (
    id       INTEGER PRIMARY KEY,
    account  TEXT NOT NULL,  -- a hash of channel and address
    tried_at TEXT NOT NULL
) STRICT;
CREATE INDEX invite_try_account ON invite_try (account, tried_at);
CREATE INDEX invite_try_tried ON invite_try (tried_at);
