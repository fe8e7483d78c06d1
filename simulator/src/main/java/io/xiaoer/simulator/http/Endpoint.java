package io.xiaoer.simulator.http;

import java.util.Optional;

/** A group of paths; empty when the path is none of its own. */
public interface Endpoint {
  Optional<Answer> answer(Call call);
}
