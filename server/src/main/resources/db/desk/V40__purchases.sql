-- Orders that were paid, as the platform's events say: whose they are, and when.
CREATE TABLE purchase (
  shop     TEXT   NOT NULL,
  order_id TEXT   NOT NULL,
  open_id  TEXT   NOT NULL,
  paid_at  BIGINT NOT NULL,
  PRIMARY KEY (shop, order_id)
);
CREATE INDEX purchase_in_time ON purchase (shop, paid_at);
