package io.xiaoer.staff;

/** Who makes a request, as far as the door has checked. */
public sealed interface Caller {
  /** What stands beside the messages this caller sends. */
  String name();

  /** Somebody with a session. */
  record Person(String username, Role role) implements Caller {
    @Override
    public String name() {
      return username;
    }
  }

  /** Another system with an API key. */
  record Machine(String keyName) implements Caller {
    @Override
    public String name() {
      return "api:" + keyName;
    }
  }

  /** What a person may do. */
  enum Role {
    AGENT,
    SUPERVISOR,
    ADMINISTRATOR
  }
}
