package io.xiaoer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.conversation.ConversationFilter.View;
import io.xiaoer.conversation.Conversations.Stretch;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a list costs does not grow with what was closed. */
@ParameterizedClass
@EnumSource(Engine.class)
class OpenListTest {
  private static final int CLOSED = 20_000;
  private static final int OPEN = 30;

  @Parameter Engine engine;
  @TempDir Path folder;

  @Test
  void theListsOfWhatIsOpenAreReadByAnIndexOfWhatIsOpen() {
    try (Database database = engine.desk(folder)) {
      fill(database);
      for (View view : List.of(View.MINE, View.QUEUE, View.COLLEAGUES)) {
        for (Stretch stretch : Stretch.values()) {
          for (PageCursor from : new @Nullable PageCursor[] {null, new PageCursor(false, 5, 5)}) {
            assertThat(plan(database, view, stretch, from))
                .as("%s %s %s", view, stretch, from == null ? "from the top" : "further down")
                .contains("conversation_open_")
                .doesNotContain("Seq Scan on conversation", "SCAN c\n");
          }
        }
      }
      assertThat(
              database.<String>read(jdbc ->
                  explained(
                      jdbc.sql(explain() + Assignments.LOADS).param("now", 1L).param("idle", 10))))
          .contains("conversation_open_");
    }
  }

  private String plan(Database database, View view, Stretch stretch, @Nullable PageCursor from) {
    return database.read(jdbc ->
        explained(
            stretch.statement(
                jdbc,
                explain(),
                new ConversationFilter(ShopScope.all(), view, "li", null, null),
                from,
                51,
                Instant.ofEpochSecond(1))));
  }

  private String explain() {
    return engine == Engine.SQLITE ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
  }

  private static String explained(JdbcClient.StatementSpec statement) {
    return statement.query().listOfRows().stream()
        .map(row -> row.values().stream().map(String::valueOf).reduce("", (all, one) -> one))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private void fill(Database database) {
    database.write(jdbc ->
        jdbc.sql(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :all)
                INSERT INTO conversation (shop, open_id, created_at, last_message_at, assignee,
                                          closed_at, waiting_since)
                SELECT 'main', 'o' || i, 1, i, CASE i % 3 WHEN 0 THEN 'li' WHEN 1 THEN 'wang' END,
                       CASE WHEN i > :open THEN i END, CASE WHEN i % 2 = 0 THEN i END
                FROM n
                """)
            .param("all", CLOSED + OPEN)
            .param("open", OPEN)
            .update());
    if (engine == Engine.POSTGRES) {
      database.write(jdbc -> jdbc.sql("ANALYZE conversation").update());
    }
  }
}
