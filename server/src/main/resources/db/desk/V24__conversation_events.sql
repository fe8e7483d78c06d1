-- What happened to conversations, for those that react to it, in the order in which it happened.
CREATE TABLE conversation_event (
  seq             ${counted_row_id},
  conversation_id BIGINT NOT NULL,
  type            TEXT   NOT NULL, -- customer_wrote | entered_queue | assigned | answer_accepted
                                   -- | closed
  happened_at     BIGINT NOT NULL,
  message_id      BIGINT,          -- customer_wrote, answer_accepted
  reason          TEXT,            -- entered_queue: see ConversationEvent.QueueReason
  agent           TEXT,            -- assigned: who serves it
  by_name         TEXT,            -- entered_queue, assigned, closed; empty: nobody, by itself
  waiting_since   BIGINT           -- answer_accepted, closed: the waiting that ended, if any
);
CREATE INDEX conversation_event_of_one ON conversation_event (conversation_id, seq);

-- How far each of those has come.
CREATE TABLE conversation_event_cursor (
  consumer TEXT   NOT NULL PRIMARY KEY,
  seq      BIGINT NOT NULL
);

-- When the platform took an answer; NULL: not yet, or before this was kept.
ALTER TABLE message ADD COLUMN accepted_at BIGINT;
