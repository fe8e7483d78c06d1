-- The key by which push services know this installation; one row.
CREATE TABLE push_key (
  id     INTEGER  NOT NULL PRIMARY KEY,
  shown  TEXT     NOT NULL, -- the public half, as browsers take it
  sealed ${bytes} NOT NULL
);

-- A browser in which a person has switched on notices: a channel of their own, of kind web_push.
CREATE TABLE push_device (
  channel_id   BIGINT NOT NULL PRIMARY KEY,
  username     TEXT   NOT NULL,
  session      TEXT   NOT NULL UNIQUE, -- the log-in it was switched on in, and ends with
  user_agent   TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  delivered_at BIGINT                  -- when its push service last took a message
);
CREATE INDEX push_device_of ON push_device (username);

-- One telephone a person, and as many browsers as they like.
DROP INDEX notice_channel_owner;
CREATE UNIQUE INDEX notice_channel_owner ON notice_channel (owner)
  WHERE owner IS NOT NULL AND kind <> 'web_push';
