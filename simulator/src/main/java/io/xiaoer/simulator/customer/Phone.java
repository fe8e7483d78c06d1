package io.xiaoer.simulator.customer;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One customer's conversation with one shop. */
public final class Phone {
  // The page draws them all; the shop keeps the rest.
  private static final int MESSAGES_KEPT_MAX = 2_000;

  private final String shop;
  private final String openId;
  private final String name;
  private final Deque<ChatMessage> messages = new ArrayDeque<>();
  private @Nullable Instant lastFromCustomer;
  private int answersSince;

  Phone(String shop, String openId, String name) {
    this.shop = shop;
    this.openId = openId;
    this.name = name;
  }

  public String shop() {
    return shop;
  }

  public String openId() {
    return openId;
  }

  /** What the page calls the customer; a shop is never told. */
  public String name() {
    return name;
  }

  public synchronized List<ChatMessage> messages() {
    return List.copyOf(messages);
  }

  public synchronized Optional<ChatMessage> message(String msgId) {
    return messages.stream().filter(message -> message.msgId().equals(msgId)).findFirst();
  }

  /** Empty when the customer never said anything. */
  public synchronized Optional<Allowance> allowance(Instant now) {
    return Optional.ofNullable(lastFromCustomer).map(last -> Allowance.at(now, last, answersSince));
  }

  synchronized void said(ChatMessage message) {
    lastFromCustomer = message.at();
    answersSince = 0;
    keep(message);
  }

  /** Takes the answer if the allowance covers it; judged and booked in one step. */
  synchronized Optional<Allowance> heard(ChatMessage message) {
    Optional<Allowance> allowance = allowance(message.at());
    if (allowance.isPresent() && allowance.get() instanceof Allowance.Granted) {
      answersSince++;
      keep(message);
    }
    return allowance;
  }

  private void keep(ChatMessage message) {
    messages.addLast(message);
    if (messages.size() > MESSAGES_KEPT_MAX) {
      messages.removeFirst();
    }
  }
}
