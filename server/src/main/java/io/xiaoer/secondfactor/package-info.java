/**
 * What people prove beside their password, or in place of it: codes of their telephone (TOTP),
 * passkeys, and recovery codes for the day when both are lost; and which roles must. A second
 * factor is a row of some kind, and the log-in is told the kinds that somebody has, so another kind
 * is one more. It knows neither passwords nor sessions; the log-in asks it through {@link
 * io.xiaoer.staff.SecondFactors}, and a passkey that stands alone opens a session through {@link
 * io.xiaoer.staff.SignIn}.
 */
@ApplicationModule(
    allowedDependencies = {"access", "api", "audit", "secret", "settings", "staff", "store"})
@NullMarked
package io.xiaoer.secondfactor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
