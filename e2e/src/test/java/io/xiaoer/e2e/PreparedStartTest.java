package io.xiaoer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's faster start: a help when it fits, and never in the way. */
class PreparedStartTest {
  @TempDir Path folder;

  @Test
  void itIsPreparedOnceAndWhateverIsWrongWithItTheServerStarts() throws Exception {
    Path root = Files.createDirectory(folder.resolve("installed"));
    Path target = Files.createDirectories(root.resolve("server/target"));
    Files.copy(Program.ROOT.resolve("xiaoer"), root.resolve("xiaoer"));
    Files.setPosixFilePermissions(
        root.resolve("xiaoer"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(
        Program.ROOT.resolve("server/target/xiaoer-server-app.jar"),
        target.resolve("xiaoer-server-app.jar"));

    assertThat(commandOf(serve(root, "")))
        .as("prepared by the first start")
        .contains("-XX:AOTCache=");
    Path note = target.resolve("prepared");
    assertThat(note).exists();

    Path cache = find(target, "server.aot");
    byte[] good = Files.readAllBytes(cache);
    Files.write(cache, java.util.Arrays.copyOf(good, good.length / 2));
    assertThat(commandOf(serve(root, "1"))).as("a cache cut in half").contains("-XX:AOTCache=");
    Files.writeString(cache, "no cache at all");
    assertThat(commandOf(serve(root, "1"))).as("something else").contains("-XX:AOTCache=");
    Files.write(cache, good);

    List<String> lines = Files.readAllLines(note);
    Files.writeString(note, lines.getFirst() + "\n" + lines.get(1) + "0\n");
    assertThat(commandOf(serve(root, "1")))
        .as("made by another JDK")
        .doesNotContain("-XX:AOTCache=");
    Files.writeString(note, "gone\n" + lines.get(1) + "\n");
    assertThat(beginningOf(serve(root, "1"))).as("half deleted").doesNotContain("-XX:AOTCache=");
    Files.writeString(note, "");
    assertThat(beginningOf(serve(root, "1")))
        .as("a note without words")
        .doesNotContain("-XX:AOTCache=");
  }

  private record Started(Program program, URI health) {}

  private Started serve(Path root, String noBuild) throws IOException {
    int port = Program.freePort();
    Path config = folder.resolve("xiaoer.yaml");
    Files.writeString(
        config, "server: {address: 127.0.0.1}\nxiaoer: {admin: {username: a, password: b}}\n");
    Program program =
        Program.start(
            folder.resolve("output.log"),
            root,
            Map.of("XIAOER_NO_BUILD", noBuild),
            List.of(
                root.resolve("xiaoer").toString(),
                "serve",
                "--config",
                config.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--port",
                String.valueOf(port)));
    return new Started(
        program, URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"));
  }

  /** Of the server that the launcher has started, once it is ready; it is ended then. */
  private static String commandOf(Started started) {
    try (Program program = started.program) {
      program.awaitAnswer(started.health);
      String command = commandOf(program);
      program.signal("TERM");
      program.await(Soon.AT_MOST);
      return command;
    }
  }

  /** The same before it is ready: how it starts is known by then. */
  private static String beginningOf(Started started) {
    try (Program program = started.program) {
      return Soon.await()
          .alias("the launcher has started a server")
          .until(() -> commandOf(program), command -> command.contains("-jar"));
    }
  }

  private static String commandOf(Program program) {
    return program.javaBelow().flatMap(java -> java.info().commandLine()).orElse("");
  }

  private static Path find(Path below, String name) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }
}
