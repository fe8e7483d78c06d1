package io.xiaoer.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A feature's look at what is there before the start changes anything, as a bean; after every
 * {@link io.xiaoer.settings.SettingsCheck}. It throws as those do, or {@link DataFolder.Unusable}.
 */
@FunctionalInterface
public interface StartCheck {
  /**
   * Must not write.
   *
   * @param desk the desk's tables as an earlier start left them; empty before the first
   * @param folder the data folder, which may not be there yet
   */
  void check(Optional<ExistingTables> desk, Path folder);
}
