-- The last hand-over, until the one who serves has seen it.
ALTER TABLE conversation ADD COLUMN handed_by   TEXT;   -- NULL: seen, or none
ALTER TABLE conversation ADD COLUMN handed_note TEXT;
ALTER TABLE conversation ADD COLUMN handed_at   BIGINT;

-- Since when somebody is online, away or offline; 0: since before this was kept.
ALTER TABLE staff ADD COLUMN state_since BIGINT NOT NULL DEFAULT 0;
