package io.xiaoer.conversation;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who wrote a message. */
public sealed interface Origin {

  /** Of what came in. */
  enum Received implements Origin {
    CUSTOMER,
    /** An agent or the system in the platform's own workbench. */
    OTHER;

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of an answer. */
  sealed interface Sent extends Origin {}

  /** Somebody at the desk. */
  record Person() implements Sent {
    @Override
    public String word() {
      return "person";
    }
  }

  /** Another system, by an API key. */
  record Api() implements Sent {
    @Override
    public String word() {
      return "api";
    }
  }

  /** A rule for automatic replies, by its id. */
  record Auto(long rule) implements Sent {
    @Override
    public String word() {
      return AUTO + rule;
    }
  }

  /** A person, who sent what a machine had drafted. */
  record Assist() implements Sent {
    @Override
    public String word() {
      return "assist";
    }
  }

  String AUTO = "auto:";

  /** As the table and the API name it. */
  String word();

  /**
   * Reads a row. Answers of before there were several origins are {@code agent}: {@code by} tells
   * them apart, since only the name of an API client has a colon.
   */
  static Origin of(String word, @Nullable String by) {
    return switch (word) {
      case "customer" -> Received.CUSTOMER;
      case "other" -> Received.OTHER;
      case "person" -> new Person();
      case "api" -> new Api();
      case "assist" -> new Assist();
      case "agent" -> by != null && by.indexOf(':') >= 0 ? new Api() : new Person();
      default -> {
        if (!word.startsWith(AUTO)) {
          throw new IllegalStateException("a message of origin " + word);
        }
        yield new Auto(Long.parseLong(word.substring(AUTO.length())));
      }
    };
  }
}
