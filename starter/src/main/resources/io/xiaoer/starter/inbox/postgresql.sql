-- What a shop's push URL was sent, and how far its handling is. Times are Unix milliseconds.
CREATE TABLE IF NOT EXISTS xiaoer_inbox (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_key VARCHAR(64) NOT NULL UNIQUE, -- a repeated push has the same
  shop VARCHAR(64) NOT NULL,
  kind VARCHAR(8) NOT NULL,              -- message | event
  event VARCHAR(128) NOT NULL,           -- the platform's name of the event
  open_id VARCHAR(128) NOT NULL,         -- the customer; empty where there is none
  msg_id VARCHAR(128) NOT NULL,          -- empty where there is none
  lane VARCHAR(64) NOT NULL,             -- what is in one lane is handled one after the other
  sort_key VARCHAR(140) COLLATE "C" NOT NULL,
  received_at BIGINT NOT NULL,
  raw_hash VARCHAR(64) NOT NULL,
  raw BYTEA NOT NULL,                    -- the decrypted text, byte for byte
  state VARCHAR(8) NOT NULL,             -- waiting | handled | dead | kept | variant
  attempts INTEGER NOT NULL,
  claim VARCHAR(64),                     -- who may mark it handled
  error VARCHAR(1000),                   -- of the last attempt that failed
  handled_at BIGINT
);
CREATE INDEX IF NOT EXISTS xiaoer_inbox_next ON xiaoer_inbox (state, lane, sort_key, id);

-- One row for each customer who ever wrote: when somebody is to look, and who looks now.
CREATE TABLE IF NOT EXISTS xiaoer_inbox_lane (
  lane VARCHAR(64) PRIMARY KEY,
  due_at BIGINT,                         -- null: nothing waits; while claimed: when the claim ends
  claim VARCHAR(64)
);
CREATE INDEX IF NOT EXISTS xiaoer_inbox_lane_due ON xiaoer_inbox_lane (due_at);
