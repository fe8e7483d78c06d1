package io.xiaoer.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.log.DeadLetters;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.Follower;
import io.xiaoer.store.Database;
import io.xiaoer.store.SeldomLog;
import io.xiaoer.store.Storage;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The figures of the system page, each read when it is asked for. */
public final class SystemReport {
  private static final Logger log = LoggerFactory.getLogger(SystemReport.class);
  private static final String QUEUE = "xiaoer.inbox.queue";

  private final SeldomLog unknownSize = SeldomLog.warnings(log);
  private final Storage storage;
  private final Path folder;
  private final Database desk;
  private final EventLog events;
  private final DeadLetters parked;
  private final List<Follower> followers;
  private final MeterRegistry registry;

  SystemReport(
      Storage storage,
      Path folder,
      Database desk,
      EventLog events,
      DeadLetters parked,
      List<Follower> followers,
      MeterRegistry registry) {
    this.storage = storage;
    this.folder = folder;
    this.desk = desk;
    this.events = events;
    this.parked = parked;
    this.followers = List.copyOf(followers);
    this.registry = registry;
  }

  /** How far a reader is behind the log, or another one behind what it follows. */
  public record Reader(String reader, long cursor, long lag) {}

  /** Of the disk that holds the data folder; {@code data}: the files of the folder itself. */
  public record Disk(long free, long total, long data) {}

  public String engine() {
    return switch (storage) {
      case Storage.Embedded _ -> "sqlite";
      case Storage.Postgres _ -> "postgresql";
    };
  }

  public List<Reader> readers() {
    long last = events.lastSeq();
    Stream<Reader> ofTheLog =
        parked.progress().stream()
            .map(one -> new Reader(one.reader(), one.cursor(), Math.max(0, last - one.cursor())));
    Stream<Reader> others =
        followers.stream().map(one -> new Reader(one.name(), one.cursor(), one.lag()));
    return Stream.concat(ofTheLog, others).toList();
  }

  /** Pushes that wait for this node's disk. */
  public long queue() {
    Gauge gauge = registry.find(QUEUE).gauge();
    return gauge == null ? 0 : Math.round(gauge.value());
  }

  public long lastSeq() {
    return events.lastSeq();
  }

  /** What the log takes on the disk. */
  public long logBytes() {
    return switch (storage) {
      case Storage.Embedded embedded -> sizes(embedded.file("inbox").getFileName() + "");
      case Storage.Postgres _ ->
          desk.read(jdbc ->
              jdbc.sql("SELECT pg_total_relation_size('event')").query(Long.class).single());
    };
  }

  public Disk disk() {
    try {
      FileStore store = Files.getFileStore(folder);
      return new Disk(store.getUsableSpace(), store.getTotalSpace(), sizes(""));
    } catch (IOException e) {
      unknownSize.say(
          "health: the disk size of %s cannot be read: %s".formatted(folder, e.getMessage()));
      return new Disk(0, 0, 0);
    }
  }

  /** Of the files whose name begins so; a database has two more beside it while it is open. */
  private long sizes(String beginning) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith(beginning))
          .filter(Files::isRegularFile)
          .mapToLong(SystemReport::size)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }
}
