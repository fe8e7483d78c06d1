/**
 * The push URL. Bytes in, a status out: it verifies through the SDK, has the log keep the event,
 * and only then says success. No framework stands on this path, and no reader is called from it.
 */
@ApplicationModule(
    allowedDependencies = {
      "cluster",
      "http",
      "log",
      "quarantine",
      "settings",
      "shop",
      "store",
      "telemetry",
      "wechat"
    })
@NullMarked
package io.xiaoer.receive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
