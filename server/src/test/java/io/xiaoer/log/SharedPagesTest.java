package io.xiaoer.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.sdk.event.Format;
import io.xiaoer.shop.ShopId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SharedPagesTest {
  private static final int LIMIT = 10;

  private final List<Long> reads = new ArrayList<>();
  private long newest = 5;
  private int bytes = 8;
  private Runnable whileReading = () -> {};

  private final SharedPages pages =
      new SharedPages(
          LIMIT,
          from -> {
            reads.add(from);
            List<LogEntry> found =
                LongStream.rangeClosed(from + 1, Math.min(newest, from + LIMIT))
                    .mapToObj(this::entry)
                    .toList();
            whileReading.run();
            return found;
          });

  @Test
  void theSamePlaceIsReadOnce() {
    assertThat(after(0)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(after(0)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(after(3)).containsExactly(4L, 5L);
    assertThat(reads).containsExactly(0L);
  }

  @Test
  void whoHasAllOfItReadsOn() {
    after(0);
    newest = 7;
    assertThat(after(5)).containsExactly(6L, 7L);
    assertThat(after(2)).as("another page was kept").containsExactly(3L, 4L, 5L, 6L, 7L);
    assertThat(reads).containsExactly(0L, 5L, 2L);
  }

  @Test
  void nothingIsReadAgainAsSoonAsThereIsSomething() {
    assertThat(after(5)).isEmpty();
    newest = 6;
    assertThat(after(5)).containsExactly(6L);
  }

  @Test
  void aPartOfAFullPageSaysThatThereMayBeMore() {
    newest = 30;
    assertThat(pages.after(0).full()).isTrue();
    assertThat(pages.after(4).full()).isTrue();
    assertThat(after(4)).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(pages.after(25).full()).isFalse();
  }

  @Test
  void whatWasReadBeforeAChangeIsNotGivenAfterIt() {
    after(0);
    pages.forget();
    after(0);
    assertThat(reads).containsExactly(0L, 0L);

    pages.forget();
    whileReading = pages::forget;
    after(2);
    whileReading = () -> {};
    after(2);
    assertThat(reads).as("nor what was read meanwhile").containsExactly(0L, 0L, 2L, 2L);
  }

  @Test
  void largePagesAreNotKept() {
    bytes = 600_000;
    after(0);
    after(0);
    assertThat(reads).containsExactly(0L, 0L);
  }

  private List<Long> after(long seq) {
    return pages.after(seq).entries().stream().map(LogEntry::seq).toList();
  }

  private LogEntry entry(long seq) {
    return new LogEntry(
        seq,
        new ShopId("main"),
        "event",
        "oSomebody",
        String.valueOf(seq),
        null,
        Instant.EPOCH,
        Format.JSON,
        new byte[bytes]);
  }
}
