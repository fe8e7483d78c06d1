-- Files that the platform has for one customer, so that the next message need not carry them again.
CREATE TABLE media_upload (
  shop       TEXT   NOT NULL,
  open_id    TEXT   NOT NULL,
  medium_id  TEXT   NOT NULL REFERENCES medium (id),
  kind       TEXT   NOT NULL, -- image | video | file
  sealed     ${bytes} NOT NULL, -- the platform's address of it
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (shop, open_id, medium_id, kind)
);
CREATE INDEX media_upload_expiry ON media_upload (expires_at);
