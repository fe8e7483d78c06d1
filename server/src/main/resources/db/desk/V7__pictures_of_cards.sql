-- Which cards show a picture, so that they are told of when its copy is there.
CREATE TABLE card_picture (
  shop         TEXT NOT NULL,
  address_hash TEXT NOT NULL, -- SHA-256 of the picture's address at the platform
  kind         TEXT NOT NULL,
  item_id      TEXT NOT NULL,
  PRIMARY KEY (shop, address_hash, kind, item_id)
);
CREATE INDEX card_picture_of_item ON card_picture (shop, kind, item_id);
