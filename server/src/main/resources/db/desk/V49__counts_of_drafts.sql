-- How many drafts were asked for, and how many came; no text. One row for each day and agent.
CREATE TABLE assistant_count (
  day      TEXT   NOT NULL, -- in Shanghai, as 2026-12-01
  username TEXT   NOT NULL,
  asked    BIGINT NOT NULL DEFAULT 0, -- of the model
  offered  BIGINT NOT NULL DEFAULT 0, -- came whole
  PRIMARY KEY (day, username)
);
