-- Who did what. No secrets, and nothing that customers or agents have written.
CREATE TABLE audit (
  id         ${counted_row_id},
  noted_at   BIGINT NOT NULL,
  by_name    TEXT   NOT NULL, -- a username, api:<key>, or empty: nobody who is known
  what       TEXT   NOT NULL,
  subject    TEXT   NOT NULL, -- what it was done to
  detail     TEXT   NOT NULL
);
CREATE INDEX audit_of_one ON audit (by_name, id);
CREATE INDEX audit_of_kind ON audit (what, id);
