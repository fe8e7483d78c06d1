-- Where a quarantined push came from, so that no sender takes the room of the others.
ALTER TABLE quarantined_push ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE quarantined_push ADD COLUMN vouched INTEGER NOT NULL DEFAULT 0; -- 1: pushes from there were accepted before, or the platform lists it
CREATE INDEX quarantined_push_room
  ON quarantined_push (shop, source, vouched, first_at, body_bytes);
