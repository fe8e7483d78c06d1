-- What the lists of the desk ask for is open; those that were closed only grow in number. SQLite
-- compares indexes by how many of their columns are given, so closed_at stands first in each.
CREATE INDEX conversation_open_newest ON conversation (closed_at, last_message_at, id)
  WHERE closed_at IS NULL;
CREATE INDEX conversation_open_waiting ON conversation (closed_at, waiting_since, id)
  WHERE closed_at IS NULL;
CREATE INDEX conversation_open_of_one ON conversation (closed_at, assignee, last_message_at, id)
  WHERE closed_at IS NULL;
