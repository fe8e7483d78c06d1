package io.xiaoer.simulator.push;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One event on its way to a shop.
 *
 * @param id the msg_id for customers' messages, a made-up name for events that have none
 */
public record Delivery(
    String id, String shop, String event, String openId, State state, List<Attempt> attempts) {

  /** Where it stands. */
  public sealed interface State {
    record Pending(Instant nextAt) implements State {}

    record Acknowledged(Instant at) implements State {}

    /** The last push failed too: the message is gone for good. */
    record GivenUp(Instant at) implements State {}

    /** There was no push URL: the platform keeps nothing for later. */
    record Dropped(Instant at) implements State {}
  }

  public Delivery {
    attempts = List.copyOf(attempts);
  }

  Delivery with(Attempt attempt) {
    List<Attempt> more = new ArrayList<>(attempts);
    more.add(attempt);
    return new Delivery(id, shop, event, openId, state, more);
  }

  Delivery in(State other) {
    return new Delivery(id, shop, event, openId, other, attempts);
  }

  public boolean settled() {
    return switch (state) {
      case State.Pending pending -> false;
      case State.Acknowledged acknowledged -> true;
      case State.GivenUp givenUp -> true;
      case State.Dropped dropped -> true;
    };
  }
}
