-- Agents who serve together what needs them (技能组).
CREATE TABLE agent_group (
  id         ${counted_row_id},
  name       TEXT   NOT NULL UNIQUE,
  shops      TEXT,            -- JSON: ids; NULL: all
  created_at BIGINT NOT NULL,
  created_by TEXT   NOT NULL
);
CREATE TABLE agent_group_member (
  group_id BIGINT NOT NULL,
  username TEXT   NOT NULL,
  PRIMARY KEY (group_id, username)
);

-- To which of them a conversation was handed, until it is closed.
ALTER TABLE conversation ADD COLUMN group_id   BIGINT;
ALTER TABLE conversation ADD COLUMN grouped_at BIGINT;
