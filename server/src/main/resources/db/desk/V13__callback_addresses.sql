-- What became of the last look for the platform's callback addresses, for each shop.
CREATE TABLE callback_list (
  shop       TEXT    NOT NULL PRIMARY KEY,
  fetched_at BIGINT,           -- when a list was last given; null: never
  tried_at   BIGINT  NOT NULL,
  next_at    BIGINT  NOT NULL, -- when to look again
  failures   INTEGER NOT NULL, -- in a row
  malformed  INTEGER NOT NULL, -- entries of the last list that could not be read
  problem    TEXT    NOT NULL  -- of the last look, '' when it was well
);

-- From where the platform pushes: an address stays some days after it was last listed.
CREATE TABLE callback_address (
  shop      TEXT   NOT NULL,
  block     TEXT   NOT NULL, -- as 101.226.233.0/24
  listed_at BIGINT NOT NULL,
  PRIMARY KEY (shop, block)
);
