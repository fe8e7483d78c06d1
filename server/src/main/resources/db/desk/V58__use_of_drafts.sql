-- What became of drafts, and how fast people answered; no text.
ALTER TABLE assistant_count ADD COLUMN unchanged BIGINT NOT NULL DEFAULT 0; -- sent as it was drafted
ALTER TABLE assistant_count ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;   -- sent with other words
ALTER TABLE assistant_count ADD COLUMN unknown BIGINT NOT NULL DEFAULT 0;   -- sent when its text was forgotten
ALTER TABLE assistant_count ADD COLUMN edited_chars BIGINT NOT NULL DEFAULT 0; -- edit distance of those changed
ALTER TABLE assistant_count ADD COLUMN merged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE assistant_count ADD COLUMN summarized BIGINT NOT NULL DEFAULT 0;
-- First answers to somebody who waited, by whether a draft was used, and how long they had waited.
ALTER TABLE assistant_count ADD COLUMN drafted_answers BIGINT NOT NULL DEFAULT 0;
ALTER TABLE assistant_count ADD COLUMN drafted_micros BIGINT NOT NULL DEFAULT 0;
ALTER TABLE assistant_count ADD COLUMN own_answers BIGINT NOT NULL DEFAULT 0;
ALTER TABLE assistant_count ADD COLUMN own_micros BIGINT NOT NULL DEFAULT 0;
