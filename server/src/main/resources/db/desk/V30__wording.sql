-- What a shop does not want said in answers. A shop without a row has the groups that come with the
-- server, as they come.
CREATE TABLE wording_rules (
  shop       TEXT   NOT NULL PRIMARY KEY,
  rules      TEXT   NOT NULL, -- JSON, as the API gives them
  revision   BIGINT NOT NULL, -- rises with each change, so that a node knows whether what it has ready still counts
  changed_at BIGINT NOT NULL,
  changed_by TEXT   NOT NULL
);
