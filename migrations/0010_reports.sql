-- What may be typed in a chat instead of tapping, where its last message could not show all its buttons: JSON, word to
-- action.
ALTER TABLE chat ADD COLUMN choices TEXT NOT NULL DEFAULT '';

-- When we put a file there: some channels keep it for a month only. Without it, the file came from there.
ALTER TABLE file_reference ADD COLUMN uploaded_at TEXT;

-- How far a message came that the messenger had taken, as far as it tells.
ALTER TABLE delivery ADD COLUMN reported TEXT CHECK (reported IN ('sent', 'delivered', 'read', 'failed'));
CREATE INDEX delivery_external ON delivery (external_id) WHERE external_id IS NOT NULL;
