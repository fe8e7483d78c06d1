package io.xiaoer.sso;

import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.util.Optional;

/**
 * What a directory says of itself.
 *
 * @param secretInBody whether it wants a client's secret in the body, and not in a header
 */
record Provider(
    URI authorization,
    URI token,
    Optional<URI> logOut,
    boolean secretInBody,
    URI keysAt,
    JWKSet keys) {}
