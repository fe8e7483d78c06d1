-- Which node reads the log and sends the answers, where there are several.
CREATE TABLE lease (
  name       TEXT   NOT NULL PRIMARY KEY,
  holder     TEXT   NOT NULL,
  term       BIGINT NOT NULL, -- rises whenever the holder changes
  expires_at BIGINT NOT NULL
);

-- A known text sealed with the installation's key: a start with another key is refused.
CREATE TABLE seal_check (
  id     INTEGER NOT NULL PRIMARY KEY,
  sealed ${bytes} NOT NULL
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
