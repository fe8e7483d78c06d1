-- Several people, each with a role and the shops he sees.
ALTER TABLE staff ADD COLUMN name     TEXT    NOT NULL DEFAULT ''; -- as colleagues read it
ALTER TABLE staff ADD COLUMN active   INTEGER NOT NULL DEFAULT 1;  -- 0: may not log in any more
ALTER TABLE staff ADD COLUMN shops    TEXT;                        -- JSON list of ids; NULL: all, also later ones
ALTER TABLE staff ADD COLUMN state    TEXT    NOT NULL DEFAULT 'offline'; -- online | away | offline
ALTER TABLE staff ADD COLUMN settings TEXT    NOT NULL DEFAULT '{}';      -- of his desk, JSON
UPDATE staff SET name = username;

CREATE INDEX session_of_one ON session (username);
