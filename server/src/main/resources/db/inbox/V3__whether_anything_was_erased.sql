-- 1 from before the first entry is emptied: until then no push is looked up by an erased key.
ALTER TABLE log_head ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
UPDATE log_head SET erased = 1
WHERE EXISTS (SELECT 1 FROM event WHERE event_key LIKE 'erased:%');
