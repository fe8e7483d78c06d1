/**
 * The promise, proven from outside: somebody plays the platform, keeps a ledger of what was pushed
 * and what was acknowledged, breaks what runs, and compares. Nothing of the server is known here
 * but its HTTP interfaces.
 */
@NullMarked
package io.xiaoer.e2e.ledger;

import org.jspecify.annotations.NullMarked;
