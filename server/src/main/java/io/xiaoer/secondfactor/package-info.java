/**
 * What people prove beside their password: codes of their telephone (TOTP), and recovery codes for
 * the day when it is lost; and which roles must. A second factor is a row of some kind, and the
 * log-in is told the kinds that somebody has, so another kind is one more. It knows neither
 * passwords nor sessions; the log-in asks it through {@link io.xiaoer.staff.SecondFactors}.
 */
@ApplicationModule(allowedDependencies = {"access", "api", "audit", "secret", "staff", "store"})
@NullMarked
package io.xiaoer.secondfactor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
