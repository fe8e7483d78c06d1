package io.xiaoer;

import io.xiaoer.settings.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Reads the version that the build wrote down. */
final class RunningVersion {
  private RunningVersion() {}

  static Version read() {
    try (InputStream in = RunningVersion.class.getResourceAsStream("/xiaoer-version.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return new Version(properties.getProperty("version", "unknown"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
