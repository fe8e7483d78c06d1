/**
 * The push URL of WeChat Store shops, and their API, for Spring Boot applications: properties, the
 * servlet at {@code /callback/{shop}}, the client, and what Spring Boot needs to put them together
 * with the {@linkplain io.xiaoer.starter.inbox inbox}.
 *
 * <p>Every bean of it backs off before one of the application's own.
 */
@NullMarked
package io.xiaoer.starter;

import org.jspecify.annotations.NullMarked;
