-- Who serves a conversation, and whether it is done.
ALTER TABLE conversation ADD COLUMN assignee  TEXT;   -- a username; NULL: in the queue
ALTER TABLE conversation ADD COLUMN closed_at BIGINT; -- NULL: open
CREATE INDEX conversation_of_one ON conversation (assignee, last_message_at);

-- The queue begins with those who wait, and not with everybody who ever wrote.
UPDATE conversation SET closed_at = last_message_at WHERE waiting_since IS NULL AND unread = 0;

-- What became of a conversation besides its messages.
CREATE TABLE conversation_trail (
  id              ${counted_row_id},
  conversation_id BIGINT NOT NULL,
  noted_at        BIGINT NOT NULL,
  by_name         TEXT   NOT NULL, -- empty: the customer, by writing again
  what            TEXT   NOT NULL, -- taken | handed_over | closed | reopened
  to_name         TEXT,            -- handed_over: NULL is back to the queue
  note            TEXT   NOT NULL
);
CREATE INDEX conversation_trail_of_one ON conversation_trail (conversation_id, id);
