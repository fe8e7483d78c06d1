-- The name that people give to a customer; empty: none. The platform tells none.
ALTER TABLE customer ADD COLUMN remark_name TEXT NOT NULL DEFAULT '';
CREATE INDEX customer_named ON customer (remark_name) WHERE remark_name <> '';
