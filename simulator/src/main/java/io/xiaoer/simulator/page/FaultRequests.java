package io.xiaoer.simulator.page;

import io.xiaoer.simulator.fault.FaultJson;
import io.xiaoer.simulator.fault.Faults;
import io.xiaoer.simulator.live.LiveFeed;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Faults ordered by the page or a test over HTTP. */
final class FaultRequests {
  private final Faults faults;
  private final LiveFeed live;

  FaultRequests(Faults faults, LiveFeed live) {
    this.faults = faults;
    this.live = live;
  }

  ObjectNode waiting() {
    ObjectNode answer = Views.object();
    var list = answer.putArray("waiting");
    faults.waiting().forEach(fault -> list.add(FaultJson.write(fault)));
    return answer;
  }

  void clear() {
    faults.clear();
    live.publish(new LiveFeed.Change.Faults());
  }

  /** Why the fault cannot be ordered; empty when it was. */
  Optional<String> order(ObjectNode body) {
    return switch (FaultJson.read(body)) {
      case FaultJson.Read.Wrong(String why) -> Optional.of(why);
      case FaultJson.Read.Good(var fault) -> {
        faults.next(fault);
        live.publish(new LiveFeed.Change.Faults());
        yield Optional.empty();
      }
    };
  }
}
