package io.xiaoer.staff;

import io.xiaoer.staff.Caller.Machine;
import java.util.Optional;

/** API keys, from wherever they are; every bean of this kind is asked. */
@FunctionalInterface
public interface KeyRing {
  Optional<Machine> find(String presented);
}
