-- Whether the agents of a shop are shown what could be answered. A shop without a row has the row of
-- all shops, whose name is empty; where there is neither, nothing is shown.
CREATE TABLE suggestion_setting (
  shop       TEXT    NOT NULL PRIMARY KEY,
  enabled    INTEGER NOT NULL,
  threshold  INTEGER NOT NULL, -- hundredths; below it nothing is shown
  changed_at BIGINT  NOT NULL,
  changed_by TEXT    NOT NULL
);

-- Up to which event of conversations a shop's answers have been looked at.
CREATE TABLE suggestion_progress (
  shop TEXT   NOT NULL PRIMARY KEY,
  seq  BIGINT NOT NULL
);

-- What people of a shop have answered, all wordings of it together.
CREATE TABLE suggestion_answer (
  id         ${counted_row_id},
  shop       TEXT    NOT NULL,
  answer_key TEXT    NOT NULL, -- SHA-256 of what it says, without greetings, signs and particles
  customers  INTEGER NOT NULL, -- that were given it
  text       TEXT,             -- one of the wordings; NULL while it is one customer's alone
  model      TEXT,             -- which one made the vector
  vector     ${bytes},         -- of the text
  UNIQUE (shop, answer_key)
);

-- When it was answered: a message of ours and the conversation it is in. What the customer had asked
-- is kept as numbers only, and only once the answer is not one customer's alone.
CREATE TABLE suggestion_question (
  id              ${counted_row_id},
  answer_id       BIGINT NOT NULL,
  shop            TEXT   NOT NULL,
  conversation_id BIGINT NOT NULL,
  message_id      BIGINT NOT NULL UNIQUE, -- the answer
  place           BIGINT,                 -- rises with each that can be found anew; NULL: it cannot
  tokens          ${bytes},               -- its pieces, four bytes each
  model           TEXT,                   -- which one made the vector
  vector          ${bytes}
);
CREATE INDEX suggestion_question_in_order ON suggestion_question (shop, place);
CREATE INDEX suggestion_question_of_answer ON suggestion_question (answer_id);
CREATE INDEX suggestion_question_of_customer ON suggestion_question (conversation_id);

-- The last place that was given; one row.
CREATE TABLE suggestion_place (
  id   INTEGER NOT NULL PRIMARY KEY,
  last BIGINT  NOT NULL
);
INSERT INTO suggestion_place (id, last) VALUES (1, 0);

-- Vectors of what the team's phrases say.
CREATE TABLE suggestion_phrase (
  text_key TEXT     NOT NULL, -- SHA-256 of it
  model    TEXT     NOT NULL,
  vector   ${bytes} NOT NULL,
  PRIMARY KEY (model, text_key)
);
