package io.xiaoer;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The server. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class XiaoerApplication {

  /**
   * Runs the command line; 2 for what the operator can mend, as a wrong option or configuration.
   */
  public static void main(String[] arguments) {
    int exitCode = ServeCommand.commandLine().execute(arguments);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
