package io.xiaoer.bench.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code load report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes the newest result of each kind into docs/performance.md, with its plots.")
@SuppressWarnings("FieldMayBeFinal") // picocli sets them, and does not set final ones
final class ReportCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Override
  public Integer call() throws IOException {
    Report.publish(common.work());
    return 0;
  }
}
