/**
 * One file that holds everything of an installation, taken while the server runs, and its way back
 * into an empty place. It copies tables and files as they are and knows no more of them than a
 * restored installation has to be told: what was on its way is in doubt, webhooks are paused, and
 * nobody is logged in. It schedules nothing and deletes no older backup; and the configuration and
 * the installation's key are not in the file.
 */
@ApplicationModule(
    allowedDependencies = {
      "audit",
      "change",
      "cluster",
      "log",
      "media",
      "secret",
      "send",
      "settings",
      "staff",
      "store",
      "webhook"
    })
@NullMarked
package io.xiaoer.backup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
