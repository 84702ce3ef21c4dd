-- Who writes STOP is reminded no more; START gives back what was before. NULL: not stopped.
ALTER TABLE participant ADD COLUMN reminders_before INTEGER CHECK (reminders_before IN (0, 1));
-- Of those who are stopped now, nobody knows; until now START brought reminders to all of them.
UPDATE participant SET reminders_before = 1 WHERE paused = 1 AND reminders = 0;

-- What may be typed instead of tapping, of a message for many that could not show all its buttons: JSON, word to action.
ALTER TABLE body ADD COLUMN choices TEXT;
