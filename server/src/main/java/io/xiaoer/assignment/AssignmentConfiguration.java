package io.xiaoer.assignment;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.RequestParams;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.Worker;
import io.xiaoer.conversation.AgentGroups;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AssignmentConfiguration {
  @Bean
  AssignmentRules assignmentRules(Database desk, ChangeFeed changeFeed, InstantSource clock) {
    return new AssignmentRules(desk, changeFeed, clock);
  }

  @Bean
  GroupTable groupTable(Database desk, ChangeFeed changeFeed, InstantSource clock) {
    return new GroupTable(desk, changeFeed, clock);
  }

  @Bean
  AgentGroups agentGroups() {
    return (jdbc, id, shop) ->
        GroupTable.all(jdbc).stream()
            .filter(group -> group.id() == id && group.shops().has(shop))
            .map(AgentGroup::name)
            .findFirst();
  }

  @Bean
  ResourceGate groupGate(GroupTable groups) {
    return new ResourceGate(
        "/api/v1/groups/",
        "group",
        (caller, id) ->
            RequestParams.number(id)
                .flatMap(groups::find)
                .filter(group -> !group.shops().and(caller.shops()).equals(ShopScope.none()))
                .isPresent());
  }

  @Bean
  Situations situations(ShopHours hours) {
    return new Situations(hours);
  }

  @Bean
  RehearsedDay rehearsedDay(Database desk, ShopHours hours, InstantSource clock) {
    return new RehearsedDay(desk, hours, clock);
  }

  @Bean
  QueuePlaces queuePlaces(
      Situations situations,
      Database desk,
      Shops shops,
      InstantSource clock,
      MeterRegistry registry) {
    return new QueuePlaces(situations, desk, shops, clock, registry);
  }

  @Bean
  AutomaticAssignment automaticAssignment(
      Database desk,
      Situations situations,
      ChangeFeed changeFeed,
      Lease lease,
      NodeSignals signals,
      Shops shops,
      InstantSource clock,
      MeterRegistry registry) {
    return new AutomaticAssignment(
        desk, situations, changeFeed, lease, signals, clock, shops::label, registry);
  }

  @Bean
  Worker assignmentWorker(AutomaticAssignment assignment) {
    return new Worker("assignment", "assignment: the queue is not shared out", assignment::step);
  }
}
