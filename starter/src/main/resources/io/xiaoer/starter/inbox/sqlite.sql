-- What a shop's push URL was sent, and how far its handling is. Times are Unix milliseconds.
CREATE TABLE IF NOT EXISTS xiaoer_inbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event_key TEXT NOT NULL UNIQUE, -- a repeated push has the same
  shop TEXT NOT NULL,
  kind TEXT NOT NULL,              -- message | event
  event TEXT NOT NULL,           -- the platform's name of the event
  open_id TEXT NOT NULL,         -- the customer; empty where there is none
  msg_id TEXT NOT NULL,          -- empty where there is none
  lane TEXT NOT NULL,             -- what is in one lane is handled one after the other
  sort_key TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  raw_hash TEXT NOT NULL,
  raw BLOB NOT NULL,                     -- the decrypted text, byte for byte
  state TEXT NOT NULL,             -- waiting | handled | dead | kept | variant
  attempts INTEGER NOT NULL,
  claim TEXT,                     -- who may mark it handled
  error TEXT,                   -- of the last attempt that failed
  handled_at INTEGER
);
CREATE INDEX IF NOT EXISTS xiaoer_inbox_next ON xiaoer_inbox (state, lane, sort_key, id);

-- One row for each customer who ever wrote: when somebody is to look, and who looks now.
CREATE TABLE IF NOT EXISTS xiaoer_inbox_lane (
  lane TEXT NOT NULL PRIMARY KEY,
  due_at INTEGER,                         -- null: nothing waits; while claimed: when the claim ends
  claim TEXT
);
CREATE INDEX IF NOT EXISTS xiaoer_inbox_lane_due ON xiaoer_inbox_lane (due_at);
