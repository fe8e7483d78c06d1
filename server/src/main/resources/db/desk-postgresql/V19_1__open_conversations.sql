-- What the lists of the desk ask for is open; those that were closed only grow in number.
CREATE INDEX conversation_open_newest ON conversation (last_message_at, id)
  WHERE closed_at IS NULL;
CREATE INDEX conversation_open_waiting ON conversation (waiting_since, id)
  WHERE closed_at IS NULL AND waiting_since IS NOT NULL;
CREATE INDEX conversation_open_of_one ON conversation (assignee, last_message_at, id)
  WHERE closed_at IS NULL;
