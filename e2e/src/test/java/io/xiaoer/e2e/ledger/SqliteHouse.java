package io.xiaoer.e2e.ledger;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Pace;
import io.xiaoer.e2e.Program;
import io.xiaoer.e2e.ServerImage;
import io.xiaoer.e2e.disk.Disk;
import io.xiaoer.e2e.disk.PowerCut;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One server on its own files, below them a disk that can lose its power. */
final class SqliteHouse implements House {
  private static final int LOAD_MS_MIN = 300;
  private static final int LOAD_MS_MAX = 3_000;
  private static final int START_MS_MAX = 4_000;

  /** A call that is not reached by then, because a checkpoint is rare, is waited for no longer. */
  private static final long CALL_WITHIN_MS = 3_000;

  private final Installation installation;
  private final Disk disk;
  private final Times times = new Times();
  private @Nullable Program server;

  SqliteHouse(Path folder, ServerImage image) {
    installation = new Installation(folder, "", image);
    disk = Disk.below(installation.data(), folder.resolve("disk").toAbsolutePath());
  }

  @Override
  public List<URI> pushUrls() {
    return List.of(installation.desk("/callback/" + Installation.SHOP));
  }

  @Override
  public Desk desk() {
    return new Desk(() -> installation.desk("/"));
  }

  @Override
  public void start() {
    long began = System.nanoTime();
    Program starting = launch();
    server = starting;
    installation.awaitReady(starting);
    times.restarted(Duration.ofNanos(System.nanoTime() - began));
    // The starting server has synced its tables at least.
    if (disk.syncs() == 0) {
      throw new AssertionError("no sync was seen below the data folder: nothing is being tested");
    }
  }

  @Override
  public String suffer(Trouble trouble, Random random) {
    Program running = server;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    String what =
        switch (trouble) {
          case KILL -> killAtRandom(running, random);
          case KILL_WITHIN_A_CALL -> killWithinCall(running, random);
          case KILL_WHILE_STARTING -> killAtRandom(running, random) + ", " + killStarting(random);
          case POWER_CUT -> killAtRandom(running, random) + ", " + cutPower(random);
          case POWER_CUT_WITHIN_A_CALL -> killWithinCall(running, random) + ", " + cutPower(random);
          case POWER_CUT_WHILE_STARTING ->
              killAtRandom(running, random) + ", " + killStarting(random) + ", " + cutPower(random);
          case LYING_DISK -> {
            disk.lie();
            yield killAtRandom(running, random) + ", " + cutPower(random);
          }
          case KILL_AND_FORGET -> killAtRandom(running, random) + ", " + forget();
          case KILL_THE_READER,
              PAUSE,
              DATABASE_RESTART,
              DATABASE_CRASH,
              PRIMARY_KILLED,
              PRIMARY_AHEAD,
              PRIMARY_FROZEN ->
              throw new IllegalArgumentException(trouble + ": not with one server on its files");
        };
    start();
    return what;
  }

  private Program launch() {
    return installation.launchServer(disk.environment());
  }

  private static String killAtRandom(Program running, Random random) {
    long after = random.nextInt(LOAD_MS_MIN, LOAD_MS_MAX);
    Pace.pause(after);
    running.kill();
    return "killed after " + after + " ms";
  }

  private String killWithinCall(Program running, Random random) {
    Pace.pause(random.nextInt(LOAD_MS_MIN, LOAD_MS_MAX) / 2);
    Disk.Moment[] moments = Disk.Moment.values();
    Disk.Moment moment = moments[1 + random.nextInt(moments.length - 1)];
    // The database itself is only written by checkpoints: every thousand pages of the log.
    boolean checkpoint = random.nextInt(3) == 0;
    Disk.Kind kind = checkpoint ? Disk.Kind.DATABASE : Disk.Kind.WAL;
    boolean sync = moment == Disk.Moment.BEFORE_SYNC || moment == Disk.Moment.AFTER_SYNC;
    int countdown = 1 + random.nextInt(sync && checkpoint ? 2 : 60);
    disk.killWithin(moment, kind, countdown);
    boolean died = running.endsWithin(CALL_WITHIN_MS);
    disk.killNoMore();
    running.kill();
    return died
        ? "killed " + moment + " " + countdown + " of " + kind
        : "killed at last, " + moment + " " + countdown + " of " + kind + " was not reached";
  }

  private String killStarting(Random random) {
    Program starting = launch();
    long after = random.nextInt(START_MS_MAX);
    Pace.pause(after);
    starting.kill();
    return "killed " + after + " ms after its start";
  }

  private String cutPower(Random random) {
    PowerCut.Extent extent = random.nextInt(3) == 0 ? PowerCut.Extent.ALL : PowerCut.Extent.SOME;
    return "power cut, " + extent + " of " + disk.cutPower(extent, random);
  }

  private String forget() {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + installation.data().resolve("desk.db"));
        Statement statement = connection.createStatement()) {
      int told = statement.executeUpdate("DELETE FROM automatic_reply_sent");
      int due = statement.executeUpdate("DELETE FROM automatic_reply_due WHERE due_at IS NOT NULL");
      return "%d told and %d to be told forgotten".formatted(told, due);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  Installation installation() {
    return installation;
  }

  @Override
  public Times times() {
    return times;
  }

  @Override
  public void close() {
    Program running = server;
    if (running != null) {
      running.close();
    }
    disk.close();
  }
}
