-- A customer whose content was removed: the row stays for the figures, and nobody finds it.
ALTER TABLE conversation ADD COLUMN erased_at BIGINT;

-- Removals, and how far each is.
CREATE TABLE erasure (
  id              ${counted_row_id},
  conversation_id BIGINT NOT NULL UNIQUE,
  shop            TEXT   NOT NULL,
  open_id         TEXT,            -- NULL: not needed any more
  pseudonym       TEXT   NOT NULL, -- random; stands in its place from then on
  up_to_seq       BIGINT NOT NULL, -- of the log: what came later is a new customer's
  requested_at    BIGINT NOT NULL,
  requested_by    TEXT   NOT NULL,
  counts          TEXT   NOT NULL, -- JSON: what there was, by kind
  due_at          BIGINT,          -- NULL: done
  rewritten       INTEGER,         -- 0: what former versions left in the files may still be there
  finished_at     BIGINT
);
CREATE INDEX erasure_due ON erasure (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE erasure_step (
  erasure_id BIGINT NOT NULL,
  step       TEXT   NOT NULL,
  done_at    BIGINT NOT NULL,
  PRIMARY KEY (erasure_id, step)
);

-- By these an erasure finds whose else a file is, and what a customer has paid.
CREATE INDEX medium_of_file ON medium (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX media_file_small ON media_file (thumbnail_sha256) WHERE thumbnail_sha256 IS NOT NULL;
CREATE INDEX purchase_of_customer ON purchase (shop, open_id);
