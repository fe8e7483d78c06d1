-- Which messages have which numbers.
CREATE TABLE search_document (
  message_id BIGINT    NOT NULL PRIMARY KEY,
  tokens     INTEGER[] NOT NULL
);
-- Read through the index only; figures on what is common would cost more than they tell.
ALTER TABLE search_document ALTER COLUMN tokens SET STATISTICS 0;
-- New ones wait in a list that every search reads through: short, so that it stays quick.
CREATE INDEX search_document_tokens ON search_document USING gin (tokens)
  WITH (fastupdate = on, gin_pending_list_limit = 512);
