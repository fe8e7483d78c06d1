/**
 * Drafts of answers from a language model that the merchant has chosen: any host that speaks the
 * {@code /chat/completions} of OpenAI. What is personal is masked before the call and put back
 * after it, and what a draft says beyond what the shop has stated is marked by rules. It is off
 * until an administrator has set it up, and costs nothing until then. It sends nothing to
 * customers: a draft goes to the person who asked for it. It keeps no text, but for drafts of past
 * rounds that somebody wants to judge, with what is personal left out, for a month.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "catalog",
      "change",
      "cluster",
      "conversation",
      "erasure",
      "masking",
      "outbound",
      "phrase",
      "round",
      "secret",
      "send",
      "shop",
      "store",
      "suggest",
      "wording"
    })
@NullMarked
package io.xiaoer.assist;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
