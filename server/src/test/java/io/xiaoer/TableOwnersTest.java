package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A table belongs to one feature, and no other writes to it. Reading another's table is listed, so
 * that whoever changes a table knows who looks at it. Comments are left out; SQL is found in string
 * literals, put together where they are joined by a plus.
 */
class TableOwnersTest {
  private static final Path SOURCES = Path.of("src/main/java/io/xiaoer");
  private static final Path MIGRATIONS = Path.of("src/main/resources/db");

  private static final Map<String, Set<String>> TABLES =
      Map.ofEntries(
          Map.entry("aftersales", Set.of("after_sales_case", "shown_order")),
          Map.entry("apikey", Set.of("api_key")),
          Map.entry(
              "assignment",
              Set.of(
                  "agent_group", "agent_group_member", "assignment_rule", "missed_conversation")),
          Map.entry(
              "assist",
              Set.of(
                  "assistant_count",
                  "assistant_replay",
                  "assistant_replay_round",
                  "assistant_setting")),
          Map.entry("audit", Set.of("audit")),
          Map.entry(
              "autoreply",
              Set.of(
                  "auto_close",
                  "automatic_reply",
                  "automatic_reply_due",
                  "automatic_reply_log",
                  "automatic_reply_sent",
                  "automatic_reply_stop")),
          Map.entry("catalog", Set.of("card_picture", "catalog_item", "look_up")),
          Map.entry("change", Set.of("change")),
          Map.entry("cluster", Set.of("lease")),
          Map.entry(
              "conversation",
              Set.of(
                  "conversation",
                  "conversation_event",
                  "conversation_event_cursor",
                  "conversation_trail",
                  "message",
                  "queue_rule",
                  "undone_answer")),
          Map.entry("customer", Set.of("customer", "customer_tag")),
          Map.entry("draft", Set.of("draft")),
          Map.entry("erasure", Set.of("erasure", "erasure_step")),
          Map.entry("health", Set.of("node", "shop_pulse")),
          Map.entry("presence", Set.of("connected_user", "phone_duty", "presence_span")),
          Map.entry("guide", Set.of("guide_dismissal", "public_address")),
          Map.entry("hours", Set.of("holiday_calendar", "shop_hours")),
          Map.entry("kafka", Set.of("kafka_place")),
          Map.entry(
              "log",
              Set.of(
                  "event",
                  "event_variant",
                  "log_head",
                  "parked_event",
                  "reader_cursor",
                  "writer_probe")),
          Map.entry("masking", Set.of("masking_rule")),
          Map.entry("mcp", Set.of("mcp_count")),
          Map.entry("media", Set.of("media_file", "media_upload", "media_vault", "medium")),
          Map.entry(
              "notice",
              Set.of(
                  "notice",
                  "notice_alarm",
                  "notice_attempt",
                  "notice_call",
                  "notice_channel",
                  "notice_ladder",
                  "notice_link",
                  "notice_setting",
                  "push_device",
                  "push_key")),
          Map.entry("phrase", Set.of("phrase")),
          Map.entry("platform", Set.of("api_change", "shop_standing")),
          Map.entry("proposal", Set.of("proposal")),
          Map.entry("purchase", Set.of("purchase")),
          Map.entry("quarantine", Set.of("quarantined_push")),
          Map.entry("receive", Set.of("callback_address", "callback_list")),
          Map.entry("report", Set.of("report_preset")),
          Map.entry(
              "retention",
              Set.of(
                  "retention_place",
                  "retention_preview",
                  "retention_rule",
                  "retention_step",
                  "retention_sweep")),
          Map.entry("round", Set.of("round", "round_page", "round_progress")),
          Map.entry("savedfilter", Set.of("saved_view")),
          Map.entry("search", Set.of("search_document", "search_progress")),
          Map.entry(
              "secondfactor",
              Set.of(
                  "passkey",
                  "passkey_challenge",
                  "recovery_code",
                  "second_factor",
                  "second_factor_rule")),
          Map.entry("secret", Set.of("seal_check")),
          Map.entry("send", Set.of("outbox", "sending_trouble")),
          Map.entry("shop", Set.of("shop", "shop_version")),
          Map.entry("sso", Set.of("sso_identity")),
          Map.entry("staff", Set.of("session", "staff", "state_log")),
          Map.entry(
              "suggest",
              Set.of(
                  "suggestion_answer",
                  "suggestion_phrase",
                  "suggestion_place",
                  "suggestion_progress",
                  "suggestion_question",
                  "suggestion_setting")),
          Map.entry("webhook", Set.of("webhook", "webhook_attempt", "webhook_delivery")),
          Map.entry("wording", Set.of("wording_rules")));

  /** Who reads what of another feature, in a join or because a whole page is read at once. */
  private static final Set<String> FOREIGN_READS =
      Set.of(
          // Whether anybody has written since an answer was proposed.
          "proposal message",
          // Which answer was accepted.
          "cloudevent message",
          // What a backup counts to say what it holds, and whether a place is empty.
          "backup change",
          "backup conversation",
          "backup event",
          "backup node",
          "backup staff",
          // Whose an order is, and with whom the case is talked about.
          "aftersales catalog_item",
          "aftersales conversation",
          "aftersales purchase",
          // Whose card it is.
          "catalog conversation",
          // Of those who wait for somebody, who has missed them.
          "assignment conversation",
          // Since when the present session is.
          "assist conversation_event",
          // Whether somebody had answered already.
          "assist message",
          // All that a decision leans on, in the transaction that decides.
          "autoreply conversation",
          "autoreply conversation_event",
          "autoreply customer",
          "autoreply message",
          "autoreply staff",
          // Display names beside user names.
          "conversation staff",
          // Notes stand beside a conversation, and are merged with its customer's other ones.
          "customer conversation",
          "customer message",
          "draft conversation",
          // Which message a file belongs to, and where else it is used.
          "media message",
          "media conversation",
          "media automatic_reply",
          "media phrase",
          // Who still waits when a message about them leaves, and the name that people gave them.
          "notice conversation",
          "notice customer",
          // With whom somebody wrote who paid.
          "purchase conversation",
          // What happened, and when it was written.
          "round conversation",
          "round conversation_event",
          "round message",
          "search conversation",
          "search customer",
          "search customer_tag",
          "search message",
          "search staff",
          "send conversation",
          "send message",
          // What was asked before an answer.
          "suggest message");

  private static final Pattern CREATED =
      Pattern.compile("(?i)CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?(\\w+)");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?<!:)//[^\n]*");
  private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
  private static final Pattern LITERAL =
      Pattern.compile("(?s)\"\"\"(.*?)\"\"\"|\"((?:\\\\.|[^\"\\\\\n])*)\"");
  private static final Pattern WRITTEN =
      Pattern.compile("\\b(?:INSERT INTO|UPDATE|DELETE FROM)\\s+(\\w+)");
  private static final Pattern READ = Pattern.compile("\\b(?:FROM|JOIN)\\s+(\\w+)");

  @Test
  void everyTableHasOneOwner() throws IOException {
    Set<String> created = new TreeSet<>();
    for (Path file : files(MIGRATIONS, ".sql")) {
      CREATED
          .matcher(Files.readString(file))
          .results()
          .map(found -> name(found))
          .forEach(created::add);
    }
    assertThat(TABLES.values().stream().flatMap(Set::stream).toList())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(created);
  }

  @Test
  void nobodyWritesToATableOfAnotherFeature() throws IOException {
    assertThat(foreign(WRITTEN)).isEmpty();
  }

  @Test
  void whoReadsATableOfAnotherFeatureIsListed() throws IOException {
    assertThat(foreign(READ)).isEqualTo(new TreeSet<>(FOREIGN_READS));
  }

  /** Feature and table, where the table is another's. */
  private static Set<String> foreign(Pattern use) throws IOException {
    Map<String, String> owners = new TreeMap<>();
    TABLES.forEach((owner, tables) -> tables.forEach(table -> owners.put(table, owner)));
    Set<String> found = new TreeSet<>();
    for (Path file : files(SOURCES, ".java")) {
      String feature = SOURCES.relativize(file).getName(0).toString();
      use.matcher(sql(Files.readString(file)))
          .results()
          .map(one -> name(one))
          .filter(table -> owners.containsKey(table) && !owners.get(table).equals(feature))
          .forEach(table -> found.add(feature + " " + table));
    }
    return found;
  }

  private static String sql(String source) {
    String code = JOINED.matcher(COMMENT.matcher(source).replaceAll("")).replaceAll("");
    return LITERAL
        .matcher(code)
        .results()
        .map(literal -> literal.group(1) == null ? literal.group(2) : literal.group(1))
        .collect(Collectors.joining("\n"));
  }

  private static String name(MatchResult found) {
    return found.group(1).toLowerCase(Locale.ROOT);
  }

  private static Set<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(file -> file.toString().endsWith(ending))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
