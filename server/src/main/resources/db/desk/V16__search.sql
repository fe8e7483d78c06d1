-- How far the index of messages has come, and how its numbers are made; 0 before the first.
CREATE TABLE search_progress (
  id         INTEGER NOT NULL PRIMARY KEY,
  version    INTEGER NOT NULL,
  message_id BIGINT  NOT NULL -- up to this one all can be found
);
INSERT INTO search_progress (id, version, message_id) VALUES (1, 0, 0);

CREATE INDEX conversation_by_customer ON conversation (open_id);
