package io.xiaoer.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A table that an erasure removes something from has content of customers, and so it has a word
 * here: by whose source it is swept when it is old, or why it is not.
 */
class KeptTablesTest {
  private static final Path MAIN = Path.of("src/main/java/io/xiaoer");

  private static final Map<String, String> SWEPT =
      Map.ofEntries(
          Map.entry("event", "log/AgedLog.java"),
          Map.entry("event_variant", "log/AgedLog.java"),
          Map.entry("message", "conversation/AgedConversations.java"),
          Map.entry("conversation", "conversation/AgedConversations.java"),
          Map.entry("conversation_event", "conversation/AgedConversations.java"),
          Map.entry("conversation_trail", "conversation/AgedConversations.java"),
          Map.entry("medium", "media/AgedFiles.java"),
          Map.entry("media_file", "media/AgedFiles.java"),
          Map.entry("media_upload", "media/AgedFiles.java"),
          Map.entry("audit", "audit/Audit.java"),
          Map.entry("search_document", "search/SearchConfiguration.java"));

  private static final Map<String, String> NOT_SWEPT =
      Map.ofEntries(
          Map.entry(
              "after_sales_case", "numbers and states of a case, as long as the shop's record"),
          Map.entry("shown_order", "whose an order is"),
          Map.entry("assistant_replay_round", "goes by itself after 30 days"),
          Map.entry("automatic_reply_due", "goes by itself when it was decided"),
          Map.entry("automatic_reply_sent", "goes by itself"),
          Map.entry("automatic_reply_stop", "a time"),
          Map.entry("card_picture", "goes with its card"),
          Map.entry("catalog_item", "goes by itself when nobody touches it"),
          Map.entry("look_up", "goes when it was asked"),
          Map.entry("undone_answer", "goes by itself"),
          Map.entry("customer", "what people wrote down about who is still a customer"),
          Map.entry("customer_tag", "what people wrote down about who is still a customer"),
          Map.entry("draft", "not sent yet; its writer's"),
          Map.entry("erasure", "removed at its end"),
          Map.entry("parked_event", "waits for an operator, and holds its entry"),
          Map.entry("notice", "goes by itself"),
          Map.entry("notice_attempt", "goes by itself"),
          Map.entry("proposal", "goes by itself when somebody writes, or after two days"),
          Map.entry("purchase", "for figures: that an order was paid, and when"),
          Map.entry("saved_view", "a person's own"),
          Map.entry(
              "suggestion_answer",
              "what the shop tells several customers; one's alone has no text"),
          Map.entry("suggestion_question", "numbers made of messages; the oldest go by themselves"),
          Map.entry("webhook_attempt", "goes by itself when it was delivered"),
          Map.entry("webhook_delivery", "goes by itself when it was delivered"));

  @Test
  void everyTableWithContentOfCustomersHasAWordAboutHowLongItIsKept() throws IOException {
    assertThat(Stream.concat(SWEPT.keySet().stream(), NOT_SWEPT.keySet().stream()).toList())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(erased());
  }

  @Test
  void whoSweepsATableNamesIt() throws IOException {
    for (Map.Entry<String, String> one : SWEPT.entrySet()) {
      assertThat(Files.readString(MAIN.resolve(one.getValue())))
          .as(one.getKey())
          .containsPattern(
              one.getKey().equals("search_document")
                  ? "index\\.remove"
                  : "(UPDATE|DELETE FROM) " + one.getKey() + "\\b");
    }
  }

  @Test
  void thePageForOperatorsNamesEveryOne() {
    String page = Sources.text("docs/operate/retention.md");
    assertThat(
            Stream.concat(SWEPT.keySet().stream(), NOT_SWEPT.keySet().stream())
                .filter(table -> !page.contains("`" + table + "`")))
        .isEmpty();
  }

  /** As the test of erasures lists them. */
  private static Set<String> erased() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/xiaoer/erasure/ErasedTablesTest.java"));
    String list = source.substring(source.indexOf("ERASED ="), source.indexOf("KEPT ="));
    return Pattern.compile("Map\\.entry\\(\"(\\w+)\"")
        .matcher(list)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
