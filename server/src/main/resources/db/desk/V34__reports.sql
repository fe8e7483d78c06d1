-- When the platform took the first automatic answer of a round.
ALTER TABLE round ADD COLUMN automatic_at BIGINT;
CREATE INDEX round_of_time ON round (opened_at, id);

-- The rounds of a shop that began on one day of UTC, as bytes: a month is read in one go.
CREATE TABLE round_page (
  shop    TEXT   NOT NULL,
  day     BIGINT NOT NULL, -- days since 1970-01-01
  changes BIGINT NOT NULL, -- how often rounds of it have changed
  content ${bytes},        -- NULL: to be made, see the rounds themselves
  PRIMARY KEY (shop, day)
);
CREATE INDEX round_page_to_make ON round_page (day) WHERE content IS NULL;

-- Who had a page of the desk open, and when.
CREATE TABLE presence_span (
  id       ${counted_row_id},
  node     TEXT   NOT NULL,
  username TEXT   NOT NULL,
  from_at  BIGINT NOT NULL,
  until_at BIGINT           -- NULL: it goes on, or its node has died; see connected_user
);
CREATE INDEX presence_span_open ON presence_span (node, username) WHERE until_at IS NULL;
CREATE INDEX presence_span_ended ON presence_span (until_at);

-- What people said of themselves, and which shops they served, from a moment on.
CREATE TABLE state_log (
  id       ${counted_row_id},
  username TEXT   NOT NULL,
  noted_at BIGINT NOT NULL,
  state    TEXT   NOT NULL, -- online | away | offline
  shops    TEXT             -- JSON: ids; NULL: all
);
CREATE INDEX state_log_of_one ON state_log (username, noted_at, id);
CREATE INDEX state_log_in_time ON state_log (noted_at);
INSERT INTO state_log (username, noted_at, state, shops)
SELECT username, state_since, state, shops FROM staff;
