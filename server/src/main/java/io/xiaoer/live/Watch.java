package io.xiaoer.live;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import java.util.Optional;

/** Says, whenever asked, who is at the other end of a live connection at that moment. */
@FunctionalInterface
interface Watch {
  Optional<Caller> caller();

  /** Whether a second factor is to be set up before anything is shown. */
  default boolean isUnproven() {
    return caller().filter(Caller.Unproven.class::isInstance).isPresent();
  }

  /** The same, if he may read conversations. */
  default Optional<Caller> reader() {
    return caller().filter(one -> one.may(Permission.CONVERSATIONS_READ));
  }
}
