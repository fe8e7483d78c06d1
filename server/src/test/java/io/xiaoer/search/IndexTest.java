package io.xiaoer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.store.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The index beside a list in memory, on the real engines. */
@ParameterizedClass
@EnumSource(Engine.class)
class IndexTest {
  private static final int COMMON = Token.sign('的');
  private static final int BURST = Token.sign('爆');
  private static final int RARE = Token.sign('龘');

  @Parameter Engine engine;
  @TempDir Path folder;

  private Database database;
  private Index index;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    index =
        switch (engine) {
          case SQLITE -> new SqliteIndex();
          case POSTGRES -> new PostgresIndex();
        };
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** SQLite's only marks what is removed; what it has of it is found by a view of its words. */
  @Test
  void whatWasRemovedIsInNoSegmentAfterAPurge() {
    for (int batch = 0; batch < 6; batch++) {
      int first = batch * 100;
      database.write(jdbc -> {
        List<Document> some = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          some.add(new Document(first + i + 1, Set.of(COMMON, 1_000_000 + first + i)));
        }
        index.add(jdbc, some);
        return null;
      });
    }
    database.write(jdbc -> {
      for (int id = 1; id <= 600; id += 3) {
        index.remove(jdbc, id);
      }
      return null;
    });
    index.purge(database);
    long words =
        switch (engine) {
          case SQLITE ->
              database.write(jdbc -> {
                jdbc.sql(
                        "CREATE VIRTUAL TABLE temp.words"
                            + " USING fts5vocab(main, search_document, 'row')")
                    .update();
                return jdbc.sql("SELECT count(*) FROM temp.words").query(Long.class).single();
              });
          case POSTGRES ->
              database.read(jdbc ->
                  jdbc.sql("SELECT count(*) + 1 FROM search_document").query(Long.class).single());
        };
    assertThat(words).isEqualTo(401); // one of each that is left, and the common one
  }

  @Test
  void givesTheNewestFirstWhateverIsCommonRareOrCameInABurst() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Document> all = new ArrayList<>();
    long id = 1;
    for (int i = 0; i < 20_000; i++) {
      Set<Integer> tokens = new HashSet<>();
      tokens.add(random.nextInt(50));
      tokens.add(-1 - random.nextInt(2_000));
      if (random.nextInt(4) == 0) {
        tokens.add(COMMON);
      }
      if (i >= 5_000 && i < 12_000) {
        tokens.add(BURST); // more than fit in the smallest window, and none after
      }
      if (i % 9_999 == 7) {
        tokens.add(RARE);
      }
      all.add(new Document(id, tokens));
      id += i == 15_000 ? 40_000_000 : random.nextInt(20) == 0 ? 1 + random.nextInt(300) : 1;
    }
    database.write(jdbc -> {
      index.add(jdbc, all);
      return null;
    });
    List<IndexQuery> questions = new ArrayList<>();
    for (int token : List.of(COMMON, BURST, RARE, 7, -77, Token.sign('无'))) {
      questions.add(new IndexQuery(List.of(Set.of(token)), List.of()));
      questions.add(new IndexQuery(List.of(), List.of(both(token, -5))));
      questions.add(
          new IndexQuery(List.of(both(token, COMMON), Set.of(3)), List.of(Set.of(1, 2, 3))));
    }
    for (IndexQuery wanted : questions) {
      List<Long> expected =
          all.stream()
              .filter(document -> fits(document, wanted))
              .map(Document::id)
              .sorted(Comparator.reverseOrder())
              .toList();
      assertThat(paged(wanted, 5_000)).as("seed %d: %s", seed, wanted).isEqualTo(expected);
      assertThat(paged(wanted, 128).stream().limit(1_000).toList())
          .as("seed %d: %s, in small pages", seed, wanted)
          .isEqualTo(expected.stream().limit(1_000).toList());
    }
  }

  @Test
  void whatIsRemovedIsNotFoundAndItsIdMayComeAgain() {
    IndexQuery common = new IndexQuery(List.of(Set.of(COMMON)), List.of());
    IndexQuery rare = new IndexQuery(List.of(Set.of(RARE)), List.of());
    database.write(jdbc -> {
      index.add(
          jdbc, List.of(new Document(1, Set.of(COMMON)), new Document(2, Set.of(COMMON, RARE))));
      index.remove(jdbc, 2);
      index.remove(jdbc, 77); // was never there
      return null;
    });
    assertThat(paged(common, 10)).containsExactly(1L);
    assertThat(paged(rare, 10)).isEmpty();
    database.write(jdbc -> {
      index.add(jdbc, List.of(new Document(2, Set.of(COMMON))));
      return null;
    });
    assertThat(paged(common, 10)).containsExactly(2L, 1L);
    assertThat(paged(rare, 10)).isEmpty();
    database.write(jdbc -> {
      index.clear(jdbc);
      return null;
    });
    assertThat(paged(common, 10)).isEmpty();
  }

  private static Set<Integer> both(int one, int other) {
    return new HashSet<>(List.of(one, other));
  }

  private static boolean fits(Document document, IndexQuery wanted) {
    return (wanted.ways().isEmpty()
            || wanted.ways().stream().anyMatch(document.tokens()::containsAll))
        && wanted.choices().stream()
            .allMatch(choice -> choice.stream().anyMatch(document.tokens()::contains));
  }

  private List<Long> paged(IndexQuery wanted, int limit) {
    return database.read(jdbc -> {
      List<Long> found = new ArrayList<>();
      while (found.size() < 30_000) {
        List<Long> page =
            index.find(jdbc, wanted, found.isEmpty() ? Long.MAX_VALUE : found.getLast(), limit);
        found.addAll(page);
        if (page.size() < limit) {
          break;
        }
      }
      return found;
    });
  }
}
