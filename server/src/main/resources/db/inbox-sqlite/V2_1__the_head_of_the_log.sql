-- The place behind which the log goes on, where that is not its newest entry: after a backup was
-- brought back, places that nobody knows any more have been given to others.
CREATE TABLE log_head (
  id  INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  seq BIGINT  NOT NULL
);
INSERT INTO log_head (id, seq) VALUES (1, 0);
