-- What a person sees of their own sessions.
ALTER TABLE session ADD COLUMN address    TEXT   NOT NULL DEFAULT ''; -- it was opened from
ALTER TABLE session ADD COLUMN user_agent TEXT   NOT NULL DEFAULT ''; -- printable and short
ALTER TABLE session ADD COLUMN seen_at    BIGINT NOT NULL DEFAULT 0;  -- some minutes old at most
UPDATE session SET seen_at = created_at;
