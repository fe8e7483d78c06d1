-- Which messages, by rowid, have which numbers: no positions, no copy of what was put in.
CREATE VIRTUAL TABLE search_document USING fts5(
  tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
