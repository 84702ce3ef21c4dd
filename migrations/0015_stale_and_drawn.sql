-- Events whose facts changed at an instant, or whose texts did in one language, of which the messages that were sent do not
-- know yet. It was kept as text among the facts about the installation: "stale EVENT" and "INSTANT URGENCY ANNOUNCEMENT",
-- the last one 0 for none.
CREATE TABLE stale (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    language TEXT NOT NULL DEFAULT '',  -- whose readers' messages; of all when empty
    since    TEXT NOT NULL,
    urgency  TEXT NOT NULL CHECK (urgency IN ('reply', 'urgent', 'normal')),
    told     INTEGER REFERENCES announcement (id) ON DELETE SET NULL,  -- it tells of it, and so says it already
    PRIMARY KEY (event_id, language)
) STRICT, WITHOUT ROWID;
INSERT INTO stale (event_id, since, urgency, told)
    SELECT e.id, n.since, substr(n.rest, 1, instr(n.rest, ' ') - 1), a.id FROM
    (SELECT CAST(substr(key, 7) AS INTEGER) AS event_id, substr(value, 1, instr(value, ' ') - 1) AS since,
        substr(value, instr(value, ' ') + 1) AS rest FROM fact WHERE key GLOB 'stale [0-9]*') AS n
    JOIN event AS e ON e.id = n.event_id
    LEFT JOIN announcement AS a ON a.id = CAST(substr(n.rest, instr(n.rest, ' ') + 1) AS INTEGER);
DELETE FROM fact WHERE key GLOB 'stale [0-9]*';

-- Pictures that were drawn are forgotten as other files that were made for somebody.
UPDATE file SET keep_until = strftime('%Y-%m-%dT%H:%M:%f000+00:00', made_at, '+30 days')
    WHERE id IN (SELECT file_id FROM file_reference WHERE channel = 'drawn');
