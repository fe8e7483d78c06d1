-- What is said by itself.
CREATE TABLE automatic_reply (
  id           ${counted_row_id},
  name         TEXT    NOT NULL,
  shop         TEXT,             -- NULL: all
  triggered_by TEXT    NOT NULL, -- see Rule.Trigger
  keywords     TEXT    NOT NULL, -- JSON, as the API has it
  hours        TEXT    NOT NULL, -- open | closed | always
  reply_type   TEXT    NOT NULL,
  reply_body   TEXT    NOT NULL, -- as a message has it
  per_customer TEXT    NOT NULL, -- day | conversation | message
  enabled      INTEGER NOT NULL,
  revision     BIGINT  NOT NULL,
  changed_at   BIGINT  NOT NULL,
  changed_by   TEXT    NOT NULL
);
