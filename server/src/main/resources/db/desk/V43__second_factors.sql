-- What a person proves beside the password.
CREATE TABLE second_factor (
  id           ${counted_row_id},
  username     TEXT     NOT NULL,
  kind         TEXT     NOT NULL, -- totp
  sealed       ${bytes} NOT NULL, -- of totp: the secret that the person's app has, too
  made_at      BIGINT   NOT NULL,
  confirmed_at BIGINT,            -- NULL: being set up, and not asked for yet
  last_step    BIGINT   NOT NULL, -- of totp: the newest step of which a code was taken
  failures     INTEGER  NOT NULL  -- wrong codes since the last right one
);
CREATE INDEX second_factor_of ON second_factor (username);
CREATE UNIQUE INDEX second_factor_one_app ON second_factor (username) WHERE kind = 'totp';

-- Codes that work once, for the day when the telephone is lost. One that was used is gone.
CREATE TABLE recovery_code (
  username  TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  PRIMARY KEY (username, code_hash)
);

-- The roles that must have a second factor.
CREATE TABLE second_factor_rule (
  role TEXT NOT NULL PRIMARY KEY
);
