-- Sort keys are compared as bytes, whatever language the database speaks.
ALTER TABLE message ALTER COLUMN sort_key TYPE TEXT COLLATE "C";
ALTER TABLE message ALTER COLUMN window_sort_key TYPE TEXT COLLATE "C";
ALTER TABLE conversation ALTER COLUMN last_sort_key TYPE TEXT COLLATE "C";
ALTER TABLE conversation ALTER COLUMN window_sort_key TYPE TEXT COLLATE "C";
