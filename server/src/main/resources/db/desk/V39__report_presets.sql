-- A team's own rules by which rounds become figures.
CREATE TABLE report_preset (
  id                ${counted_row_id},
  name              TEXT    NOT NULL,
  unit              TEXT    NOT NULL, -- round | session | customer_day | message
  threshold_seconds BIGINT,           -- NULL: whenever it was answered
  counted_of        TEXT    NOT NULL, -- shop | fixed | whole_day
  counted_span      TEXT,             -- of fixed: as 08:00-23:00
  automatic_counts  INTEGER NOT NULL,
  unanswered_missed INTEGER NOT NULL,
  cap_seconds       BIGINT,           -- NULL: averages have waits as they were
  nobody_missed     INTEGER NOT NULL
);
