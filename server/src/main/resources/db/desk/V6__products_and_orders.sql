-- What the platform says of products and orders: the last answer that was understood.
CREATE TABLE catalog_item (
  shop       TEXT   NOT NULL,
  kind       TEXT   NOT NULL, -- product | order
  item_id    TEXT   NOT NULL,
  state      TEXT   NOT NULL, -- pending | ready | failed
  reason     TEXT,            -- why the last look-up gave nothing
  open_id    TEXT,            -- order: whose the platform says it is
  named_by   TEXT,            -- order: the customer who shared it or whose event named it; only a hint
  body       TEXT,            -- JSON, the card
  search     TEXT   NOT NULL DEFAULT '', -- what a search goes through, in lower case
  ordered_at BIGINT,
  fetched_at BIGINT,          -- when body was looked up
  checked_at BIGINT,          -- when a look-up last ended, whatever with
  touched_at BIGINT NOT NULL, -- when it last was of interest; what nobody touches is forgotten
  PRIMARY KEY (shop, kind, item_id)
);
CREATE INDEX catalog_item_of_customer ON catalog_item (shop, open_id, ordered_at);
CREATE INDEX catalog_item_named_by ON catalog_item (shop, named_by);
CREATE INDEX catalog_item_newest ON catalog_item (shop, kind, touched_at);
CREATE INDEX catalog_item_untouched ON catalog_item (touched_at);

-- Look-ups still to be made; a row goes when its item is settled.
CREATE TABLE look_up (
  shop     TEXT    NOT NULL,
  kind     TEXT    NOT NULL,
  item_id  TEXT    NOT NULL,
  urgency  INTEGER NOT NULL, -- the lower goes first
  asked    BIGINT  NOT NULL, -- rises with each asking: what was asked during a look-up is asked again
  attempts INTEGER NOT NULL,
  due_at   BIGINT  NOT NULL,
  PRIMARY KEY (shop, kind, item_id)
);
CREATE INDEX look_up_in_order ON look_up (shop, urgency, due_at);
CREATE INDEX look_up_due ON look_up (due_at);

-- Which messages show an item.
CREATE INDEX message_of_product ON message (body) WHERE type = 'product_share';
CREATE INDEX message_of_order ON message (body) WHERE type = 'order_share';
