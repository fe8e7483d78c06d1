package io.xiaoer.staff;

import java.util.Optional;

/** Another way in than name and password, for the page where people log in. */
@FunctionalInterface
public interface LoginWay {
  /** What the page offers; empty while nobody could use it. */
  Optional<Offer> offer();

  /**
   * How it is offered.
   *
   * @param kind in the API's word
   * @param name for people; empty where the page has words of its own
   */
  record Offer(String kind, String name) {}
}
