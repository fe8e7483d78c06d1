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

-- Pushes rightly signed that could not be read, as they came, sealed with the installation's key.
CREATE TABLE quarantined_push (
  id               ${counted_row_id},
  shop             TEXT    NOT NULL,
  push_hash        TEXT    NOT NULL, -- SHA-256 of the body: the same push again is one row
  reason           TEXT    NOT NULL,
  detail           TEXT    NOT NULL,
  body_bytes       INTEGER NOT NULL,
  pushes           INTEGER NOT NULL, -- how often it came
  first_at         BIGINT  NOT NULL,
  last_at          BIGINT  NOT NULL,
  tried_with       TEXT    NOT NULL, -- fingerprint of the shop's keys it could not be read with
  sealed           ${bytes} NOT NULL,
  UNIQUE (shop, push_hash)
);

-- Written by the log's writer to learn whether the disk is well again.
CREATE TABLE writer_probe (
  id        INTEGER NOT NULL PRIMARY KEY,
  probed_at BIGINT  NOT NULL
);
