-- Of an event answer_failed or answer_unknown: what the platform said, or with errcode 0 why it
-- could not. The other events that are new: customer_changed has in reason what is another now,
-- separated by blanks, and by_name as others have.
ALTER TABLE conversation_event ADD COLUMN errcode INTEGER;
ALTER TABLE conversation_event ADD COLUMN errmsg TEXT;
ALTER TABLE conversation_event ADD COLUMN rid TEXT;

-- Up to where the brokers of Kafka have acknowledged what they were sent.
CREATE TABLE kafka_place (
  topic     TEXT   NOT NULL PRIMARY KEY,
  log_seq   BIGINT NOT NULL, -- of the log
  event_seq BIGINT NOT NULL  -- of the events of conversations
);
