package io.xiaoer.cloudevent;

/**
 * An event by what it is made of: enough to keep, and to make it of whenever it is sent.
 *
 * @param id the same each time
 * @param sequence the place in the source
 * @param customer whose events are in order; empty: nobody's
 */
public record EventRef(String id, EventKind kind, Source source, long sequence, String customer) {
  /** Where an event comes from. */
  public enum Source {
    LOG,
    CONVERSATION
  }

  @Override
  public String toString() {
    return id;
  }
}
