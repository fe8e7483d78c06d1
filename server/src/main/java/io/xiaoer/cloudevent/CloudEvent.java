package io.xiaoer.cloudevent;

/**
 * An event as it is sent.
 *
 * @param id the same each time
 * @param partitionKey whose events are in order: a shop, and a customer where it is about one
 */
public record CloudEvent(String id, String partitionKey, String json) {
  @Override
  public String toString() {
    return id;
  }
}
