-- Shops added at the desk; those of xiaoer.yaml are not here.
CREATE TABLE shop (
  id           TEXT    NOT NULL PRIMARY KEY,
  name         TEXT    NOT NULL,
  user_name    TEXT    NOT NULL,
  app_id       TEXT    NOT NULL,
  mode         TEXT    NOT NULL,
  api_base_url TEXT    NOT NULL,
  active       INTEGER NOT NULL, -- 0: its pushes are not taken
  sealed       ${bytes} NOT NULL, -- its secrets as JSON, sealed for id, app_id and api_base_url
  created_at   BIGINT  NOT NULL,
  changed_at   BIGINT  NOT NULL
);

-- Rises with each change of a shop, so that every node sees that it has to read them again.
CREATE TABLE shop_version (
  id      INTEGER NOT NULL PRIMARY KEY,
  version BIGINT  NOT NULL
);

-- Processes, and when each last said that it is alive.
CREATE TABLE node (
  id         TEXT    NOT NULL PRIMARY KEY,
  name       TEXT    NOT NULL,
  version    TEXT    NOT NULL,
  started_at BIGINT  NOT NULL,
  seen_at    BIGINT  NOT NULL,
  stopped    INTEGER NOT NULL -- 1: it ended in order
);

-- What is known of each shop's pushes, over all nodes and restarts.
CREATE TABLE shop_pulse (
  shop             TEXT NOT NULL PRIMARY KEY,
  last_push_at     BIGINT,
  last_accepted_at BIGINT,
  outage_since     BIGINT, -- the present outage or the last one
  outage_until     BIGINT,
  outage_reason    TEXT NOT NULL
);
