-- Roles that see no telephone numbers.
CREATE TABLE masking_rule (
  role       TEXT   NOT NULL PRIMARY KEY,
  changed_at BIGINT NOT NULL
);
