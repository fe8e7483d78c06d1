package io.xiaoer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.xiaoer.Engine;
import io.xiaoer.QuietLog;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How messages come into the index, and out of it, on the real tables. */
@ParameterizedClass
@EnumSource(Engine.class)
class IndexerTest {
  private static final long AT = 1_763_884_800_000_000L;

  @Parameter Engine engine;
  @TempDir Path folder;

  private Database database;
  private Index index;
  private Search search;
  private Indexer indexer;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    index =
        switch (engine) {
          case SQLITE -> new SqliteIndex();
          case POSTGRES -> new PostgresIndex();
        };
    search = new Search(database, index, () -> Instant.EPOCH.plusSeconds(AT / 1_000_000));
    indexer = indexer(index, Lease.ofOne());
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO conversation (id, shop, open_id, created_at, last_message_at)
                VALUES (1, 'main', 'oA', 1, 1)
                """)
            .update());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Indexer indexer(Index into, Lease lease) {
    return new Indexer(
        database, into, new QuietLog(), new NodeSignals(), lease, new SimpleMeterRegistry());
  }

  @Test
  void takesAllThereIsInBatchesAndTellsHowFarItIs() {
    int messages = 1_234;
    write(1, messages);
    assertThat(indexer.lag()).isEqualTo(messages);
    assertThat(indexer.putSome()).isEqualTo(250);
    assertThat(indexer.lag()).isEqualTo(984);
    assertThat(indexer.cursor()).isEqualTo(250);
    assertThat(found("第250")).isEqualTo(1);
    assertThat(found("第251")).isZero();
    putAll();
    assertThat(indexer.lag()).isZero();
    assertThat(found("第1234")).isEqualTo(1);
    assertThat(indexer.putSome()).isZero();
  }

  @Test
  void aCrashBetweenIndexAndCursorLeavesNeither() {
    write(1, 10);
    Index dying = new Broken(index);
    assertThatThrownBy(() -> indexer(dying, Lease.ofOne()).putSome()).hasMessage("power is gone");
    assertThat(indexer.lag()).isEqualTo(10);
    assertThat(found("第3")).isZero();
    putAll();
    assertThat(found("第3")).as("once, not twice").isEqualTo(1);
  }

  @Test
  void aNodeThatHasLostTheLeasePutsNothingIn() {
    write(1, 3);
    Lease lost =
        new Lease() {
          @Override
          public boolean held() {
            return true;
          }

          @Override
          public void await(Duration atMost) {}

          @Override
          public void check(JdbcClient jdbc) {
            throw new IllegalStateException("lost");
          }
        };
    assertThatThrownBy(() -> indexer(index, lost).putSome()).hasMessage("lost");
    assertThat(indexer.lag()).isEqualTo(3);
    assertThat(found("第1")).isZero();
  }

  @Test
  void theIdOfTheNewestMessageThatWasUndoneMayComeAgain() {
    write(1, 3);
    putAll();
    database.write(jdbc -> {
      jdbc.sql("DELETE FROM message WHERE id = 3").update();
      indexer.in(jdbc, 3);
      return null;
    });
    assertThat(found("第3")).isZero();
    write(3, 3, "新的");
    assertThat(indexer.lag()).isEqualTo(1);
    putAll();
    assertThat(found("新的3")).isEqualTo(1);
    assertThat(found("第3")).isZero();
    assertThat(found("第2")).isEqualTo(1);
  }

  @Test
  void oneThatIsUndoneInTheMiddleLeavesTheOthers() {
    write(1, 3);
    putAll();
    database.write(jdbc -> {
      jdbc.sql("DELETE FROM message WHERE id = 2").update();
      indexer.in(jdbc, 2);
      return null;
    });
    assertThat(indexer.lag()).isZero();
    assertThat(found("第1")).isEqualTo(1);
    assertThat(found("第2")).isZero();
    assertThat(found("第3")).isEqualTo(1);
  }

  @Test
  void anIndexOfAnotherVersionIsMadeAnew() {
    write(1, 3);
    putAll();
    database.write(jdbc -> jdbc.sql("UPDATE search_progress SET version = 99").update());
    assertThat(indexer.lag()).isEqualTo(3);
    putAll();
    assertThat(indexer.lag()).isZero();
    assertThat(found("第2")).isEqualTo(1);
  }

  @Test
  void aRowThatNobodyCanReadHoldsUpNoOther() {
    write(1, 2);
    database.write(jdbc -> jdbc.sql("UPDATE message SET body = 'none' WHERE id = 1").update());
    putAll();
    assertThat(found("第2")).isEqualTo(1);
  }

  @Test
  void aFilterThatFitsFewGoesOnPageByPage() {
    write(1, 6_000);
    putAll();
    database.write(
        jdbc -> jdbc.sql("UPDATE message SET created_at = created_at - 1 WHERE id = 7").update());
    Instant from = Instant.EPOCH.plusSeconds(AT / 1_000_000 - 1);
    SearchQuery question =
        new SearchQuery(
            "", ShopScope.all(), from, from.plusMillis(1000), null, null, null, null, null);
    Search.Page page = search.find(question, Long.MAX_VALUE, 10);
    assertThat(page.hits()).isEmpty();
    assertThat(page.next()).isNotNull();
    page = search.find(question, page.next() == null ? 0 : page.next(), 10);
    assertThat(page.hits()).extracting(Hit::messageId).containsExactly(7L);
    assertThat(page.next()).isNull();
  }

  private void putAll() {
    while (indexer.putSome() > 0) {
      // on
    }
  }

  private void write(int from, int to) {
    write(from, to, "第");
  }

  private void write(int from, int to, String word) {
    database.write(jdbc -> {
      for (int id = from; id <= to; id++) {
        jdbc.sql(
                """
                INSERT INTO message (id, conversation_id, sort_key, direction, origin, type, body,
                                     created_at, received_at)
                VALUES (?, 1, '', 'in', 'customer', 'text', ?, ?, ?)
                """)
            .params(id, "{\"content\":\"%s%d号\"}".formatted(word, id), AT, AT)
            .update();
      }
      return null;
    });
  }

  private int found(String q) {
    return search
        .find(
            new SearchQuery(q, ShopScope.all(), null, null, null, null, null, null, null),
            Long.MAX_VALUE,
            50)
        .hits()
        .stream()
        .mapToInt(_ -> 1)
        .sum();
  }

  /** Dies after it has written. */
  private record Broken(Index index) implements Index {
    @Override
    public void add(JdbcClient jdbc, List<Document> documents) {
      index.add(jdbc, documents);
      throw new IllegalStateException("power is gone");
    }

    @Override
    public void remove(JdbcClient jdbc, long id) {
      index.remove(jdbc, id);
    }

    @Override
    public void purge(Database database) {
      index.purge(database);
    }

    @Override
    public void clear(JdbcClient jdbc) {
      index.clear(jdbc);
    }

    @Override
    public List<Long> find(JdbcClient jdbc, IndexQuery wanted, long before, int limit) {
      return index.find(jdbc, wanted, before, limit);
    }
  }
}
