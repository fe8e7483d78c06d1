package io.xiaoer.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine calls itself. */
public final class HostName {
  private static final Path FILE = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  /** As the kernel has it: to ask the name service could hold up the start. */
  public static String of() {
    try {
      return Files.readString(FILE).strip();
    } catch (IOException e) {
      return "machine";
    }
  }
}
