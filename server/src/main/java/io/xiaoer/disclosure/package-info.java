/**
 * What is kept of one customer, as an archive that can be given to them (PIPL, article 45): every
 * feature writes its own part. It owns no table, keeps no copy and decides nothing about who
 * somebody is: the archive is made while it is sent.
 */
@ApplicationModule(
    allowedDependencies = {"access", "api", "audit", "erasure", "retention", "shop", "store"})
@NullMarked
package io.xiaoer.disclosure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
