-- Per conversation, the messages that automatic replies are to be decided on, and up to which event
-- that has been done: an event that is read again is not answered again.
CREATE TABLE automatic_reply_due (
  conversation_id BIGINT NOT NULL PRIMARY KEY,
  decided_seq     BIGINT NOT NULL, -- the last event that was decided on
  kind            TEXT,            -- wrote | closed; NULL, as those below: nothing is due
  first_seq       BIGINT,
  last_seq        BIGINT,
  first_at        BIGINT,
  last_at         BIGINT,
  due_at          BIGINT
);
CREATE INDEX automatic_reply_due_next ON automatic_reply_due (due_at) WHERE due_at IS NOT NULL;

-- What customers have been told; a period is a day, a conversation or a burst of messages.
CREATE TABLE automatic_reply_sent (
  conversation_id BIGINT NOT NULL,
  rule_id         BIGINT NOT NULL,
  period          TEXT   NOT NULL,
  sent_at         BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, rule_id, period)
);
CREATE INDEX automatic_reply_sent_old ON automatic_reply_sent (sent_at);

-- Conversations in which two machines have talked, until a person answers.
CREATE TABLE automatic_reply_stop (
  conversation_id BIGINT NOT NULL PRIMARY KEY,
  stopped_at      BIGINT NOT NULL
);

CREATE TABLE automatic_reply_log (
  id              ${counted_row_id},
  logged_at       BIGINT NOT NULL,
  shop            TEXT   NOT NULL,
  conversation_id BIGINT NOT NULL,
  rule_id         BIGINT NOT NULL,
  rule_name       TEXT   NOT NULL, -- as it was then
  outcome         TEXT   NOT NULL, -- sent | suppressed
  reason          TEXT,            -- suppressed: see Decision.Reason
  message_id      BIGINT           -- sent: the message it is in
);
CREATE INDEX automatic_reply_log_newest ON automatic_reply_log (logged_at);

-- Shops in which conversations are closed when the customer does not answer. One without a row has
-- none closed.
CREATE TABLE auto_close (
  shop       TEXT    NOT NULL PRIMARY KEY,
  enabled    INTEGER NOT NULL,
  hours      INTEGER NOT NULL,
  changed_at BIGINT  NOT NULL,
  changed_by TEXT    NOT NULL
);
