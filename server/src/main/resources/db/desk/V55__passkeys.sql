-- Keys that a person's device keeps; the server has their public halves.
CREATE TABLE passkey (
  id              ${counted_row_id},
  username        TEXT     NOT NULL,
  credential_id   TEXT     NOT NULL UNIQUE, -- as browsers write it: base64url
  user_handle     TEXT     NOT NULL,        -- random, one for all keys of a person; devices keep it instead of a name
  rp_id           TEXT     NOT NULL,        -- the host it works at
  name            TEXT     NOT NULL,
  attested        ${bytes} NOT NULL,        -- kind of device, credential id and public key, as the device gave them
  sign_count      BIGINT   NOT NULL,        -- uses as the device counts them; 0 where it does not
  backup_eligible INTEGER  NOT NULL,        -- 1: may be copied to the person's other devices
  made_at         BIGINT   NOT NULL,
  used_at         BIGINT
);
CREATE INDEX passkey_of ON passkey (username);

-- Challenges that were answered, until they are over anyway: none is answered twice.
CREATE TABLE passkey_challenge (
  digest     TEXT   NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
