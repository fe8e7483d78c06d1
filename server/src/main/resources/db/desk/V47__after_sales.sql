-- After-sales orders and disputes, each as the newest event of the platform says.
CREATE TABLE after_sales_case (
  id            ${counted_row_id},
  shop          TEXT   NOT NULL,
  kind          TEXT   NOT NULL, -- after_sale | dispute
  case_id       TEXT   NOT NULL, -- the platform's number of it
  after_sale_id TEXT,            -- dispute: the after-sales order that it is about
  order_id      TEXT   NOT NULL,
  open_id       TEXT,            -- the customer; NULL: nobody has said whose the order is
  status        TEXT   NOT NULL, -- as it came
  since         BIGINT NOT NULL, -- when it came to have this status, by the platform's clock
  told_at       BIGINT NOT NULL, -- of the newest event
  log_seq       BIGINT NOT NULL, -- of the newest event
  UNIQUE (shop, kind, case_id)
);
CREATE INDEX after_sales_case_of_customer ON after_sales_case (shop, open_id);
CREATE INDEX after_sales_case_of_order ON after_sales_case (shop, order_id);
CREATE INDEX after_sales_case_by_status ON after_sales_case (status, since, id);
CREATE INDEX after_sales_case_in_time ON after_sales_case (since, id);

-- Orders that customers showed in the chat: whose an order is before the platform was asked.
CREATE TABLE shown_order (
  shop     TEXT   NOT NULL,
  order_id TEXT   NOT NULL,
  open_id  TEXT   NOT NULL, -- the first who showed it
  log_seq  BIGINT NOT NULL, -- of the card
  PRIMARY KEY (shop, order_id)
);
CREATE INDEX shown_order_of_customer ON shown_order (shop, open_id);
