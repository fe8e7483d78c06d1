-- The language model that drafts answers; one row, none until somebody has set one up.
CREATE TABLE assistant_setting (
  id          INTEGER  NOT NULL PRIMARY KEY CHECK (id = 1),
  enabled     INTEGER  NOT NULL,
  base_url    TEXT     NOT NULL,
  model       TEXT     NOT NULL,
  api_key     ${bytes},          -- sealed; without one none is sent
  daily_limit INTEGER  NOT NULL, -- drafts, of all agents together
  changed_at  BIGINT   NOT NULL,
  changed_by  TEXT     NOT NULL
);
