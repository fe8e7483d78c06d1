-- The place of the newest entry. Held locked from before an append until its commit, by whichever
-- node appends, so that places become visible in their own order.
CREATE TABLE log_head (
  id  INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  seq BIGINT  NOT NULL
);
INSERT INTO log_head (id, seq) VALUES (1, 0);
