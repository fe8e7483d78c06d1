-- What the vault holds, by content: a file that comes twice is kept once.
CREATE TABLE media_file (
  sha256           TEXT    NOT NULL PRIMARY KEY,
  size             BIGINT  NOT NULL,
  type             TEXT    NOT NULL, -- as its bytes say, whatever anybody else said
  width            INTEGER,          -- of a picture as it is to be looked at
  height           INTEGER,
  thumbnail_sha256 TEXT,
  thumbnail_size   BIGINT,
  thumbnail_type   TEXT,
  stored_at        BIGINT  NOT NULL
);

-- What messages, cards and people point at. One with a next_try_at is still to be fetched.
CREATE TABLE medium (
  id           TEXT    NOT NULL PRIMARY KEY,
  origin       TEXT    NOT NULL, -- message | cover | picture | upload
  shop         TEXT,             -- whose it is; null: of no shop in particular
  log_seq      BIGINT,           -- message, cover: the entry of the log that has the address
  source       ${bytes},         -- picture: the address, sealed
  source_hash  TEXT    UNIQUE,   -- picture: the same address of one shop is one medium
  state        TEXT    NOT NULL, -- pending | stored | failed
  reason       TEXT,             -- failed: gone | too_large | refused | unreachable
  sha256       TEXT    REFERENCES media_file (sha256),
  name         TEXT    NOT NULL DEFAULT '',
  by_username  TEXT,             -- upload: by whom
  attempts     INTEGER NOT NULL DEFAULT 0,
  first_try_at BIGINT,
  next_try_at  BIGINT,
  created_at   BIGINT  NOT NULL,
  stored_at    BIGINT,
  UNIQUE (log_seq, origin)
);
CREATE INDEX medium_due ON medium (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX medium_failed ON medium (reason) WHERE state = 'failed';

-- Which folder the files are in: a node that sees another one must say so.
CREATE TABLE media_vault (
  id   INTEGER NOT NULL PRIMARY KEY,
  mark TEXT    NOT NULL
);
