package io.xiaoer.e2e.starter;

import io.xiaoer.e2e.Installation;
import io.xiaoer.e2e.Program;
import io.xiaoer.simulator.envelope.Keys;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One instance of the sample. */
final class SampleNode implements AutoCloseable {
  private static final Path JAR = Program.ROOT.resolve("sample/target/xiaoer-sample-app.jar");

  /** Nobody is answered: no message asks whether somebody is there. */
  private static final String NOWHERE = "http://127.0.0.1:9";

  private final Path log;
  private final String database;
  private final int port = Program.freePort();
  private Program program;

  SampleNode(Path folder, int number, String database) {
    if (!Files.exists(JAR)) {
      throw new AssertionError(JAR + " is not built; run ./xiaoer test");
    }
    log = folder.resolve("node" + number + ".log");
    this.database = database;
    program = launch();
  }

  private Program launch() {
    Keys keys = Installation.keys();
    return Program.start(
        log,
        Map.of(
            "DATABASE_URL",
            database,
            "SHOP_APP_ID",
            keys.appId(),
            "SHOP_APP_SECRET",
            "thisIsTheAppSecretOfTheShop",
            "SHOP_TOKEN",
            keys.token(),
            "SHOP_ENCODING_AES_KEY",
            keys.encodingAesKey(),
            "SHOP_API",
            NOWHERE),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-jar",
            JAR.toString(),
            "--server.port=" + port,
            "--xiaoer.inbox.claim-time=5s",
            "--spring.main.banner-mode=off"));
  }

  URI pushUrl() {
    return URI.create("http://127.0.0.1:" + port + "/callback/" + Installation.SHOP);
  }

  void awaitReady() {
    program.awaitAnswer(URI.create("http://127.0.0.1:" + port + "/actuator/health"));
  }

  /** SIGKILL. */
  void kill() {
    program.kill();
  }

  void startAgain() {
    program = launch();
  }

  @Override
  public void close() {
    program.close();
  }
}
