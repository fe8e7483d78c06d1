package io.xiaoer;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * From what Spring Boot has read to what the operator meant: values as they are written, values
 * from outside as they are, sealed ones opened, and every placeholder replaced by something.
 */
public final class ReadSettings implements EnvironmentPostProcessor, Ordered {
  @Override
  public int getOrder() {
    return ConfigDataEnvironmentPostProcessor.ORDER + 1; // the files have been read
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    apply(environment);
    TraceIdsInLog.apply(environment);
  }

  static void apply(ConfigurableEnvironment environment) {
    List<Problem> problems = new ArrayList<>();
    YamlAsWritten.apply(environment, problems);
    OutsideValues.apply(environment);
    SealedSettings.open(environment, problems);
    Placeholders.check(environment, problems);
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
  }
}
