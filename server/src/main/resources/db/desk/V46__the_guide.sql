-- What administrators have decided to leave as it is before a shop is switched.
CREATE TABLE guide_dismissal (
  name         TEXT   NOT NULL,
  shop         TEXT   NOT NULL, -- empty: of the installation
  dismissed_by TEXT   NOT NULL,
  dismissed_at BIGINT NOT NULL,
  PRIMARY KEY (name, shop)
);

-- Where the platform reaches the server, where xiaoer.public-url does not say so.
CREATE TABLE public_address (
  id  INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  url TEXT    NOT NULL
);
