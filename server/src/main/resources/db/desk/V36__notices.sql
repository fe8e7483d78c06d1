-- Where people are called who have no page open.
CREATE TABLE notice_channel (
  id           ${counted_row_id},
  name         TEXT     NOT NULL,
  kind         TEXT     NOT NULL, -- wecom | dingtalk | feishu | bark | webhook
  shown        TEXT     NOT NULL, -- of its address, what people may see
  target       ${bytes} NOT NULL, -- address and secret as JSON, sealed
  alarms       INTEGER  NOT NULL, -- 1: also what is wrong with the server
  paused       INTEGER  NOT NULL,
  silent_until BIGINT,            -- it asked for fewer messages, and gets none before
  created_at   BIGINT   NOT NULL,
  created_by   TEXT     NOT NULL
);

-- Who is called when, while a customer waits.
CREATE TABLE notice_ladder (
  shop       TEXT    NOT NULL PRIMARY KEY, -- empty: every shop without one of its own
  steps      TEXT    NOT NULL,             -- JSON
  hours_only INTEGER NOT NULL,
  changed_at BIGINT  NOT NULL,
  changed_by TEXT    NOT NULL
);

CREATE TABLE notice_setting (
  id             INTEGER NOT NULL PRIMARY KEY, -- one row
  desk_url       TEXT    NOT NULL,
  show_names     INTEGER NOT NULL,
  self_test      INTEGER NOT NULL,
  self_tested_at BIGINT
);

-- One message to one channel, about all that is to be said at that moment.
CREATE TABLE notice (
  id         ${counted_row_id},
  channel_id BIGINT  NOT NULL, -- the next one where the first could not take it
  purpose    TEXT    NOT NULL, -- work | self_test
  alarms     TEXT    NOT NULL, -- lines
  text       TEXT,             -- as it was sent last
  state      TEXT    NOT NULL, -- pending | delivered | dropped | failed
  attempts   INTEGER NOT NULL,
  due_at     BIGINT  NOT NULL,
  made_at    BIGINT  NOT NULL,
  settled_at BIGINT
);
CREATE INDEX notice_due ON notice (due_at) WHERE state = 'pending';
CREATE INDEX notice_made ON notice (made_at);

-- Which customer it is about, and so who has been told of whom.
CREATE TABLE notice_call (
  conversation_id BIGINT  NOT NULL,
  waiting_since   BIGINT  NOT NULL,
  step            INTEGER NOT NULL, -- of the ladder, from 0
  channel_id      BIGINT  NOT NULL, -- of the step
  who             TEXT    NOT NULL, -- on_duty | owner | supervisors
  notice_id       BIGINT  NOT NULL,
  PRIMARY KEY (conversation_id, waiting_since, step, channel_id)
);
CREATE INDEX notice_call_of ON notice_call (notice_id);

-- How often a channel was called lately is counted from these.
CREATE TABLE notice_attempt (
  id           ${counted_row_id},
  channel_id   BIGINT NOT NULL,
  notice_id    BIGINT, -- NULL: a person tried the channel
  tried_at     BIGINT NOT NULL,
  outcome      TEXT,   -- delivered | refused | throttled | unreachable; NULL: the process died
  detail       TEXT,
  milliseconds BIGINT
);
CREATE INDEX notice_attempt_at ON notice_attempt (channel_id, tried_at);
CREATE INDEX notice_attempt_of ON notice_attempt (notice_id, id);

-- What is wrong with the server at the moment, and has been said.
CREATE TABLE notice_alarm (
  alarm    TEXT   NOT NULL PRIMARY KEY,
  ending   TEXT   NOT NULL, -- what is said when it is over
  began_at BIGINT NOT NULL,
  seen_at  BIGINT NOT NULL
);
