/**
 * The shops this installation serves and the secrets each is known by. It does not talk to the
 * platform and keeps nothing; who needs a shop asks {@link io.xiaoer.shop.Shops}.
 */
@ApplicationModule(allowedDependencies = {"cluster", "secret", "settings", "store"})
@NullMarked
package io.xiaoer.shop;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
