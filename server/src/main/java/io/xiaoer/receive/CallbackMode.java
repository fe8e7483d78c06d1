package io.xiaoer.receive;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Settings;
import java.util.List;

/** What is done about pushes from addresses that are not the platform's. */
enum CallbackMode {
  OFF,
  REPORT,
  ENFORCE;

  static CallbackMode of(Settings settings) {
    return switch (settings.callbackAddresses()) {
      case "off", "false" -> OFF; // for YAML, off without quotes is false
      case "report" -> REPORT;
      case "enforce" -> {
        if (settings.trustedProxies() == null) {
          throw new BadSettings(
              List.of(
                  new Problem(
                      "xiaoer.trusted-proxies",
                      "missing, and callback-addresses: enforce needs it (the reverse proxy's"
                          + " address as the server sees it; [] when there is none)")));
        }
        yield ENFORCE;
      }
      default ->
          throw new BadSettings(
              List.of(
                  new Problem(
                      "xiaoer.callback-addresses",
                      "'%s' (expected: off, report or enforce)"
                          .formatted(settings.callbackAddresses()))));
    };
  }
}
