package io.xiaoer;

import io.xiaoer.backup.Backup;
import io.xiaoer.backup.LastBackup;
import io.xiaoer.backup.Progress;
import io.xiaoer.backup.Trouble;
import io.xiaoer.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./xiaoer backup}: everything of a running installation into one file. */
@Command(
    name = "xiaoer backup",
    mixinStandardHelpOptions = true,
    versionProvider = ServeCommand.Versions.class,
    description =
        "Copies all messages, people, settings of the desk and files into one tar archive, while"
            + " the server runs. Everything acknowledged before it begins is in it.",
    footer = {
      "",
      "Not in it: xiaoer.yaml, and the installation's key (xiaoer.secret-key, or",
      "secret.key in the data folder), without which a restored server does not",
      "start. Keep both, but elsewhere: with them the archive gives away the",
      "shops' secrets.",
      "",
      "Exit codes: 0 done, 1 broken off, 2 refused, 3 done but some files of",
      "customers are missing. The archive is readable by its owner only (0600).",
      "Bring it back with: xiaoer restore FILE"
    })
final class BackupCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int BROKEN = 1;
  private static final int REFUSED = 2;
  private static final int INCOMPLETE = 3;
  private static final double MEGABYTE = 1e6;

  @Parameters(paramLabel = "FILE", description = "the archive to make; must not exist")
  private Path file = Path.of("");

  @Mixin private Configured configured = new Configured();

  @Option(
      names = "--without-media",
      description = "leave images, videos and files out; they are then copied by other means")
  private boolean withoutMedia;

  static CommandLine commandLine() {
    return new CommandLine(new BackupCommand())
        .setParameterExceptionHandler((wrong, _) ->
            say(REFUSED, wrong.getMessage() + " (./xiaoer backup --help lists the options)"));
  }

  @Override
  public Integer call() {
    return run(
        configured,
        settings -> {
          Backup.Taken taken =
              new Backup(
                      settings,
                      Wiring.postgres(settings),
                      RunningVersion.read(),
                      Wiring.machineClock(),
                      new Progress(line -> System.err.println("xiaoer: " + line)))
                  .take(file, !withoutMedia);
          LastBackup.note(settings.dataDir(), Wiring.machineClock().instant());
          System.out.printf(
              Locale.ROOT,
              "%s: %s messages and events, %s files, %.1f MB%n",
              file,
              taken.entries(),
              taken.files(),
              taken.bytes() / MEGABYTE);
          System.err.println(
              "xiaoer: keep xiaoer.yaml and the installation's key apart from it; both are needed"
                  + " to bring it back");
          return taken.missing() == 0
              ? DONE
              : say(
                  INCOMPLETE,
                  taken.missing()
                      + " files were not where they should be, or damaged; missing.txt in the"
                      + " archive names them");
        });
  }

  /** What a command does that needs the configuration and no server. */
  interface Work {
    int with(Settings settings);
  }

  /** Turns what goes wrong into lines for the operator, and into an exit code. */
  static int run(Configured configured, Work work) {
    Optional<String> unreadable = configured.problem();
    if (unreadable.isPresent()) {
      return say(REFUSED, unreadable.get());
    }
    try {
      return work.with(configured.settings());
    } catch (Trouble e) {
      return say(e.isRefusal() ? REFUSED : BROKEN, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      List<String> lines = StartProblem.lines(e, configured.shownFile());
      if (lines.isEmpty()) {
        return say(BROKEN, e.toString());
      }
      lines.forEach(line -> say(REFUSED, line));
      return REFUSED;
    }
  }

  private static int say(int exitCode, String line) {
    System.err.println("xiaoer: " + line);
    return exitCode;
  }
}
