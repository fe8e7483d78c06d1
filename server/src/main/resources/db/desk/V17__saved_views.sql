-- Filters that people keep under a name.
CREATE TABLE saved_view (
  id         ${row_id} PRIMARY KEY,
  owner      TEXT    NOT NULL, -- who made it, a username
  name       TEXT    NOT NULL,
  query      TEXT    NOT NULL, -- JSON, names and texts as the desk gave them
  shared     INTEGER NOT NULL, -- 1: everybody has it
  changed_at BIGINT  NOT NULL
);
CREATE INDEX saved_view_of_owner ON saved_view (owner, id);
CREATE INDEX saved_view_shared ON saved_view (shared, id);
