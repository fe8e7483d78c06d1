package io.xiaoer.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A primary and its synchronous standby, replicated by streaming. What Patroni does in production
 * is done here step by step, by whoever calls: a standby is promoted only when it was in sync, the
 * new primary waits for no standby until it has one again, and the old one comes back as a standby
 * made anew from a base backup.
 */
public final class PostgresPair implements AutoCloseable {
  /** So that a standby that is being made finds what was written since its backup began. */
  private static final String OPTIONS = "-c wal_keep_size=1GB";

  /** A file of the server's settings that nobody else writes. */
  private static final String SETTINGS = "postgresql.auto.conf";

  /** Of one server alone; a standby begins without them, and gets its own log by streaming. */
  private static final Set<String> NOT_COPIED =
      Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_stat_tmp", "pg_subtrans");

  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "standby.signal", "backup_label.old", SETTINGS);

  /**
   * A walsender calls its standby synchronous a moment before commits wait for it; Patroni pauses
   * for as long.
   */
  private static final Duration NAMES_TAKE_EFFECT = Duration.ofSeconds(2);

  private final PostgresPrograms programs = PostgresPrograms.unpacked();
  private final List<Member> members =
      List.of(new Member("one", Program.freePort()), new Member("two", Program.freePort()));
  private Member primary = members.getFirst();

  private record Member(String name, int port) {}

  private PostgresPair() {}

  /** Running, the standby in sync. */
  public static PostgresPair start() {
    PostgresPair pair = new PostgresPair();
    pair.programs.initialize(pair.data(pair.primary));
    pair.programs.start(pair.data(pair.primary), pair.primary.port, OPTIONS);
    pair.addStandby();
    return pair;
  }

  /** For {@link Installation}: where both are, in xiaoer.yaml's words. */
  public String settings() {
    return settings(
        "127.0.0.1:%d,127.0.0.1:%d/postgres?targetServerType=primary"
            .formatted(members.getFirst().port, members.getLast().port));
  }

  /** The address of what is the standby now, as of whoever leads to one server. */
  public String settingsOfStandby() {
    return settings("127.0.0.1:%d/postgres".formatted(standby().port));
  }

  private static String settings(String address) {
    return """
      database: {url: "jdbc:postgresql://%s", username: %s, password: %s}
      secret-key: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    """
        .formatted(address, PostgresPrograms.USER, PostgresPrograms.PASSWORD);
  }

  /** Whether commits of the primary wait for the standby, and it has all of them. */
  public boolean isInSync() {
    return asksPrimary("SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
  }

  /** SIGKILL to all processes of the primary at once. */
  public void killPrimary() {
    signalAll(primary, "KILL");
  }

  /** It stops in the middle of whatever it does, and its connections stay open. */
  public void freezePrimary() {
    signalAll(primary, "STOP");
  }

  /** Commits of the primary wait until it is thawed. */
  public void freezeStandby() {
    signalAll(standby(), "STOP");
  }

  public void thawStandby() {
    signalAll(standby(), "CONT");
  }

  /** As an operator might who sees sessions hang: those that wait for the standby. */
  public void cancelWaiting() {
    asksPrimary(
        "SELECT count(pg_cancel_backend(pid)) > 0 FROM pg_stat_activity"
            + " WHERE wait_event = 'SyncRep'");
  }

  /** Of one that was frozen and has lost its place, or of a standby that nobody waits for. */
  public void killOther() {
    signalAll(standby(), "KILL");
  }

  /** With what it had when it was killed; it does not wait for its primary. */
  public void startStandby() {
    programs.start(data(standby()), standby().port, OPTIONS);
  }

  /** As nobody should: commits wait for no standby any more. */
  public void waitForNobody() {
    write(data(primary).resolve(SETTINGS), "");
    programs.run("pg_ctl", "-D", data(primary).toString(), "reload");
    Soon.await()
        .until(() -> asksPrimary("SELECT current_setting('synchronous_standby_names') = ''"));
  }

  /** The standby is the primary when this returns, and waits for no other one. */
  public void promote() {
    primary = standby();
    programs.run("pg_ctl", "-D", data(primary).toString(), "-w", "promote");
  }

  /** Makes the server that is down a standby; returns when it is in sync. */
  public void addStandby() {
    Member standby = standby();
    Path data = data(standby);
    if (Files.exists(data)) {
      PostgresPrograms.delete(data);
    }
    baseBackup(data);
    write(
        data.resolve(SETTINGS),
        "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s application_name=%s'\n"
            .formatted(
                primary.port, PostgresPrograms.USER, PostgresPrograms.PASSWORD, standby.name));
    write(data.resolve("standby.signal"), "");
    programs.own(data);
    programs.start(data, standby.port, OPTIONS);
    awaits("SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming'");
    write(
        data(primary).resolve(SETTINGS),
        "synchronous_commit = on\nsynchronous_standby_names = '%s'\n".formatted(standby.name));
    programs.run("pg_ctl", "-D", data(primary).toString(), "reload");
    Soon.await().alias("the standby is in sync").until(this::isInSync);
    Pace.pause(NAMES_TAKE_EFFECT.toMillis());
  }

  /** Ends both and leaves their data where they are, for who looks for a cause; says where. */
  public Path stop() {
    members.forEach(member -> signalAll(member, "KILL"));
    return programs.folder;
  }

  @Override
  public void close() {
    stop();
    programs.delete();
  }

  private Member standby() {
    return members.get(1 - members.indexOf(primary));
  }

  private Path data(Member member) {
    return programs.folder.resolve(member.name);
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s"
            .formatted(primary.port, PostgresPrograms.USER, PostgresPrograms.PASSWORD));
  }

  private boolean asksPrimary(String question) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      throw new AssertionError(question, e);
    }
  }

  private void awaits(String question) {
    Soon.await().alias(question).until(() -> asksPrimary(question));
  }

  /** What pg_basebackup does, which Maven's binaries lack. */
  private void baseBackup(Path into) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('standby', true)");
      copy(data(primary), into);
      try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        row.next();
        write(into.resolve("backup_label"), row.getString("labelfile"));
      }
    } catch (SQLException | IOException e) {
      throw new AssertionError("base backup", e);
    }
  }

  /** Of a running server: what goes away meanwhile is made again from its log. */
  private static void copy(Path from, Path into) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path relative = from.relativize(folder);
            Files.createDirectories(
                into.resolve(relative),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return NOT_COPIED.contains(relative.toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path relative = from.relativize(file);
            if (!LEFT_OUT.contains(relative.toString())) {
              try {
                Files.copy(file, into.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
              } catch (NoSuchFileException gone) {
                return FileVisitResult.CONTINUE;
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  /** Its first process is stopped before, so that it starts no more of them. */
  private void signalAll(Member member, String signal) {
    Optional<ProcessHandle> first = postmaster(member);
    if (first.isEmpty()) {
      return;
    }
    Program.signal(first.get().pid(), "STOP");
    List<ProcessHandle> all = Stream.concat(first.stream(), first.get().descendants()).toList();
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    all.forEach(process -> command.add(String.valueOf(process.pid())));
    try {
      new ProcessBuilder(command).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (signal.equals("KILL")) {
      Soon.await().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  private Optional<ProcessHandle> postmaster(Member member) {
    Path file = data(member).resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
