-- How far each reader of the log has come. Moves in the transaction that holds what it read.
CREATE TABLE reader_cursor (
  reader TEXT   NOT NULL PRIMARY KEY,
  seq    BIGINT NOT NULL
);

-- Events a reader could not digest: set aside with the reason, never dropped.
CREATE TABLE parked_event (
  reader    TEXT   NOT NULL,
  seq       BIGINT NOT NULL,
  reason    TEXT   NOT NULL,
  parked_at BIGINT NOT NULL,
  PRIMARY KEY (reader, seq)
);

CREATE TABLE conversation (
  id               ${row_id} PRIMARY KEY,
  shop             TEXT   NOT NULL,
  open_id          TEXT   NOT NULL,
  created_at       BIGINT NOT NULL,
  unread           INTEGER NOT NULL DEFAULT 0,
  read_seq         BIGINT NOT NULL DEFAULT 0, -- log position up to which somebody has read
  last_message_id  BIGINT,                    -- the one that stands last in the chat
  last_sort_key    TEXT   NOT NULL DEFAULT '',
  last_message_at  BIGINT NOT NULL,
  waiting_since    BIGINT,                    -- when the oldest unanswered customer message was written
  window_sort_key  TEXT   NOT NULL DEFAULT '',-- the customer message that opened the present answering window
  window_opened_at BIGINT,
  window_used      INTEGER NOT NULL DEFAULT 0,
  UNIQUE (shop, open_id)
);
CREATE INDEX conversation_newest ON conversation (last_message_at, id);
CREATE INDEX conversation_waiting ON conversation (waiting_since, id);

CREATE TABLE message (
  id              ${row_id} PRIMARY KEY,
  conversation_id BIGINT NOT NULL REFERENCES conversation (id),
  sort_key        TEXT   NOT NULL,
  direction       TEXT   NOT NULL, -- in | out
  origin          TEXT   NOT NULL, -- customer | other | agent
  type            TEXT   NOT NULL,
  body            TEXT   NOT NULL, -- JSON
  msg_id          TEXT,
  log_seq         BIGINT UNIQUE,   -- in: where it stands in the log
  client_id       TEXT,            -- out: the caller's own id, makes a repeated request harmless
  request_id      TEXT UNIQUE,     -- out: what the platform de-duplicates by
  window_sort_key TEXT,            -- out: the answering window it counts in
  state           TEXT,            -- out: queued | sending | accepted | failed | unknown
  errcode         INTEGER,
  errmsg          TEXT,
  rid             TEXT,
  by_username     TEXT,
  created_at      BIGINT NOT NULL,
  received_at     BIGINT NOT NULL,
  UNIQUE (conversation_id, client_id)
);
CREATE INDEX message_in_order ON message (conversation_id, sort_key, id);

-- Answers still on their way; a row goes when its message is settled.
CREATE TABLE outbox (
  message_id      BIGINT NOT NULL PRIMARY KEY REFERENCES message (id),
  conversation_id BIGINT NOT NULL,
  attempts        INTEGER NOT NULL DEFAULT 0,
  first_try_at    BIGINT,
  next_try_at     BIGINT NOT NULL
);
CREATE INDEX outbox_in_order ON outbox (conversation_id, message_id);

-- What the browsers are told, in order: a reference each, the content is read when it is sent.
CREATE TABLE change (
  seq             ${counted_row_id},
  conversation_id BIGINT NOT NULL,
  message_id      BIGINT,
  changed_at      BIGINT NOT NULL
);

CREATE TABLE staff (
  username      TEXT   NOT NULL PRIMARY KEY,
  password_hash TEXT   NOT NULL,
  role          TEXT   NOT NULL,
  created_at    BIGINT NOT NULL
);

CREATE TABLE session (
  token_hash TEXT   NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's value: a stolen database logs nobody in
  username   TEXT   NOT NULL REFERENCES staff (username),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
