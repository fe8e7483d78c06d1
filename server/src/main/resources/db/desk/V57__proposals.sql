-- Answers that agents of others put before the people who serve: one of each key in a conversation.
CREATE TABLE proposal (
  id              ${counted_row_id},
  conversation_id BIGINT NOT NULL REFERENCES conversation (id),
  proposed_by     TEXT   NOT NULL, -- api: and the key's name
  content         TEXT   NOT NULL,
  marks           TEXT   NOT NULL, -- JSON: what somebody has to look at
  seen_message_id BIGINT NOT NULL, -- whatever is written behind it makes the proposal stale
  proposed_at     BIGINT NOT NULL,
  UNIQUE (conversation_id, proposed_by)
);

-- How much an agent of others wrote on a day; no text.
CREATE TABLE mcp_count (
  day      TEXT   NOT NULL, -- in Shanghai, as 2026-12-01
  caller   TEXT   NOT NULL,
  proposed BIGINT NOT NULL DEFAULT 0,
  sent     BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (day, caller)
);
