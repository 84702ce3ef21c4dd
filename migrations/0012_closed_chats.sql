-- Some messengers close a chat to free text a while after the person's last message. What may be said there then, an
-- approved text, is kept beside the message: JSON with its key, its payload, and how many seconds it lasts.
ALTER TABLE body ADD COLUMN knock TEXT;
ALTER TABLE delivery ADD COLUMN knock TEXT;  -- of a message to one person; emptied when it is sure to have arrived
ALTER TABLE delivery ADD COLUMN knock_body_id INTEGER REFERENCES body (id);  -- the body whose knock it is
-- Only its knock may leave, or has left: the message itself follows as soon as the person writes.
ALTER TABLE delivery ADD COLUMN follows INTEGER NOT NULL DEFAULT 0 CHECK (follows IN (0, 1));
ALTER TABLE delivery ADD COLUMN knocked_at TEXT;
CREATE INDEX delivery_follows ON delivery (chat_id) WHERE follows = 1;
CREATE INDEX delivery_knocked ON delivery (channel, knocked_at) WHERE knocked_at IS NOT NULL;
CREATE INDEX delivery_knock_body ON delivery (knock_body_id) WHERE knock_body_id IS NOT NULL;
CREATE INDEX delivery_told ON delivery (done_at) WHERE knock IS NOT NULL AND follows = 0;

-- What a messenger says of the texts that it approves.
CREATE TABLE approval (
    channel TEXT NOT NULL,
    key     TEXT NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('approved', 'pending', 'paused', 'refused')),
    reason  TEXT NOT NULL DEFAULT '',
    told_at TEXT NOT NULL,
    PRIMARY KEY (channel, key)
) STRICT, WITHOUT ROWID;

-- A language that the person understands, too: for texts that a messenger approves in few languages only.
ALTER TABLE participant ADD COLUMN second_language TEXT;
ALTER TABLE participant ADD COLUMN consent_channel TEXT;  -- where the consent was given
