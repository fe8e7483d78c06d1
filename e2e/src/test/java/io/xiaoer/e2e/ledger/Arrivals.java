package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.ledger.SentFlaw.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What another system has been sent, each event when it came first: whoever drops the ids that they
 * know has this. Compared with the log of the server that sent it.
 */
final class Arrivals {
  private final Map<String, String> msgIds = new LinkedHashMap<>();
  private final Map<String, String> idsOfMessages = new HashMap<>();
  private final Map<String, Long> lastOfCustomers = new HashMap<>();
  private final List<SentFlaw> flaws = new ArrayList<>();
  private long again;

  /** {@code event}: a CloudEvent of a message. */
  synchronized void note(String event) {
    JsonNode read = JsonMapper.shared().readTree(event);
    String id = read.path("id").asString("");
    JsonNode data = read.path("data");
    String msgId = data.path("msg_id").asString("");
    if (msgIds.putIfAbsent(id, msgId) != null) {
      again++;
      if (!msgIds.get(id).equals(msgId)) {
        flaws.add(new SentFlaw(Kind.OTHER, id + " was " + msgIds.get(id) + ", then " + msgId));
      }
      return;
    }
    String before = idsOfMessages.putIfAbsent(msgId, id);
    if (before != null) {
      flaws.add(new SentFlaw(Kind.TWO_IDS, msgId + ": " + before + " and " + id));
    }
    long sequence = Long.parseLong(read.path("sequence").asString("0"));
    Long last = lastOfCustomers.put(data.path("open_id").asString(""), sequence);
    if (last != null && last > sequence) {
      flaws.add(new SentFlaw(Kind.OUT_OF_ORDER, id + " after " + last));
    }
  }

  synchronized int count() {
    return msgIds.size();
  }

  /** How often something came that was known. */
  synchronized long again() {
    return again;
  }

  /** Beside the whole log. */
  synchronized List<SentFlaw> flaws(Desk desk) throws IOException {
    List<SentFlaw> found = new ArrayList<>(flaws);
    Set<String> kept = new HashSet<>();
    List<Desk.Entry> page = desk.log(0);
    while (!page.isEmpty()) {
      for (Desk.Entry entry : page) {
        String id = "log-" + entry.seq();
        kept.add(id);
        String msgId = msgIds.get(id);
        if (msgId == null) {
          found.add(new SentFlaw(Kind.MISSING, id));
        } else if (!msgId.equals(entry.msgId())) {
          found.add(new SentFlaw(Kind.OTHER, id + " has " + msgId + " for " + entry.msgId()));
        }
      }
      page = desk.log(page.getLast().seq());
    }
    msgIds.keySet().stream()
        .filter(id -> !kept.contains(id))
        .forEach(id -> found.add(new SentFlaw(Kind.OTHER, id + " is not in the log")));
    return found;
  }
}
