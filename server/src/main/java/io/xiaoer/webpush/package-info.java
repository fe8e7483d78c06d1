/**
 * Messages for browsers as the standards have them: encrypted for one device (RFC 8291), signed by
 * the installation (RFC 8292). It knows nothing of whom they are for, and sends nothing.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.xiaoer.webpush;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
