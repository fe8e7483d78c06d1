ALTER TABLE api_key ADD COLUMN shops TEXT; -- JSON list of ids; NULL: all, also later ones
