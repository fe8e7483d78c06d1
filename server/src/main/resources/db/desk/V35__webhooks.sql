-- Where events are sent.
CREATE TABLE webhook (
  id            ${counted_row_id},
  url           TEXT    NOT NULL,
  types         TEXT    NOT NULL, -- separated by blanks
  shops         TEXT,             -- JSON: ids; NULL: all
  ordered       INTEGER NOT NULL,
  secret        ${bytes} NOT NULL, -- sealed
  former_secret ${bytes},          -- sealed; signs, too, until then
  former_until  BIGINT,
  state         TEXT    NOT NULL, -- active | paused | disabled
  reason        TEXT,             -- why it is not active
  failures      INTEGER NOT NULL, -- calls in a row
  failing_since BIGINT,           -- no call has succeeded since then
  probe_at      BIGINT,           -- it fails, and one call is made then
  log_seq       BIGINT  NOT NULL, -- up to here the log is taken up
  event_seq     BIGINT  NOT NULL, -- and up to here the events of conversations
  created_at    BIGINT  NOT NULL,
  created_by    TEXT    NOT NULL
);

CREATE TABLE webhook_delivery (
  id         ${counted_row_id},
  webhook_id BIGINT  NOT NULL,
  event_id   TEXT    NOT NULL,
  type       TEXT    NOT NULL,
  source     TEXT    NOT NULL, -- log | conversation
  sequence   BIGINT  NOT NULL, -- in the source
  customer   TEXT    NOT NULL, -- whose events are in order; empty: nobody's
  state      TEXT    NOT NULL, -- pending | delivered | parked
  attempts   INTEGER NOT NULL,
  due_at     BIGINT  NOT NULL,
  settled_at BIGINT,
  UNIQUE (webhook_id, event_id)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at) WHERE state = 'pending';
CREATE INDEX webhook_delivery_order ON webhook_delivery (webhook_id, customer, id)
  WHERE state = 'pending';
CREATE INDEX webhook_delivery_newest ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_old ON webhook_delivery (settled_at);

CREATE TABLE webhook_attempt (
  id           ${counted_row_id},
  delivery_id  BIGINT NOT NULL,
  tried_at     BIGINT NOT NULL,
  status       INTEGER, -- NULL: no answer, or the process died
  milliseconds BIGINT,
  error        TEXT,    -- see Answer
  answer       TEXT     -- its beginning
);
CREATE INDEX webhook_attempt_of ON webhook_attempt (delivery_id, id);
