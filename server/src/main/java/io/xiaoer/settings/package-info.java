/**
 * What the operator wrote in xiaoer.yaml, checked as a whole before anything starts. It holds no
 * state and opens nothing; each feature takes what it needs from {@link
 * io.xiaoer.settings.Settings}.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.xiaoer.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
