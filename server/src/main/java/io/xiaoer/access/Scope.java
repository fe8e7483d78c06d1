package io.xiaoer.access;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What an API key was made for. */
public enum Scope {
  EVENTS_READ("events.read"),
  CONVERSATIONS_READ("conversations.read"),
  CONVERSATIONS_WRITE("conversations.write"),
  MEDIA("media"),
  CATALOG("catalog"),
  REPLIES_PROPOSE("replies.propose"),
  REPLIES_SEND("replies.send"),
  ADMIN("admin");

  /**
   * What a key of the file has that names no scopes. Agents of others write only by keys that say
   * so.
   */
  public static final Set<Scope> UNLESS_NAMED =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(REPLIES_PROPOSE, REPLIES_SEND)));

  private final String word;

  Scope(String word) {
    this.word = word;
  }

  /** As the API and the configuration name it. */
  public String word() {
    return word;
  }

  public static Optional<Scope> of(String word) {
    for (Scope scope : values()) {
      if (scope.word.equals(word)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }
}
