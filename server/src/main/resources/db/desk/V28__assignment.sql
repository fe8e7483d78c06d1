-- How the queue of a shop is shared out. A shop without a row is shared out by its people.
CREATE TABLE assignment_rule (
  shop                    TEXT    NOT NULL PRIMARY KEY,
  mode                    TEXT    NOT NULL, -- manual | automatic
  ceiling                 INTEGER NOT NULL,
  prefer_last_agent       INTEGER NOT NULL,
  pull_back_after_seconds INTEGER NOT NULL, -- 0: never
  away_after_missed       INTEGER NOT NULL, -- 0: never
  idle_minutes            INTEGER NOT NULL,
  overflow_after_seconds  INTEGER NOT NULL,
  changed_at              BIGINT  NOT NULL,
  changed_by              TEXT    NOT NULL
);

-- Conversations that went back to the queue because the agent did not answer in time.
CREATE TABLE missed_conversation (
  id              ${counted_row_id},
  conversation_id BIGINT NOT NULL,
  username        TEXT   NOT NULL,
  missed_at       BIGINT NOT NULL
);
CREATE INDEX missed_conversation_of_one ON missed_conversation (conversation_id, id);
CREATE INDEX missed_conversation_by ON missed_conversation (username, missed_at);

-- What conversations need to know of those rules.
CREATE TABLE queue_rule (
  shop         TEXT    NOT NULL PRIMARY KEY,
  automatic    INTEGER NOT NULL, -- by the server
  idle_minutes INTEGER NOT NULL
);

ALTER TABLE conversation ADD COLUMN assigned_at   BIGINT; -- to whom serves it; NULL: before this was kept
ALTER TABLE conversation ADD COLUMN assigned_by   TEXT;   -- a username; empty: by the server
ALTER TABLE conversation ADD COLUMN answered_at   BIGINT; -- when the platform took the last answer of a person
ALTER TABLE conversation ADD COLUMN last_agent    TEXT;   -- who served it last, also when nobody does now
ALTER TABLE conversation ADD COLUMN last_agent_at BIGINT; -- when they got it
UPDATE conversation SET last_agent = assignee, last_agent_at = last_message_at WHERE assignee IS NOT NULL;
CREATE INDEX conversation_last_agent ON conversation (last_agent_at, last_agent)
  WHERE last_agent IS NOT NULL;
