package io.xiaoer.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.store.Database;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What it costs to find what is sent next does not grow with what waits. */
@ParameterizedClass
@EnumSource(Engine.class)
class DueTest {
  @Parameter Engine engine;
  @TempDir Path folder;

  @Test
  void theFirstOfEachCustomerIsFoundByTheIndexAlsoBeforeTheTableWasCounted() {
    try (Database database = engine.desk(folder)) {
      fill(database);
      assertThat(database.<String>read(this::plan))
          .contains("webhook_delivery_due", "webhook_delivery_order")
          .doesNotContain("Seq Scan", "Join", "Aggregate", "SCAN d", "SCAN e");
    }
  }

  private String plan(JdbcClient jdbc) {
    String explain = engine == Engine.SQLITE ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
    return jdbc
        .sql(explain + DeliveryTable.DUE.formatted(DeliveryTable.FIRST_OF_CUSTOMER))
        .param("webhook", 1L)
        .param("now", 20_000L)
        .param("limit", 20)
        .query()
        .listOfRows()
        .stream()
        .flatMap(row -> row.values().stream().map(String::valueOf))
        .collect(Collectors.joining("\n"));
  }

  private static void fill(Database database) {
    database.write(jdbc ->
        jdbc.sql(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                INSERT INTO webhook_delivery (webhook_id, event_id, type, source, sequence, customer,
                                              state, attempts, due_at)
                SELECT 1, 'e' || i, 'message.received', 'log', i, 'main|o' || (i % 500), 'pending',
                       0, i
                FROM n
                """)
            .update());
  }
}
