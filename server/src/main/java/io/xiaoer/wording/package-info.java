/**
 * What a shop does not want said in answers: words, patterns, and groups that come with the server.
 * It finds them in a text, keeps each shop's rules, and stands before what people send. It changes
 * no text, looks into no picture, and does not read what customers write.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "change",
      "conversation",
      "send",
      "shop",
      "store"
    })
@NullMarked
package io.xiaoer.wording;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
