package io.xiaoer.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a measurement saw, as it is kept: one JSON file each. */
sealed interface Result {
  Instant at();

  Machine machine();

  /** Pushes at full speed. */
  record Pushes(
      Instant at, Machine machine, String jvmOptions, int secondsPerRound, List<Round> rounds)
      implements Result {}

  /** A full log beside an empty one, at full speed, and starts on the full one. */
  record FullLog(
      Instant at,
      Machine machine,
      String jvmOptions,
      int secondsPerRound,
      long rows,
      long fileMib,
      List<Round> rounds,
      List<Start> starts)
      implements Result {}

  /** From the push to an agent's browser. */
  record Live(
      Instant at,
      Machine machine,
      String jvmOptions,
      int perSecond,
      int seconds,
      long pushes,
      long seen,
      long p50Micros,
      long p90Micros,
      long p99Micros,
      long p999Micros,
      long maxMicros,
      long answerP50Micros,
      long answerP99Micros,
      long generatorLateMicrosMax,
      double serverCpuMicrosPerPush,
      long rssMib)
      implements Result {}

  /** Answers from the request to the agent who sees them accepted, while pushes come in. */
  record Send(
      Instant at,
      Machine machine,
      String jvmOptions,
      int customers,
      int agents,
      long answers,
      long accepted,
      int customersInOrder,
      double perSecond,
      long handedInP50Micros,
      long handedInP99Micros,
      long acceptedP50Micros,
      long acceptedP99Micros,
      long acceptedMaxMicros,
      int pushesPerSecond,
      long pushes,
      long pushP50Micros,
      long pushP99Micros,
      double serverCpuMicrosPerAnswer,
      long rssMib)
      implements Result {}

  /** Customers who come to a team, are assigned, or wait. */
  record Assign(
      Instant at,
      Machine machine,
      String jvmOptions,
      int agents,
      int shops,
      int perSecond,
      int seconds,
      long seen,
      long seenP50Micros,
      long seenP99Micros,
      long seenMaxMicros,
      int waiting,
      double planMillisMean,
      double planMillisMax,
      double applyMillisMax,
      int besidePerSecond,
      long manualP99Micros,
      long planningP99Micros,
      List<Long> rssMib)
      implements Result {}

  /**
   * Hostile patterns in hostile texts.
   *
   * @param plainP50Micros what a request takes without a pattern
   * @param worst the pairs that took longest
   */
  record Patterns(
      Instant at,
      Machine machine,
      String jvmOptions,
      int patterns,
      int refused,
      int texts,
      int rounds,
      long limitMicros,
      long plainP50Micros,
      long p50Micros,
      long p99Micros,
      long maxMicros,
      int overLimit,
      List<Pair> worst)
      implements Result {}

  /** A pattern and how a text begins. */
  record Pair(String pattern, String text, long micros) {}

  /** Start-up in several shapes. */
  record StartUp(Instant at, Machine machine, String jvmOptions, List<Start> starts)
      implements Result {}

  /** The first page of a search, on each engine. */
  record Search(
      Instant at,
      Machine machine,
      String jvmOptions,
      long messages,
      int asked,
      List<Searched> engines)
      implements Result {}

  /**
   * One engine.
   *
   * @param indexSeconds that the server took to put all into the index beside its other work; null
   *     when an earlier run did it and did not say
   */
  record Searched(
      String engine,
      @Nullable Double indexSeconds,
      long deskMib,
      long indexMib,
      long rssMib,
      List<Asked> kinds) {}

  /** Questions of one kind. */
  record Asked(String kind, long hitsP50, long p50Micros, long p99Micros, long maxMicros) {}

  /** One burst of one contestant. */
  record Round(
      String contestant,
      int connections,
      int round,
      long pushes,
      double perSecond,
      long p50Micros,
      long p99Micros,
      long p999Micros,
      long maxMicros,
      double serverCpuMicrosPerPush,
      SortedMap<String, Double> serverCpuMicrosPerPushByThread,
      double generatorCpuMicrosPerPush,
      long rssMib,
      @Nullable Long readerLag,
      SortedMap<String, Long> refused) {}

  /** One start of the server. */
  record Start(String shape, int round, long readyMillis, long rssMib, long cpuMillis) {}

  JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  default Path write(Path work) throws IOException {
    Path folder = Files.createDirectories(work.resolve("results"));
    Path file =
        folder.resolve("%s-%s.json".formatted(name(getClass()), at().toString().replace(":", "")));
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    System.err.println("load: " + file);
    return file;
  }

  /** The newest of each kind in the work folder. */
  static List<Result> newest(Path work) throws IOException {
    Path folder = work.resolve("results");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (var all = Files.list(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    List<Result> newest = new ArrayList<>();
    for (Class<?> kind : Result.class.getPermittedSubclasses()) {
      files.stream()
          .filter(file -> file.getFileName().toString().matches(name(kind) + "-\\d.*\\.json"))
          .findFirst()
          .ifPresent(file -> newest.add((Result) JSON.readValue(file.toFile(), kind)));
    }
    return newest;
  }

  static String name(Class<?> kind) {
    return kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
