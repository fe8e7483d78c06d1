-- Who serves by a telephone and has no page of the desk open.
CREATE TABLE phone_duty (
  username     TEXT   NOT NULL PRIMARY KEY,
  until_at     BIGINT NOT NULL,
  confirmed_at BIGINT NOT NULL -- when they last showed that they look at it
);

-- A channel of one person: their telephone. NULL: everybody's.
ALTER TABLE notice_channel ADD COLUMN owner TEXT;
CREATE UNIQUE INDEX notice_channel_owner ON notice_channel (owner) WHERE owner IS NOT NULL;

-- What a link in a notice to a telephone opens; whoever has it shows that somebody looks.
CREATE TABLE notice_link (
  token_hash TEXT   NOT NULL PRIMARY KEY,
  username   TEXT   NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX notice_link_expires ON notice_link (expires_at);
