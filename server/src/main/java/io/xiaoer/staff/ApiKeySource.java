package io.xiaoer.staff;

import io.xiaoer.access.Caller.ApiClient;
import java.util.Optional;

/** API keys, from wherever they are; every bean of this kind is asked. */
@FunctionalInterface
public interface ApiKeySource {
  Optional<ApiClient> find(String presented);
}
