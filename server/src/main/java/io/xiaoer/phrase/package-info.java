/**
 * Quick phrases, the team's and people's own. It sends nothing and fills in no variable: a phrase
 * comes out as it was written.
 */
@ApplicationModule(
    allowedDependencies = {"access", "api", "audit", "change", "media", "shop", "store"})
@NullMarked
package io.xiaoer.phrase;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
