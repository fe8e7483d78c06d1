package io.xiaoer.webhook;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the webhooks are, for who watches over the server. */
public final class WebhookStates {
  private WebhookStates() {}

  /**
   * One that takes nothing at the moment.
   *
   * @param disabled it is not even tried any more
   */
  public record Failing(long id, String host, boolean disabled) {}

  /** Those that a person paused, or a restore, are not among them. */
  public static List<Failing> failing(JdbcClient jdbc) {
    return WebhookTable.all(jdbc).stream()
        .filter(one -> one.state() != Webhook.State.ACTIVE)
        .filter(
            one -> one.reason() != Webhook.Reason.PERSON && one.reason() != Webhook.Reason.RESTORED)
        .map(one ->
            new Failing(one.id(), one.url().getHost(), one.state() == Webhook.State.DISABLED))
        .toList();
  }
}
