-- For how many days what is kept; a kind without a row is kept for ever.
CREATE TABLE retention_rule (
  kind       TEXT    NOT NULL PRIMARY KEY, -- messages | files | audit
  days       INTEGER NOT NULL,
  changed_at BIGINT  NOT NULL,
  changed_by TEXT    NOT NULL
);

-- What rules would delete, as somebody was shown it: only such rules can be saved.
CREATE TABLE retention_preview (
  id      ${counted_row_id},
  days    TEXT   NOT NULL, -- JSON: by kind
  parts   TEXT   NOT NULL, -- JSON
  made_at BIGINT NOT NULL,
  made_by TEXT   NOT NULL
);

CREATE TABLE retention_sweep (
  id          ${counted_row_id},
  begun_at    BIGINT NOT NULL,
  finished_at BIGINT           -- NULL: it goes on
);
CREATE INDEX retention_sweep_open ON retention_sweep (id) WHERE finished_at IS NULL;

CREATE TABLE retention_step (
  sweep_id BIGINT  NOT NULL,
  part     TEXT    NOT NULL, -- log | conversations | files | audit
  position INTEGER NOT NULL,
  place    TEXT    NOT NULL, -- how far it has come; empty: it has not begun
  entries  BIGINT  NOT NULL,
  bytes    BIGINT  NOT NULL,
  held     BIGINT  NOT NULL, -- passed over because somebody needs it
  oldest   BIGINT,
  done     INTEGER NOT NULL,
  PRIMARY KEY (sweep_id, part)
);

-- Nothing that can go stands before it.
CREATE TABLE retention_place (
  part  TEXT NOT NULL PRIMARY KEY,
  place TEXT NOT NULL
);

-- A message whose content was old: the row stays for rounds and counts.
ALTER TABLE message ADD COLUMN emptied_at BIGINT;
CREATE INDEX message_with_content ON message (received_at, id) WHERE emptied_at IS NULL;
-- Which messages show a file that somebody has uploaded.
CREATE INDEX message_with_file ON message (body)
  WHERE direction = 'out' AND type IN ('image', 'video', 'file');
CREATE INDEX medium_in_time ON medium (created_at, id) WHERE state = 'stored';
