package io.xiaoer.cluster;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells whoever waits that there is something new, here and, with PostgreSQL, on the other nodes. A
 * signal is a reason to look and never the truth: one that is missed costs time and nothing else.
 */
public class NodeSignals {

  /** What is new. */
  public enum Topic {
    /** An entry of the log. */
    LOG,
    /** Something the browsers are told of. */
    CHANGE,
    /** An answer that waits to be sent. */
    OUTBOX,
    /** A product or an order that is to be looked up. */
    LOOK_UP,
    /** Who may come in, or what he sees. */
    STAFF,
    /** A shop that was added or changed. */
    SHOPS,
    /** A file that waits to be fetched. */
    MEDIA,
    /** A rule for automatic replies that has changed. */
    AUTOMATIC_REPLY,
    /** A replay of a language model that was begun or stopped. */
    ASSISTANT,
    /** Messages that may be answered by themselves. */
    AUTOMATIC_REPLY_DUE,
    /** A webhook that has changed, or an event that waits for one. */
    WEBHOOK,
    /** Who is called how has changed, or a message to them waits. */
    NOTICE,
    /** A customer whose content is to be removed. */
    ERASURE,
    /** For how long what is kept has changed. */
    RETENTION
  }

  /** Must not block for long. */
  @FunctionalInterface
  public interface Listener {
    /** {@code here}: rung by this process, so what is new may be known already. */
    void rung(boolean here);
  }

  private final Map<Topic, List<Listener>> listeners = new EnumMap<>(Topic.class);

  public NodeSignals() {
    for (Topic topic : Topic.values()) {
      listeners.put(topic, new CopyOnWriteArrayList<>());
    }
  }

  /** {@code listener} is called at every ring, by the thread that rings. */
  public final void onRing(Topic topic, Listener listener) {
    of(topic).add(listener);
  }

  /** Called after the commit that made something new. */
  public void ring(Topic topic) {
    tell(topic, true);
  }

  final void tell(Topic topic, boolean here) {
    of(topic).forEach(listener -> listener.rung(here));
  }

  private List<Listener> of(Topic topic) {
    return listeners.getOrDefault(topic, List.of());
  }
}
