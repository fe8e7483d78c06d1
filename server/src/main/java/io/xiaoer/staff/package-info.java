/**
 * People and machines that may use the desk: who they are, how they log in, and the door every
 * request goes through. It does not know what they work on.
 */
@NullMarked
package io.xiaoer.staff;

import org.jspecify.annotations.NullMarked;
