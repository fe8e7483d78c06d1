-- How many conversations they have at most; NULL: each shop's own.
ALTER TABLE staff ADD COLUMN ceiling INTEGER;
