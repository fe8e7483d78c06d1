package io.xiaoer.guide;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.backup.LastBackup;
import io.xiaoer.health.SystemReport;
import io.xiaoer.health.SystemReport.Disk;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.Account;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can be told from here at once, without asking anybody. */
final class MachineChecks {
  private static final long DISK_FREE_MIN = 2L << 30; // as the alert XiaoerDiskFilling
  private static final double DISK_SHARE_MIN = 0.1;
  private static final long HEAP_MIN = 200L << 20; // the launcher gives 256 MB
  private static final Duration BACKUP_AGE_MAX = Duration.ofDays(2);

  private final SystemReport report;
  private final Accounts accounts;
  private final Path dataDir;

  MachineChecks(SystemReport report, Accounts accounts, Path dataDir) {
    this.report = report;
    this.accounts = accounts;
    this.dataDir = dataDir;
  }

  Finding disk() {
    return disk(report.disk());
  }

  static Finding disk(Disk disk) {
    if (disk.total() == 0) {
      return Finding.unknown("unread");
    }
    Map<String, Object> facts = Map.of("free_bytes", disk.free(), "total_bytes", disk.total());
    return disk.free() >= DISK_FREE_MIN && disk.free() >= disk.total() * DISK_SHARE_MIN
        ? Finding.good("enough", facts)
        : Finding.bad("little", facts);
  }

  static Finding memory(long heapBytesMax) {
    Map<String, Object> facts = Map.of("heap_bytes", heapBytesMax);
    return heapBytesMax >= HEAP_MIN ? Finding.good("enough", facts) : Finding.bad("little", facts);
  }

  Finding backup(Instant now) {
    return backup(LastBackup.read(dataDir), report.engine(), now);
  }

  static Finding backup(Optional<Instant> last, String engine, Instant now) {
    if (last.isEmpty()) {
      // Of PostgreSQL a backup may be made on any machine, and by other programs.
      return engine.equals("sqlite")
          ? Finding.bad("never", Map.of())
          : Finding.unknown("elsewhere");
    }
    Duration age = Duration.between(last.get(), now);
    Map<String, Object> facts = Map.of("at", last.get().toString(), "hours", age.toHours());
    return age.compareTo(BACKUP_AGE_MAX) <= 0
        ? Finding.good("fresh", facts)
        : Finding.bad("old", facts);
  }

  Finding secondAdministrator() {
    int count = administrators(accounts.all()).size();
    return count > 1
        ? Finding.good("there", Map.of("n", count))
        : Finding.bad("missing", Map.of("n", count));
  }

  Finding secondFactor() {
    return secondFactor(accounts.all(), accounts.withSecondFactor());
  }

  static Finding secondFactor(List<Account> all, Set<String> having) {
    long without =
        administrators(all).stream().filter(one -> !having.contains(one.username())).count();
    return without == 0
        ? Finding.good("all", Map.of())
        : Finding.bad("without", Map.of("n", without));
  }

  private static List<Account> administrators(List<Account> all) {
    return all.stream().filter(one -> one.active() && one.role() == Role.ADMINISTRATOR).toList();
  }
}
