-- Until when nobody is called for this customer; null when nothing is held back.
ALTER TABLE conversation ADD COLUMN blocked_until BIGINT;
CREATE INDEX conversation_blocked ON conversation (blocked_until) WHERE blocked_until IS NOT NULL;

-- What the people who answer have written down about a customer.
CREATE TABLE customer (
  conversation_id BIGINT  NOT NULL PRIMARY KEY REFERENCES conversation (id),
  note            TEXT    NOT NULL DEFAULT '',
  starred         INTEGER NOT NULL DEFAULT 0,
  block_reason    TEXT    NOT NULL DEFAULT '',
  block_by        TEXT,
  block_at        BIGINT
);

CREATE TABLE customer_tag (
  conversation_id BIGINT NOT NULL REFERENCES conversation (id),
  tag             TEXT   NOT NULL,
  position        INTEGER NOT NULL, -- as they were given
  PRIMARY KEY (conversation_id, tag)
);
CREATE INDEX customer_tag_by_tag ON customer_tag (tag, conversation_id);
