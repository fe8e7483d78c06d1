-- Past rounds that were given to the model, to judge what it writes. One row for each try.
CREATE TABLE assistant_replay (
  id       ${counted_row_id},
  shop     TEXT    NOT NULL,
  days     INTEGER NOT NULL, -- how far back
  wanted   INTEGER NOT NULL, -- rounds
  host     TEXT    NOT NULL,
  model    TEXT    NOT NULL,
  state    TEXT    NOT NULL, -- running | done | stopped | broken
  reason   TEXT    NOT NULL, -- why it is broken; empty
  by_name  TEXT    NOT NULL,
  began_at BIGINT  NOT NULL,
  ended_at BIGINT
);

-- What the model wrote for one round. Question and answer are in the messages; what is personal in
-- the draft stays behind the words that the model was given.
CREATE TABLE assistant_replay_round (
  id              ${counted_row_id},
  replay_id       BIGINT NOT NULL,
  conversation_id BIGINT NOT NULL,
  answer_id       BIGINT NOT NULL, -- the message by which a person has answered
  outcome         TEXT,            -- drafted, gone, or why not; NULL: it waits
  draft           TEXT,
  promises        TEXT,            -- JSON: kind and text of what the shop has not stated
  marked          INTEGER NOT NULL DEFAULT 0,
  first_word_ms   BIGINT,
  total_ms        BIGINT,
  prompt_tokens   BIGINT,          -- as the host counts them; NULL where it does not say
  answer_tokens   BIGINT,
  verdict         TEXT,            -- usable | usable_after_change | unusable
  judged_by       TEXT
);
CREATE INDEX assistant_replay_round_in_order ON assistant_replay_round (replay_id, id);
CREATE INDEX assistant_replay_round_of_customer ON assistant_replay_round (conversation_id);
