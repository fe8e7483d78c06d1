package io.xiaoer.savedfilter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A filter under a name.
 *
 * @param owner who made it
 * @param query names and texts, in the order in which they were given
 * @param shared everybody has it
 */
public record SavedFilter(
    long id, String owner, String name, Map<String, String> query, boolean shared) {

  public SavedFilter {
    query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
  }

  public boolean isSeenBy(String username) {
    return shared || owner.equals(username);
  }

  @Override
  public String toString() {
    return "SavedView[" + id + "]";
  }
}
