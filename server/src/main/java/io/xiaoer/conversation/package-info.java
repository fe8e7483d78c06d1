/**
 * What the log means to the people who answer: conversations and their messages, in order, with who
 * waits since when. It reads the log with a cursor of its own and is told by {@code send} what
 * became of an answer; it never talks to the platform.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "change",
      "cluster",
      "disclosure",
      "erasure",
      "log",
      "retention",
      "shop",
      "staff",
      "store"
    })
@NullMarked
package io.xiaoer.conversation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
