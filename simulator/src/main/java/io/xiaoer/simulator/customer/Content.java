package io.xiaoer.simulator.customer;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** What a message says. A shop can send all but the last two. */
public sealed interface Content {
  record Text(String content) implements Content {}

  record Image(String cosUrl) implements Content {}

  record Video(String cosUrl, String coverUrl, int playSeconds) implements Content {}

  record File(String cosUrl) implements Content {}

  record ProductShare(String productId) implements Content {}

  record OrderShare(String orderId) implements Content {}

  /** Spoken; the shop is given the transcript only, or word that there is none. */
  record Voice(String transcript, Duration length, boolean understood) implements Content {}

  /** A kind the platform has not published; pushed as it stands. */
  record Other(String type, JsonNode fields) implements Content {}
}
