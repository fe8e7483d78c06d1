package io.xiaoer;

import io.xiaoer.http.Bulkhead;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import picocli.CommandLine;

/** The server. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class XiaoerApplication {
  /** What the jar does besides serving, by its first argument. */
  private static final Map<String, Supplier<CommandLine>> COMMANDS =
      Map.of(
          "seal", SealCommand::commandLine,
          "backup", BackupCommand::commandLine,
          "replay", ReplayCommand::commandLine,
          "restore", RestoreCommand::commandLine);

  /**
   * Runs the command line; 2 for what the operator can mend, as a wrong option or configuration.
   */
  public static void main(String[] arguments) {
    Bulkhead.of(Runtime.getRuntime().availableProcessors()).claimCarriers();
    Supplier<CommandLine> other = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
    int exitCode =
        other == null
            ? ServeCommand.commandLine().execute(arguments)
            : other.get().execute(Arrays.copyOfRange(arguments, 1, arguments.length));
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
