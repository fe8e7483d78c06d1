package io.xiaoer.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that is copied first must compile. */
class DocumentedExampleTest {
  private static final Path PAGE = Path.of("../docs/simulator.md");
  private static final String IMPORTS =
      """
      import static org.assertj.core.api.Assertions.assertThat;

      import io.xiaoer.simulator.Customer;
      import io.xiaoer.simulator.Platform;
      import io.xiaoer.simulator.clock.HandTurnedClock;
      import io.xiaoer.simulator.fault.Fault;
      import io.xiaoer.simulator.junit.PlatformExtension;
      import java.time.Duration;
      import org.junit.jupiter.api.Test;
      import org.junit.jupiter.api.extension.ExtendWith;
      """;
  private static final String THE_READERS_DESK =
      """
        interface Desk {
          java.net.URI callbackUrl();
          void answers(String text);
        }
        Desk desk;
      """;

  @TempDir private Path folder;

  @Test
  void theExampleOfTheSimulatorsPageCompiles() throws IOException {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    assertThat(block.find()).as("a Java example in " + PAGE).isTrue();
    String name = "class MyDeskTest {\n";
    assertThat(block.group(1)).contains(name);
    String source = IMPORTS + block.group(1).replace(name, name + THE_READERS_DESK);

    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    var file =
        new SimpleJavaFileObject(
            URI.create("string:///MyDeskTest.java"), SimpleJavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    boolean compiled =
        compiler
            .getTask(
                complaints,
                null,
                null,
                List.of(
                    "-d",
                    folder.toString(),
                    "-proc:none",
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))),
                null,
                List.of(file))
            .call();
    assertThat(compiled).as(complaints + "\n" + source).isTrue();
  }
}
