package io.xiaoer;

import io.xiaoer.secret.Seal;
import io.xiaoer.secret.SealKey;
import io.xiaoer.secret.SealedText;
import io.xiaoer.store.DataFolder;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./xiaoer seal}: a secret in, its sealed form for xiaoer.yaml out. */
@Command(
    name = "xiaoer seal",
    mixinStandardHelpOptions = true,
    versionProvider = ServeCommand.Versions.class,
    description =
        "Seals a secret for xiaoer.yaml. The value is asked for, or read from standard input; it is"
            + " not shown. What is printed takes its place: app-secret: sealed:…",
    footer = {
      "",
      "The key is the installation's own: xiaoer.secret-key,",
      "xiaoer.secret-key-file, or secret.key in the data folder, where it is made",
      "when it is not there yet."
    })
final class SealCommand implements Callable<Integer> {
  private static final int SEALED = 0;
  private static final int REFUSED = 2;

  /** No secret of the platform, no password and no private key is longer. */
  private static final int VALUE_BYTES_MAX = 64 << 10;

  @Mixin private Configured configured = new Configured();

  static CommandLine commandLine() {
    return new CommandLine(new SealCommand())
        .setParameterExceptionHandler(
            (wrong, _) -> refuse(wrong.getMessage() + " (./xiaoer seal --help lists the options)"));
  }

  @Override
  public Integer call() throws IOException {
    Optional<String> unreadable = configured.problem();
    if (unreadable.isPresent()) {
      return refuse(unreadable.get());
    }
    try {
      Seal seal = seal(configured.environment());
      return printSealed(seal);
    } catch (RuntimeException e) {
      List<String> lines = StartProblem.lines(e, configured.shownFile());
      if (lines.isEmpty()) {
        throw e;
      }
      lines.forEach(SealCommand::refuse);
      return REFUSED;
    }
  }

  private static int printSealed(Seal seal) throws IOException {
    Optional<String> value = value();
    if (value.isEmpty()) {
      return refuse(
          "standard output is not the terminal, so what is typed would be seen: redirect nothing,"
              + " or pipe the value in");
    }
    String clear = value.get();
    if (clear.isBlank()) {
      return refuse("nothing to seal: the value is empty");
    }
    System.out.println(SealedText.close(seal, clear));
    return SEALED;
  }

  /** Empty when it could not be typed unseen. */
  @SuppressWarnings("SystemConsoleNull") // since 25 it is null again where there is no terminal
  private static Optional<String> value() throws IOException {
    Console console = System.console();
    if (console != null && console.isTerminal()) {
      char[] typed = console.readPassword("Value (it is not shown): ");
      return Optional.of(typed == null ? "" : new String(typed));
    }
    if (inputIsTerminal()) {
      return Optional.empty();
    }
    InputStream in = System.in;
    byte[] bytes = in.readNBytes(VALUE_BYTES_MAX);
    // The end of line that echo and editors add is not part of a secret.
    return Optional.of(new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n$", ""));
  }

  private static boolean inputIsTerminal() {
    try {
      return new ProcessBuilder("test", "-t", "0")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no such program: not a system where the question arises
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** As configured; with neither key nor file for one, it is made where a start would make it. */
  private static Seal seal(StandardEnvironment environment) {
    Optional<Seal> configured = SealedSettings.key(environment);
    if (configured.isPresent()) {
      return configured.get();
    }
    try (DataFolder folder = DataFolder.open(SealedSettings.folder(environment))) {
      return SealKey.read(null, null, folder);
    }
  }

  private static int refuse(String line) {
    System.err.println("xiaoer: " + line);
    return REFUSED;
  }
}
