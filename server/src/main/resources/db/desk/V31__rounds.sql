-- What customers asked and what a person answered: a round goes from the first message after an
-- answer to the next answer. Made from conversation_event, and made anew when it is made otherwise.
CREATE TABLE round (
  id              BIGINT  NOT NULL PRIMARY KEY, -- seq of the event with which it came to be
  shop            TEXT    NOT NULL,
  conversation_id BIGINT  NOT NULL,
  from_seq        BIGINT  NOT NULL, -- of the first event that told of a message in it
  first_key       TEXT ${by_bytes} NOT NULL, -- sort keys of its first and last message
  last_key        TEXT ${by_bytes} NOT NULL,
  end_key         TEXT ${by_bytes} NOT NULL, -- messages before it belong here; '~': it goes on
  messages        INTEGER NOT NULL,
  opened_at       BIGINT  NOT NULL, -- when the first was written, by the platform's clock
  arrived_at      BIGINT  NOT NULL, -- when it came
  queued_at       BIGINT,           -- in the queue since, while it goes on
  queue_micros    BIGINT  NOT NULL, -- in the queue, not counting what queued_at tells
  agent           TEXT,             -- who has, or had it at the end
  agent_at        BIGINT,           -- since when
  ended_at        BIGINT,
  outcome         TEXT,             -- answered | closed; NULL: it goes on
  ended_by        TEXT              -- who answered, or closed; empty: by itself
);
CREATE INDEX round_of_one ON round (conversation_id, end_key);
CREATE INDEX round_of_shop ON round (shop, opened_at);

-- How far they are made, and how; 0 before the first.
CREATE TABLE round_progress (
  id      INTEGER NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  seq     BIGINT  NOT NULL
);
INSERT INTO round_progress (id, version, seq) VALUES (1, 0, 0);
