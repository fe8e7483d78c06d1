/** The running product from outside. Nothing of the server is on the class path here. */
@NullMarked
package io.xiaoer.e2e;

import org.jspecify.annotations.NullMarked;
