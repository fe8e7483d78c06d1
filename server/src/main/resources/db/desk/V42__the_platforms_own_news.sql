-- What the platform announced of its API: each change once, however many shops were told.
CREATE TABLE api_change (
  id            ${counted_row_id},
  digest        TEXT    NOT NULL UNIQUE, -- of what was announced, when and of which path
  shop          TEXT    NOT NULL, -- the first that was told
  log_seq       BIGINT  NOT NULL, -- the event that told it
  name          TEXT    NOT NULL,
  path          TEXT    NOT NULL, -- empty: the event names none that can be read
  content       TEXT    NOT NULL,
  doc_url       TEXT    NOT NULL, -- of the platform's own pages, or empty
  changelog_url TEXT    NOT NULL, -- as above
  ours          INTEGER NOT NULL, -- 1: perhaps of what is called here
  changed_at    BIGINT  NOT NULL,
  seen_at       BIGINT,
  seen_by       TEXT
);
CREATE INDEX api_change_unseen ON api_change (log_seq) WHERE ours = 1 AND seen_at IS NULL;
CREATE INDEX api_change_newest ON api_change (changed_at, id);

-- How a shop stands with the platform, by the newest event that says so.
CREATE TABLE shop_standing (
  shop    TEXT   NOT NULL PRIMARY KEY,
  state   TEXT   NOT NULL, -- open | closing | closed
  since   BIGINT NOT NULL, -- by the platform's clock
  log_seq BIGINT NOT NULL
);
