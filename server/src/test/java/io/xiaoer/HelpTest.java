package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest {
  private static final int COLUMNS = 80;

  @Test
  void everyHelpTextFitsATerminalAndBreaksNoParagraphIntoShortLines() {
    for (CommandLine command :
        new CommandLine[] {
          ServeCommand.commandLine(),
          SealCommand.commandLine(),
          BackupCommand.commandLine(),
          RestoreCommand.commandLine()
        }) {
      assertThat(command.getUsageMessage().lines())
          .as(command.getCommandName())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
      // A line of the footer that is too long is cut by picocli, and its rest stands alone.
      assertThat(command.getCommandSpec().usageMessage().footer())
          .allSatisfy(line -> assertThat(line).hasSizeLessThan(COLUMNS));
    }
  }
}
