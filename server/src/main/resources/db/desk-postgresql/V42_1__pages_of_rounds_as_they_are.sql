-- A page is small as it is written; to take it out of a compressed row costs more than to read it.
ALTER TABLE round_page ALTER COLUMN content SET STORAGE EXTERNAL;
