package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What other systems and browsers are shown: the log, and the conversations. */
final class Desk {
  static final int PAGE = 1_000;

  private final Supplier<URI> node;

  /** {@code node}: one that runs now. */
  Desk(Supplier<URI> node) {
    this.node = node;
  }

  record Entry(long seq, String msgId, String hash) {}

  record Shown(String openId, List<String> msgIds) {}

  /** One page of the log after {@code seq}; empty at its end. */
  List<Entry> log(long seq) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode event : get("/api/v1/events?limit=" + PAGE + "&after=" + seq).path("events")) {
      entries.add(
          new Entry(
              event.path("seq").asLong(),
              event.path("msg_id").asString(),
              Ledger.hash(event.path("raw").asString())));
    }
    return entries;
  }

  /** Every conversation with all its inbound messages, oldest first. */
  List<Shown> conversations() throws IOException {
    List<Shown> all = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get("/api/v1/conversations?limit=" + PAGE + "&cursor=" + cursor);
      for (JsonNode conversation : page.path("conversations")) {
        all.add(
            new Shown(
                conversation.path("open_id").asString(),
                messages(conversation.path("id").asString())));
      }
      cursor = page.path("next_cursor").asString("");
    } while (!cursor.isEmpty());
    return all;
  }

  /** The conversation in which somebody wrote last; under load another one in each moment. */
  String newest() throws IOException {
    return get("/api/v1/conversations?limit=1").path("conversations").path(0).toString();
  }

  private List<String> messages(String conversation) throws IOException {
    List<String> ids = new ArrayList<>();
    String before = "";
    while (true) {
      JsonNode page =
          get(
              "/api/v1/conversations/%s/messages?limit=%d%s"
                  .formatted(conversation, PAGE, before.isEmpty() ? "" : "&before=" + before));
      List<String> older = new ArrayList<>();
      for (JsonNode message : page.path("messages")) {
        if (message.path("direction").asString().equals("in")) {
          older.add(message.path("msg_id").asString());
        }
      }
      ids.addAll(0, older);
      if (!page.path("has_more").asBoolean()) {
        return ids;
      }
      before = page.path("messages").path(0).path("id").asString();
    }
  }

  private JsonNode get(String path) throws IOException {
    HttpResponse<String> response =
        Program.send(
            HttpRequest.newBuilder(node.get().resolve(path))
                .header("Authorization", "Bearer " + Installation.API_KEY));
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
    return JsonMapper.shared().readTree(response.body());
  }
}
