-- The log: every event the platform pushed and we acknowledged, once, in commit order.
CREATE TABLE event (
  seq         ${row_id} PRIMARY KEY,
  shop        TEXT   NOT NULL,
  event_key   TEXT   NOT NULL, -- the msg_id; for an event without one 'sha256:' and the hash of its clear text
  open_id     TEXT   NOT NULL, -- '' where the event names no customer
  event       TEXT   NOT NULL,
  create_time BIGINT,          -- the platform's CreateTime, Unix seconds
  received_at BIGINT NOT NULL, -- ours, Unix microseconds
  format      TEXT   NOT NULL, -- json | xml
  raw         ${bytes} NOT NULL, -- the clear text, byte for byte
  -- The rising msg_id leads after the shop, so that inserts touch the right edge of the index.
  UNIQUE (shop, event_key, open_id, event)
);
