-- Which account somebody of the company's directory is.
CREATE TABLE sso_identity (
  issuer   TEXT   NOT NULL, -- the directory, as it calls itself
  subject  TEXT   NOT NULL, -- the person there, by what never changes
  username TEXT   NOT NULL,
  made_at  BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX sso_identity_of ON sso_identity (username);
