/**
 * The media library: own copies of images, videos and files. A reader of the log notes what
 * messages point at, and it is fetched at once and for days if need be, from the platform's hosts
 * only. Files are kept by content, looked at and never believed, and given out again, to browsers
 * and, as answers carry them, to the platform. It knows the place of a message in the log and
 * nothing else of it; who may see what is decided where it is asked for.
 */
@ApplicationModule(
    allowedDependencies = {
      "access",
      "api",
      "change",
      "cluster",
      "conversation",
      "disclosure",
      "duework",
      "erasure",
      "log",
      "retention",
      "secret",
      "send",
      "settings",
      "shop",
      "store"
    })
@NullMarked
package io.xiaoer.media;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
