-- Whose live connections each node has.
CREATE TABLE connected_user (
  node      TEXT    NOT NULL, -- a number of the process, which a restart changes
  username  TEXT    NOT NULL,
  connected INTEGER NOT NULL,
  seen_at   BIGINT  NOT NULL, -- when the node last said so
  PRIMARY KEY (node, username)
);
