package io.xiaoer;

import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogEntry;
import io.xiaoer.shop.ShopId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log that nothing comes to, so that a follower may always work. */
public final class QuietLog implements EventLog {
  @Override
  public List<LogEntry> after(long seq, int limit, @Nullable ShopId shop) {
    return List.of();
  }

  @Override
  public Portion next(long seq) {
    return new Portion(List.of(), false);
  }

  @Override
  public long lastSeq() {
    return 0;
  }

  @Override
  public void awaitAfter(long seq, Duration atMost) {}

  @Override
  public <T> T follow(Piece<T> piece) throws InterruptedException {
    return piece.work();
  }
}
