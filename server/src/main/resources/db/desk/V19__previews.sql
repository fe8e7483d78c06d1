-- The beginning of the last message, so that a list need not read it as a whole.
ALTER TABLE conversation ADD COLUMN last_preview TEXT NOT NULL DEFAULT '';
