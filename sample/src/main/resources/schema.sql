-- The sample's own table. The inbox makes its own by itself, and on several instances at once; of two
-- that make this one at the same moment PostgreSQL refuses one, so start the first instance alone.
CREATE TABLE IF NOT EXISTS ticket (
  shop VARCHAR(64) NOT NULL,
  open_id VARCHAR(128) NOT NULL,
  place BIGINT NOT NULL,          -- the customer's first message is 1
  msg_id VARCHAR(128) NOT NULL,
  words VARCHAR(4000) NOT NULL,
  PRIMARY KEY (shop, open_id, place)
);
