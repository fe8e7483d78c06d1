/**
 * The live board: who waits, who is there with how much, and how the day goes, for those who lead a
 * team. It owns nothing and reads what others keep, all of one moment.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "assignment",
      "conversation",
      "hours",
      "presence",
      "round",
      "send",
      "shop",
      "staff",
      "store"
    })
@NullMarked
package io.xiaoer.board;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
