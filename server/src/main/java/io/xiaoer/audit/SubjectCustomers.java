package io.xiaoer.audit;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose conversations the lines are about, as the customers are called now. */
public interface SubjectCustomers {
  /** A customer's id at the platform, and the name that people gave. */
  record Named(String openId, @Nullable String remarkName) {
    @Override
    public String toString() {
      return "Named";
    }
  }

  /** By the id of the conversation; without those that do not exist. */
  Map<Long, Named> named(Collection<Long> conversations);
}
