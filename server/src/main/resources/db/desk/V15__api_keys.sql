-- Keys of other systems that were made at the desk; those of xiaoer.yaml are not here.
CREATE TABLE api_key (
  id         ${counted_row_id},
  name       TEXT   NOT NULL UNIQUE,
  key_hash   TEXT   NOT NULL UNIQUE, -- SHA-256: a stolen database opens nothing
  scopes     TEXT   NOT NULL,        -- words with blanks between
  created_at BIGINT NOT NULL,
  created_by TEXT   NOT NULL
);
