package io.xiaoer.staff;

import io.xiaoer.access.Caller.Role;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a log-in has to know of what people prove beside their password. The feature that keeps it
 * implements this; an account is below it and knows nothing of how a code is made.
 */
public interface SecondFactors {
  /**
   * The kinds of which somebody must give one when they log in, in the API's words; empty for who
   * has no second factor.
   */
  List<String> kinds(JdbcClient jdbc, String username);

  /** Who has a second factor. */
  Set<String> usernames(JdbcClient jdbc);

  /** The roles of which everybody must have one. */
  Set<Role> needed(JdbcClient jdbc);

  /** Whether somebody has what their role asks for; asked with each request. */
  boolean isProven(JdbcClient jdbc, String username, Role role);

  /** What a code came to. */
  enum Taken {
    RIGHT,
    /** Not theirs, not of now, or taken before. */
    WRONG,
    /** So many were wrong in a row that none of this kind is looked at any more. */
    LOCKED
  }

  /** Takes a code; the same one never again, on any node. */
  Taken take(String username, String kind, String code);
}
