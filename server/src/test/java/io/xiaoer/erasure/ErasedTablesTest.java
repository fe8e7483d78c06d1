package io.xiaoer.erasure;

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

/** A new table is either in somebody's erasure, or here with the reason why it need not be. */
class ErasedTablesTest {
  private static final Path MIGRATIONS = Path.of("src/main/resources/db");
  private static final Path MAIN = Path.of("src/main/java/io/xiaoer");

  /** By whose source it is erased. */
  private static final Map<String, String> ERASED =
      Map.ofEntries(
          Map.entry("after_sales_case", "aftersales/AfterSalesErasure.java"),
          Map.entry("shown_order", "aftersales/AfterSalesErasure.java"),
          Map.entry("assistant_replay_round", "assist/ReplayTable.java"),
          Map.entry("audit", "audit/Audit.java"),
          Map.entry("automatic_reply_due", "autoreply/AutoReplyErasure.java"),
          Map.entry("automatic_reply_sent", "autoreply/AutoReplyErasure.java"),
          Map.entry("automatic_reply_stop", "autoreply/AutoReplyErasure.java"),
          Map.entry("card_picture", "catalog/CatalogErasure.java"),
          Map.entry("catalog_item", "catalog/CatalogErasure.java"),
          Map.entry("look_up", "catalog/CatalogErasure.java"),
          Map.entry("conversation", "conversation/ConversationErasure.java"),
          Map.entry("conversation_event", "conversation/ConversationErasure.java"),
          Map.entry("conversation_trail", "conversation/ConversationErasure.java"),
          Map.entry("message", "conversation/ConversationErasure.java"),
          Map.entry("undone_answer", "conversation/ConversationErasure.java"),
          Map.entry("customer", "customer/CustomerErasure.java"),
          Map.entry("customer_tag", "customer/CustomerErasure.java"),
          Map.entry("draft", "draft/DraftErasure.java"),
          Map.entry("erasure", "erasure/ErasureTable.java"),
          Map.entry("event", "log/LogErasure.java"),
          Map.entry("event_variant", "log/LogErasure.java"),
          Map.entry("parked_event", "log/LogErasure.java"),
          Map.entry("media_file", "media/MediaErasure.java"),
          Map.entry("media_upload", "media/MediaErasure.java"),
          Map.entry("medium", "media/MediaErasure.java"),
          Map.entry("notice", "notice/NoticeErasure.java"),
          Map.entry("notice_attempt", "notice/NoticeErasure.java"),
          Map.entry("proposal", "proposal/ProposalErasure.java"),
          Map.entry("purchase", "purchase/PurchaseErasure.java"),
          Map.entry("saved_view", "savedfilter/SavedFilterErasure.java"),
          Map.entry("search_document", "search/SearchErasure.java"),
          Map.entry("suggestion_answer", "suggest/SuggestionTable.java"),
          Map.entry("suggestion_question", "suggest/SuggestionTable.java"),
          Map.entry("webhook_attempt", "webhook/WebhookErasure.java"),
          Map.entry("webhook_delivery", "webhook/WebhookErasure.java"));

  /** Why nothing of a customer is in it. */
  private static final Map<String, String> KEPT =
      Map.ofEntries(
          Map.entry("agent_group", "the team's"),
          Map.entry("agent_group_member", "the team's"),
          Map.entry("api_change", "what the platform announced to everybody"),
          Map.entry("api_key", "of other systems"),
          Map.entry("assignment_rule", "a shop's rules"),
          Map.entry("assistant_count", "how many drafts an agent had on a day; no text"),
          Map.entry("assistant_replay", "which model was tried, when and by whom; no text"),
          Map.entry("assistant_setting", "the team's"),
          Map.entry("auto_close", "a shop's rules"),
          Map.entry("automatic_reply", "what the team says to all"),
          Map.entry("automatic_reply_log", "which rule, when and why; no text"),
          Map.entry("callback_address", "addresses of the platform"),
          Map.entry("callback_list", "addresses of the platform"),
          Map.entry("change", "numbers of conversations and messages"),
          Map.entry("connected_user", "the team's"),
          Map.entry("conversation_event_cursor", "places"),
          Map.entry("erasure_step", "words of steps"),
          Map.entry("guide_dismissal", "the team's"),
          Map.entry("holiday_calendar", "public holidays"),
          Map.entry("kafka_place", "places"),
          Map.entry("lease", "nodes"),
          Map.entry("log_head", "a place"),
          Map.entry("masking_rule", "roles"),
          Map.entry("mcp_count", "how much a key wrote on a day; no text"),
          Map.entry("media_vault", "the folder's word"),
          Map.entry("missed_conversation", "who missed which number, for figures"),
          Map.entry("node", "nodes"),
          Map.entry("notice_alarm", "the server's state"),
          Map.entry("notice_call", "that somebody was called, by numbers; texts are in notice"),
          Map.entry("notice_channel", "the team's"),
          Map.entry("notice_ladder", "a shop's rules"),
          Map.entry("notice_link", "the team's"),
          Map.entry("notice_setting", "the team's"),
          Map.entry("outbox", "an erasure is refused while anything of the customer is in it"),
          Map.entry("phone_duty", "the team's"),
          Map.entry("phrase", "what the team says to all"),
          Map.entry("presence_span", "the team's"),
          Map.entry("push_device", "the team's"),
          Map.entry("push_key", "the installation's"),
          Map.entry("quarantined_push", "sealed and unreadable, so nobody knows whose it is"),
          Map.entry("public_address", "the server's own"),
          Map.entry("queue_rule", "a shop's rules"),
          Map.entry("reader_cursor", "places"),
          Map.entry("recovery_code", "the team's"),
          Map.entry("report_preset", "the team's"),
          Map.entry("retention_place", "places"),
          Map.entry("retention_preview", "days and counts"),
          Map.entry("retention_rule", "days"),
          Map.entry("retention_step", "counts"),
          Map.entry("retention_sweep", "times"),
          Map.entry("round", "numbers, times and agents, for figures"),
          Map.entry("round_page", "the same as round"),
          Map.entry("round_progress", "a place"),
          Map.entry("seal_check", "a known text"),
          Map.entry("search_progress", "a place"),
          Map.entry("passkey", "the team's"),
          Map.entry("passkey_challenge", "the team's"),
          Map.entry("second_factor", "the team's"),
          Map.entry("second_factor_rule", "the team's"),
          Map.entry("sending_trouble", "what the platform said of a shop"),
          Map.entry("session", "the team's"),
          Map.entry("shop", "shops"),
          Map.entry("shop_hours", "a shop's rules"),
          Map.entry("shop_pulse", "times"),
          Map.entry("shop_standing", "shops"),
          Map.entry("shop_version", "a number"),
          Map.entry("sso_identity", "the team's"),
          Map.entry("staff", "the team's"),
          Map.entry("state_log", "the team's"),
          Map.entry("suggestion_phrase", "numbers of what the team says to all"),
          Map.entry("suggestion_place", "a place"),
          Map.entry("suggestion_progress", "places"),
          Map.entry("suggestion_setting", "a shop's rules"),
          Map.entry("webhook", "other systems"),
          Map.entry("wording_rules", "a shop's rules"),
          Map.entry("writer_probe", "a time"));

  private static final Pattern CREATED =
      Pattern.compile("(?i)CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?(\\w+)");

  @Test
  void everyTableIsErasedOrNamedWithAReason() throws IOException {
    Set<String> created = new TreeSet<>();
    try (Stream<Path> files = Files.walk(MIGRATIONS)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".sql")).toList()) {
        CREATED
            .matcher(Files.readString(file))
            .results()
            .map(found -> found.group(1))
            .forEach(created::add);
      }
    }
    assertThat(Stream.concat(ERASED.keySet().stream(), KEPT.keySet().stream()).toList())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(created);
  }

  @Test
  void whoErasesATableNamesIt() {
    assertThat(ERASED)
        .allSatisfy((table, source) ->
            assertThat(source(source))
                .as(source)
                .containsPattern(
                    table.equals("search_document")
                        ? "index\\.remove"
                        : "(UPDATE|DELETE FROM) " + table + "\\b"));
  }

  @Test
  void theListForOperatorsNamesEveryTableThatIsErased() {
    String list = Sources.text("docs/operate/erasure.md");
    assertThat(ERASED.keySet().stream().filter(table -> !list.contains("`" + table + "`")))
        .isEmpty();
    assertThat(KEPT.keySet().stream().filter(table -> !list.contains("`" + table + "`"))).isEmpty();
  }

  private static String source(String file) {
    try {
      return Files.readString(MAIN.resolve(file)).lines().collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new AssertionError(file, e);
    }
  }
}
