-- Which node reads the log and sends the answers, where there are several.
CREATE TABLE lease (
  name       TEXT   NOT NULL PRIMARY KEY,
  holder     TEXT   NOT NULL,
  term       BIGINT NOT NULL, -- rises whenever the holder changes
  expires_at BIGINT NOT NULL
);
