package io.xiaoer.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

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
 * What an erasure removes of a customer is in their archive, or is here with the reason why not.
 */
class DisclosedTablesTest {
  private static final Path MAIN = Path.of("src/main/java/io/xiaoer");

  private static final Map<String, String> DISCLOSED =
      Map.ofEntries(
          Map.entry("after_sales_case", "aftersales/AfterSalesDisclosure.java"),
          Map.entry("shown_order", "aftersales/AfterSalesDisclosure.java"),
          Map.entry("audit", "disclosure/Disclosures.java"),
          Map.entry("catalog_item", "catalog/CatalogDisclosure.java"),
          Map.entry("conversation", "conversation/ConversationDisclosure.java"),
          Map.entry("conversation_trail", "conversation/ConversationDisclosure.java"),
          Map.entry("message", "conversation/ConversationDisclosure.java"),
          Map.entry("customer", "customer/CustomerDisclosure.java"),
          Map.entry("customer_tag", "customer/CustomerDisclosure.java"),
          Map.entry("draft", "draft/DraftDisclosure.java"),
          Map.entry("event", "log/LogDisclosure.java"),
          Map.entry("media_file", "media/MediaDisclosure.java"),
          Map.entry("medium", "media/MediaDisclosure.java"),
          Map.entry("notice", "notice/NoticeDisclosure.java"),
          Map.entry("proposal", "proposal/ProposalDisclosure.java"),
          Map.entry("purchase", "purchase/PurchaseDisclosure.java"),
          Map.entry("webhook_delivery", "webhook/WebhookDisclosure.java"));

  private static final Map<String, String> NOT_DISCLOSED =
      Map.ofEntries(
          Map.entry(
              "assistant_replay_round",
              "what a model would have said to messages that are in it; nobody was sent it"),
          Map.entry("automatic_reply_due", "which message is decided on in some seconds"),
          Map.entry("automatic_reply_sent", "the same as automatic_reply_log, which is in it"),
          Map.entry("automatic_reply_stop", "that two machines talk"),
          Map.entry("card_picture", "pictures of products"),
          Map.entry("look_up", "that an order is looked up in a moment"),
          Map.entry("conversation_event", "the same as conversation_trail and states of messages"),
          Map.entry("undone_answer", "ids of callers"),
          Map.entry("erasure", "there is none while there is a conversation"),
          Map.entry("event_variant", "another content of a push; the first one is in the messages"),
          Map.entry("parked_event", "places in the log"),
          Map.entry("media_upload", "addresses at the platform, sealed"),
          Map.entry("notice_attempt", "what channels of the team answered"),
          Map.entry("saved_view", "a person's own filter"),
          Map.entry("search_document", "numbers made of the messages"),
          Map.entry("suggestion_answer", "what the shop tells several customers"),
          Map.entry("suggestion_question", "numbers made of the messages"),
          Map.entry("webhook_attempt", "what receivers answered"));

  @Test
  void everyTableWithContentOfCustomersIsInTheirArchiveOrHasAReason() throws IOException {
    assertThat(Stream.concat(DISCLOSED.keySet().stream(), NOT_DISCLOSED.keySet().stream()).toList())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(erased());
  }

  @Test
  void whoDisclosesATableReadsIt() throws IOException {
    for (Map.Entry<String, String> one : DISCLOSED.entrySet()) {
      assertThat(Files.readString(MAIN.resolve(one.getValue())))
          .as(one.getKey())
          .containsPattern(
              switch (one.getKey()) {
                case "audit" -> "Audit\\.of";
                case "message" -> "conversations\\.stretch";
                case "medium" -> "ofConversation";
                case "media_file" -> "library\\.open";
                default -> "FROM " + one.getKey() + "\\b";
              });
    }
  }

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
