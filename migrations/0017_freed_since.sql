-- When the first of the places came free that are not given on yet: the waiting list is not kept waiting for quiet seconds
-- without end.
ALTER TABLE event ADD COLUMN freed_since TEXT;
UPDATE event SET freed_since = freed_at WHERE freed_at IS NOT NULL;
