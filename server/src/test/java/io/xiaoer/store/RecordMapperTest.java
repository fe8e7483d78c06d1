package io.xiaoer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.RowMapper;

/** What both engines give back, mapped to records and read by hand. */
@ParameterizedClass
@EnumSource(Engine.class)
class RecordMapperTest {
  private static final Instant WRITTEN = Instant.parse("2026-11-29T18:20:08.123456Z");
  private static final long BEYOND_INT = 5_000_000_000L;

  @Parameter Engine engine;
  @TempDir Path folder;
  private Database database;

  enum Level {
    LOW,
    VERY_HIGH
  }

  record TextId(String value) {
    TextId {
      if (value.isBlank()) {
        throw new IllegalArgumentException("blank");
      }
    }
  }

  record NumberId(long value) {}

  /** Its components in another order than the columns. */
  @SuppressWarnings("ArrayRecordComponent") // compared field by field
  record Everything(
      Instant writtenAt,
      @Nullable Instant endedAt,
      boolean active,
      Level level,
      @Nullable Level formerLevel,
      TextId textId,
      @Nullable TextId formerTextId,
      NumberId smallId,
      NumberId largeId,
      long large,
      int small,
      @Nullable Long maybeLarge,
      @Nullable Integer maybeSmall,
      @Nullable String note,
      byte[] content) {}

  @BeforeEach
  void addRows() {
    database = engine.desk(folder);
    database.write(jdbc -> {
      jdbc.sql(
              """
              CREATE TABLE sample (
                small INTEGER, large BIGINT, active INTEGER, note TEXT, level TEXT,
                former_level TEXT, text_id TEXT, former_text_id TEXT, small_id BIGINT,
                large_id BIGINT, written_at BIGINT, ended_at BIGINT, maybe_large BIGINT,
                maybe_small INTEGER, content %s)
              """
                  .formatted(engine == Engine.SQLITE ? "BLOB" : "BYTEA"))
          .update();
      return jdbc.sql("INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
          .params(
              Arrays.asList(
                  7,
                  BEYOND_INT,
                  1,
                  null,
                  "very_high",
                  null,
                  "shop-1",
                  null,
                  3L,
                  BEYOND_INT,
                  Micros.of(WRITTEN),
                  null,
                  null,
                  null,
                  new byte[] {1, 2}))
          .update();
    });
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRecordIsFilledByTheNamesOfColumns() {
    Everything row = row(Everything.class, "*");
    assertThat(row)
        .usingRecursiveComparison()
        .isEqualTo(
            new Everything(
                WRITTEN,
                null,
                true,
                Level.VERY_HIGH,
                null,
                new TextId("shop-1"),
                null,
                new NumberId(3),
                new NumberId(BEYOND_INT),
                BEYOND_INT,
                7,
                null,
                null,
                null,
                new byte[] {1, 2}));
  }

  @Test
  void whatIsComputedIsReadByItsAlias() {
    record Computed(boolean ended, Instant newest, Level level, long rows) {}
    assertThat(
            row(
                Computed.class,
                """
                ended_at IS NOT NULL AS ended, max(written_at) OVER () AS newest, 'LOW' AS level,
                count(*) OVER () AS rows
                """))
        .isEqualTo(new Computed(false, WRITTEN, Level.LOW, 1));
  }

  @Test
  void nullIsAnErrorUnlessTheRecordAllowsIt() {
    record Large(long maybeLarge) {}
    record Active(boolean active) {}
    record Note(String note) {}
    record Id(TextId formerTextId) {}
    record Ended(Instant endedAt) {}
    assertRefused(Large.class, "maybe_large", "column maybe_large is null");
    assertRefused(Active.class, "maybe_small AS active", "column active is null");
    assertRefused(Note.class, "note", "column note is null");
    assertRefused(Id.class, "former_text_id", "column former_text_id is null");
    assertRefused(Ended.class, "ended_at", "column ended_at is null");
  }

  @Test
  void aNumberThatDoesNotFitIsNotCutOff() {
    record Small(int large) {}
    assertThatThrownBy(() -> row(Small.class, "large")).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void aNameOrAnIdThatIsNoneIsAnError() {
    record Leveled(Level level) {}
    record Known(TextId textId) {}
    assertRefused(Leveled.class, "'middle' AS level", "MIDDLE");
    assertRefused(Known.class, "'' AS text_id", "blank");
  }

  @Test
  void aColumnThatIsMissingIsAnError() {
    record Misspelt(long largest) {}
    assertRefused(Misspelt.class, "large", "largest");
  }

  @Test
  void aTypeThatNoColumnHasIsRefusedBeforeAnythingIsRead() {
    record Pair(String one, String two) {}
    record Holder(Pair textId) {}
    assertThatThrownBy(() -> RecordMapper.of(Holder.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Pair");
  }

  @Test
  void aMapperByHandReadsTheSameTypes() {
    assertThat(byHand(row -> Columns.instant(row, "written_at"))).contains(WRITTEN);
    assertThat(byHand(row -> Columns.constant(row, "level", Level.class)))
        .contains(Level.VERY_HIGH);
    assertThat(byHand(row -> Columns.longOrNull(row, "large"))).contains(BEYOND_INT);
    assertThat(byHand(row -> Columns.integerOrNull(row, "small"))).contains(7);
  }

  @Test
  void aMapperByHandTellsNullFromZero() {
    assertThat(byHand(row -> Columns.instantOrNull(row, "ended_at"))).isEmpty();
    assertThat(byHand(row -> Columns.constantOrNull(row, "former_level", Level.class))).isEmpty();
    assertThat(byHand(row -> Columns.longOrNull(row, "maybe_large"))).isEmpty();
    assertThat(byHand(row -> Columns.integerOrNull(row, "maybe_small"))).isEmpty();
    assertThatThrownBy(() -> byHand(row -> Columns.instant(row, "ended_at")))
        .hasStackTraceContaining("column ended_at is null");
  }

  private <T extends Record> T row(Class<T> type, String columns) {
    return database.read(jdbc ->
        jdbc.sql("SELECT %s FROM sample".formatted(columns)).query(RecordMapper.of(type)).single());
  }

  private <T extends Record> void assertRefused(Class<T> type, String columns, String why) {
    assertThatThrownBy(() -> row(type, columns)).hasStackTraceContaining(why);
  }

  @FunctionalInterface
  private interface ByHand {
    @Nullable Object of(ResultSet row) throws SQLException;
  }

  private Optional<Object> byHand(ByHand reading) {
    RowMapper<Optional<Object>> mapper = (row, _) -> Optional.ofNullable(reading.of(row));
    return database.read(jdbc -> jdbc.sql("SELECT * FROM sample").query(mapper).single());
  }
}
