package io.xiaoer.sdk.event;

/** Who made a customer-service message, as {@code msg_event} tells. */
public enum Origin {
  /**
   * {@code EVENT_TYPE_SEND_MSG}, the only documented value, or no readable value at all: a message
   * taken for a customer's by mistake is seen by a person, one taken for an agent's is not.
   */
  CUSTOMER,
  /** Any other value: something that an agent or the system did. */
  OTHER
}
