package io.xiaoer.simulator.page;

import io.xiaoer.simulator.fault.FaultJson;
import io.xiaoer.simulator.fault.Faults;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Faults ordered by the page or a test over HTTP. */
final class FaultRequests {
  private final Faults faults;

  FaultRequests(Faults faults) {
    this.faults = faults;
  }

  ObjectNode waiting() {
    ObjectNode answer = Views.object();
    var list = answer.putArray("waiting");
    faults.waiting().forEach(waiting -> list.add(FaultJson.write(waiting)));
    return answer;
  }

  void clear() {
    faults.clear();
  }

  /** Why the fault cannot be ordered; empty when it was. */
  Optional<String> order(ObjectNode body) {
    return switch (FaultJson.read(body)) {
      case FaultJson.Read.Wrong(String why) -> Optional.of(why);
      case FaultJson.Read.Good(var order) -> {
        faults.order(order);
        yield Optional.empty();
      }
    };
  }
}
