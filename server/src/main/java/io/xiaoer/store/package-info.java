/**
 * The data folder, and the thin seam above the database: one writer, many readers, explicit
 * transactions, migrations. It knows no table and no feature; each feature brings its own SQL.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.xiaoer.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
