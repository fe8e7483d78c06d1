-- What agents answer with again and again; owner is null where it is the team's.
CREATE TABLE phrase (
  id         ${row_id} PRIMARY KEY,
  owner      TEXT,
  grouped_as TEXT    NOT NULL,
  shortcut   TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  kind       TEXT    NOT NULL, -- text | image | product_share
  content    TEXT    NOT NULL,
  media_id   TEXT,
  product_id TEXT,
  shops      TEXT,             -- JSON, the ids of the shops it is for; null for all
  position   INTEGER NOT NULL,
  changed_at BIGINT  NOT NULL,
  changed_by TEXT    NOT NULL
);
CREATE INDEX phrase_of_owner ON phrase (owner, position, id);

-- What somebody has begun to write and not sent.
CREATE TABLE draft (
  username        TEXT   NOT NULL,
  conversation_id BIGINT NOT NULL REFERENCES conversation (id),
  content         TEXT   NOT NULL,
  updated_at      BIGINT NOT NULL,
  PRIMARY KEY (username, conversation_id)
);
CREATE INDEX draft_newest ON draft (username, updated_at);
