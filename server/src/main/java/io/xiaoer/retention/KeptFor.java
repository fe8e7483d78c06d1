package io.xiaoer.retention;

import io.xiaoer.store.Database;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How long what is kept, for who tells a customer. */
public final class KeptFor {
  private final Database database;

  KeptFor(Database database) {
    this.database = database;
  }

  /** Days by the word of a kind; empty where it is kept for ever. */
  public Map<String, Optional<Integer>> days() {
    Rules rules = database.read(RetentionTable::rules);
    Map<String, Optional<Integer>> days = new LinkedHashMap<>();
    Arrays.stream(KeptKind.values()).forEach(kind -> days.put(kind.word(), rules.of(kind)));
    return days;
  }
}
