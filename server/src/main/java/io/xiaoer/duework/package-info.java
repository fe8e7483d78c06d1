/**
 * Work that waits in rows until it is due: the loop that looks for it on the node that holds the
 * lease, the threads that do it, and the places there are. What is due, what is tried and what
 * follows from it is the feature's.
 */
@ApplicationModule(allowedDependencies = {"cluster", "store"})
@NullMarked
package io.xiaoer.duework;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
