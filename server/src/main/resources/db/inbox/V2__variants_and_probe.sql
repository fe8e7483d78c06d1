-- An event whose key the log has with other content: kept beside it, never dropped, never a second event.
CREATE TABLE event_variant (
  id           ${counted_row_id},
  shop         TEXT   NOT NULL,
  event_key    TEXT   NOT NULL,
  open_id      TEXT   NOT NULL,
  event        TEXT   NOT NULL,
  content_hash TEXT   NOT NULL, -- SHA-256 of raw
  received_at  BIGINT NOT NULL,
  format       TEXT   NOT NULL,
  raw          ${bytes} NOT NULL,
  UNIQUE (shop, event_key, open_id, event, content_hash)
);

-- Written by the log's writer to learn whether the disk is well again.
CREATE TABLE writer_probe (
  id        INTEGER NOT NULL PRIMARY KEY,
  probed_at BIGINT  NOT NULL
);
