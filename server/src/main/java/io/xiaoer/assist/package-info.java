/**
 * Drafts of answers from a language model that the merchant has chosen: any host that speaks the
 * {@code /chat/completions} of OpenAI. It is off until an administrator has set it up, and costs
 * nothing until then. It sends nothing to customers: a draft goes to the person who asked for it.
 */
@ApplicationModule(allowedDependencies = {"access", "api", "audit", "outbound", "secret", "store"})
@NullMarked
package io.xiaoer.assist;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
