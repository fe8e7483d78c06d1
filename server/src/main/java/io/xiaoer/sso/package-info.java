/**
 * Single sign-on by the company's own directory, with OpenID Connect: who somebody is there, which
 * account that is here, and leaving both. Without {@code xiaoer.oidc} it calls nobody and loads
 * nothing. It does not decide who may do what: an account has its role here.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "audit",
      "outbound",
      "secret",
      "settings",
      "staff",
      "store"
    })
@NullMarked
package io.xiaoer.sso;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
