-- Of an answer. next_try_at is there exactly as long as it is on its way.
ALTER TABLE message ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0; -- 1: no person wrote it
ALTER TABLE message ADD COLUMN undo_until BIGINT;
ALTER TABLE message ADD COLUMN next_try_at BIGINT;
ALTER TABLE message ADD COLUMN decision TEXT;   -- sent | dropped: what a person made of a doubt or a failure
ALTER TABLE message ADD COLUMN decided_by TEXT;
UPDATE message SET next_try_at = (SELECT o.next_try_at FROM outbox o WHERE o.message_id = message.id)
WHERE id IN (SELECT message_id FROM outbox);
CREATE INDEX message_on_its_way ON message (conversation_id) WHERE next_try_at IS NOT NULL;

-- A change of a list that is read as a whole, by its name; conversation_id is 0 then.
ALTER TABLE change ADD COLUMN topic TEXT;

ALTER TABLE outbox RENAME COLUMN first_try_at TO trying_since; -- empty again when the shop's sending stands still
ALTER TABLE outbox ADD COLUMN shop TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN upload INTEGER NOT NULL DEFAULT 0;   -- 1: a file goes before it
ALTER TABLE outbox ADD COLUMN setbacks INTEGER NOT NULL DEFAULT 0; -- tries that came to nothing, for the pauses between them
ALTER TABLE outbox ADD COLUMN doubt_since BIGINT;                  -- since then the platform may have it
UPDATE outbox SET shop = (SELECT c.shop FROM conversation c WHERE c.id = outbox.conversation_id),
                  setbacks = attempts;
UPDATE outbox SET doubt_since = trying_since
WHERE message_id IN (SELECT id FROM message WHERE state IN ('sending', 'unknown'));
CREATE INDEX outbox_by_shop ON outbox (shop, automatic, next_try_at, message_id);

-- Shops whose answers wait, and why. A shop without a row sends.
CREATE TABLE sending_trouble (
  shop    TEXT    NOT NULL PRIMARY KEY,
  state   TEXT    NOT NULL, -- paused: goes on at until | stopped: tried again at until
  reason  TEXT    NOT NULL,
  errcode INTEGER NOT NULL,
  errmsg  TEXT    NOT NULL,
  rid     TEXT    NOT NULL,
  since   BIGINT  NOT NULL,
  until   BIGINT  NOT NULL,
  trials  INTEGER NOT NULL DEFAULT 0
);

-- The client_ids of answers that were undone: a repetition that comes late must not send them.
CREATE TABLE undone_answer (
  conversation_id BIGINT NOT NULL,
  client_id       TEXT   NOT NULL,
  undone_at       BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, client_id)
);
