package io.xiaoer;

import io.xiaoer.backup.Progress;
import io.xiaoer.backup.Restore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./xiaoer restore}: a backup into an empty place. */
@Command(
    name = "xiaoer restore",
    mixinStandardHelpOptions = true,
    versionProvider = ServeCommand.Versions.class,
    description =
        "Brings a backup back into an empty data folder or database, whole or not at all. Checks"
            + " the whole archive first. The server must not run.",
    footer = {
      "",
      "First bring back xiaoer.yaml and the installation's key (secret.key in the",
      "data folder). Answers that were on their way are in doubt afterwards, for",
      "people to decide; webhooks are paused until somebody resumes them; everybody",
      "logs in anew. When it is broken off, the server does not start until it was",
      "run again.",
      "",
      "Exit codes: 0 done, 1 broken off, 2 refused, and nothing was changed."
    })
final class RestoreCommand implements Callable<Integer> {
  private static final int REFUSED = 2;

  @Parameters(paramLabel = "FILE", description = "what xiaoer backup has made")
  private Path file = Path.of("");

  @Mixin private Configured configured = new Configured();

  @Option(
      names = "--replace",
      description =
          "also where something is: files of SQLite are put aside, rows in PostgreSQL are deleted")
  private boolean replace;

  static CommandLine commandLine() {
    return new CommandLine(new RestoreCommand())
        .setParameterExceptionHandler((wrong, _) -> {
          System.err.println(
              "xiaoer: " + wrong.getMessage() + " (./xiaoer restore --help lists the options)");
          return REFUSED;
        });
  }

  @Override
  public Integer call() {
    return BackupCommand.run(
        configured,
        settings -> {
          Restore.Restored restored =
              new Restore(
                      settings,
                      Wiring.postgres(settings),
                      Wiring.machineClock(),
                      new Progress(line -> System.err.println("xiaoer: " + line)))
                  .bringBack(file, replace);
          System.out.printf(
              "%s messages and events and %s files are back%n",
              restored.entries(), restored.files());
          if (restored.inDoubt() > 0) {
            System.err.println(
                "xiaoer: %s answers were on their way when the backup was taken; the desk shows them as unknown"
                    .formatted(restored.inDoubt()));
          }
          if (restored.missing() > 0) {
            System.err.println(
                "xiaoer: %s files were missing when the backup was taken (missing.txt in it)"
                    .formatted(restored.missing()));
          }
          if (!restored.replaced().isEmpty()) {
            System.err.println("xiaoer: what was there before is in " + restored.replaced());
          }
          return 0;
        });
  }
}
