-- Who asked to be forgotten, by number only: a backup that still knows them is put back without them.
CREATE TABLE forgotten (
    id             INTEGER PRIMARY KEY,
    participant_id INTEGER NOT NULL,
    at             TEXT NOT NULL
) STRICT;

-- What this database and all its backups have in common: among them, no number means two people.
-- One that is older than this file takes an instant that its older backups know, too.
INSERT INTO fact (key, value) VALUES ('lineage', coalesce(
    (SELECT min(created_at) FROM participant),
    lower(hex(randomblob(16)))
));
