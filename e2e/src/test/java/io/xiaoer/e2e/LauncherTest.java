package io.xiaoer.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./xiaoer} does before a program of ours runs. */
class LauncherTest {

  /** A JVM announces each of them on the same stream as its version. */
  @ParameterizedTest
  @ValueSource(
      strings = {"JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JDK_JAVAC_OPTIONS"})
  void theJdkIsFoundWhateverOptionsTheEnvironmentHas(String variable) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(Program.ROOT.resolve("xiaoer").toString(), "build"));
    builder.environment().put("XIAOER_NO_BUILD", "1"); // finds the JDK, and has nothing to do
    builder.environment().put(variable, "-Dfile.encoding=UTF-8");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).isEmpty();
    assertThat(process.exitValue()).isZero();
  }
}
