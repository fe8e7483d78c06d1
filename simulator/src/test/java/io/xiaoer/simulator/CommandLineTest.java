package io.xiaoer.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
  private static final String SHOP =
      "{id: main, name: 小店, user-name: gh_0123456789ab, app-id: wx0123456789abcdef,"
          + " app-secret: s, token: t, encoding-aes-key:"
          + " abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG}";

  @TempDir private Path folder;

  private record Ended(int code, String out, String err) {}

  private static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        SimulatorApplication.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new Ended(line.execute(arguments), out.toString(), err.toString());
  }

  private Ended runWith(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("sim.yaml"), yaml);
    return run("--config", file.toString());
  }

  @Test
  void aWrongFileGetsOneLineThatNamesFileKeyAndMend() throws IOException {
    record Case(String yaml, String expected) {}
    String shops = "simulator:\n  shops:\n    - ";
    for (Case each :
        List.of(
            new Case("", "empty"),
            new Case("simulator: {", "not valid YAML"),
            new Case("simulatr: {}", "simulatr: unknown key (expected: simulator)"),
            new Case("simulator: {prt: 1}", "simulator.prt: unknown key"),
            new Case("simulator: {port: 70000}", "simulator.port: 70000 (expected: 0 to 65535)"),
            new Case("simulator: {port: x}", "simulator.port: x (expected: 0 to 65535)"),
            new Case("simulator: {time-scale: 0}", "simulator.time-scale: 0 (expected: a number"),
            new Case("simulator: {port: 1}", "simulator.shops: missing"),
            new Case(shops + "{id: a}", "simulator.shops[0].encoding-aes-key: missing"),
            new Case(
                shops + SHOP.replace("ABCDEFG", "ABCDEF"),
                "simulator.shops[0].encoding-aes-key: 42 characters (expected: 43)"),
            new Case(
                shops + SHOP.replace("}", ", mode: safe}"),
                "simulator.shops[0].mode: safe (expected: secure, compatible, plaintext)"),
            new Case(
                shops + SHOP.replace("}", ", push-url: localhost}"),
                "simulator.shops[0].push-url: localhost (expected: http://"),
            new Case(shops + SHOP.replace("}", ", colour: red}"), "shops[0].colour: unknown key"),
            new Case(
                shops + SHOP + "\n    - " + SHOP,
                "simulator.shops[1].id: main is there twice (expected: one shop each)"))) {
      Ended ended = runWith(each.yaml());
      assertThat(ended.code()).as(each.yaml()).isEqualTo(2);
      assertThat(ended.err().lines()).as(each.yaml()).hasSize(1);
      assertThat(ended.err()).contains("sim.yaml").contains(each.expected());
    }
  }

  @Test
  void wrongOptionsGetOneLineAndCode2() {
    for (String[] arguments :
        List.of(
            new String[] {"--prot", "1"},
            new String[] {"--port", "x"},
            new String[] {"--port", "70000"},
            new String[] {"--time-scale", "0"},
            new String[] {"--config", "/nowhere.yaml"},
            new String[] {"stray"})) {
      Ended ended = run(arguments);
      assertThat(ended.code()).as(arguments[0]).isEqualTo(2);
      assertThat(ended.err().lines()).as(arguments[0]).hasSize(1);
    }
  }

  @Test
  void helpAndVersionEndWell() {
    assertThat(run("--help").code()).isZero();
    assertThat(run("--help").out()).contains("--config", "--time-scale", "--demo");
    assertThat(run("--version").out()).startsWith("xiaoer-simulator");
  }

  @Test
  void aTakenPortIsNamed() {
    try (Platform other = Platform.start()) {
      Ended ended = run("--port", Integer.toString(other.baseUrl().getPort()));
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err()).contains("is taken");
    }
  }
}
