-- However many are served, the queue is found by who is in it; and whoever is asked for, by name.
CREATE INDEX conversation_open_queue ON conversation (closed_at, assignee, waiting_since, id)
  WHERE closed_at IS NULL AND assignee IS NULL;
CREATE INDEX conversation_open_given ON conversation (closed_at, assigned_by, assigned_at)
  WHERE closed_at IS NULL AND waiting_since IS NOT NULL AND assignee IS NOT NULL;
DROP INDEX conversation_last_agent;
CREATE INDEX conversation_last_agent ON conversation (last_agent, last_agent_at)
  WHERE last_agent IS NOT NULL;
