package io.xiaoer.settings;

/**
 * A feature's look at its part of the configuration, as a bean. All of them are asked before
 * anybody is given the settings, so that a configuration that is refused has changed nothing; a
 * check must need nothing else.
 */
@FunctionalInterface
public interface SettingsCheck {
  /** Throws {@link BadSettings} with every problem it finds. */
  void check(Settings settings);
}
