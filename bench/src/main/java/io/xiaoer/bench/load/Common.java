package io.xiaoer.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Option;

/** What every measurement can be told. */
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class Common {
  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "where servers keep their data and results are written (bench/target/load)")
  private Path work = project().resolve("bench/target/load");

  @Option(
      names = "--server-jar",
      paramLabel = "FILE",
      description = "the server (server/target/xiaoer-server-app.jar)")
  private Path serverJar = project().resolve("server/target/xiaoer-server-app.jar");

  @Option(
      names = "--server-setting",
      paramLabel = "KEY=VALUE",
      description = "a setting of the server, as xiaoer.database.url=…; may be repeated")
  private Map<String, String> serverSettings = new LinkedHashMap<>();

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "-Xmx of every server (${DEFAULT-VALUE}, as ./xiaoer serve has it)")
  private String heap = "256m";

  @Option(
      names = "--jvm-option",
      paramLabel = "OPTION",
      description = "one more option of every server's JVM; may be repeated")
  private List<String> jvmOptions = new ArrayList<>();

  @Option(
      names = "--publish",
      description = "write the figures and plots of this run into docs/ when it is done")
  private boolean publish;

  Path work() throws IOException {
    return Files.createDirectories(work.toAbsolutePath().normalize());
  }

  Path serverJar() throws IOException {
    if (!Files.exists(serverJar)) {
      throw new IOException(serverJar + " is not there; ./xiaoer build makes it");
    }
    return serverJar.toAbsolutePath().normalize();
  }

  /** Those that a measurement needs, under those that were asked for. */
  Map<String, String> serverSettings(Map<String, String> needed) {
    Map<String, String> all = new LinkedHashMap<>(needed);
    all.putAll(serverSettings);
    return all;
  }

  /** In a folder of the work folder that is emptied first; {@code moreShops} or nothing. */
  Installation fresh(String name, String moreShops) throws IOException {
    return fresh(name, Map.of(), moreShops);
  }

  Installation fresh(String name, Map<String, String> needed, String moreShops) throws IOException {
    Path folder = work().resolve(name);
    deleteFolder(folder);
    return new Installation(folder, serverSettings(needed), moreShops);
  }

  ServerProcess start(Installation installation) throws IOException, InterruptedException {
    return installation.start(jvmOptions(), List.of("-jar", serverJar().toString()));
  }

  /** Keeps and prints what was seen, and publishes it where that was asked for. */
  void tell(Result result) throws IOException {
    result.write(work());
    System.out.println(Report.of(result));
    if (publish) {
      Report.publish(work());
    }
  }

  /** Of microseconds, up to ten minutes. */
  static Histogram histogram() {
    return new Histogram(600_000_000, 3);
  }

  static double millis(Histogram latency, double percentile) {
    return latency.getValueAtPercentile(percentile) / 1e3;
  }

  /** As the launcher starts the server. */
  List<String> jvmOptions() {
    List<String> options =
        new ArrayList<>(
            List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx" + heap));
    options.addAll(jvmOptions);
    return options;
  }

  String joinedJvmOptions() {
    return String.join(" ", jvmOptions());
  }

  /** The folder with the launcher, found from the working folder up. */
  static Path project() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("xiaoer")) && Files.exists(folder.resolve("bench"))) {
        return folder;
      }
    }
    return start;
  }

  static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
