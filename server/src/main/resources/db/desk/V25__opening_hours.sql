-- When shops are open. A shop without a row is open around the clock.
CREATE TABLE shop_hours (
  shop       TEXT   NOT NULL PRIMARY KEY,
  hours      TEXT   NOT NULL, -- JSON, as the API has it
  changed_at BIGINT NOT NULL,
  changed_by TEXT   NOT NULL
);

-- Public holidays by year, as imported; the years that come with the server are not here.
CREATE TABLE holiday_calendar (
  year        BIGINT NOT NULL PRIMARY KEY,
  source      TEXT   NOT NULL,
  days        TEXT   NOT NULL, -- JSON: name, date, isOffDay
  imported_at BIGINT NOT NULL,
  imported_by TEXT   NOT NULL
);
