/**
 * The keys of other systems that are made at the desk. It knows who holds a key and what for; what
 * a scope allows is decided at the door.
 */
@ApplicationModule(allowedDependencies = {"access", "api", "audit", "shop", "staff", "store"})
@NullMarked
package io.xiaoer.apikey;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
