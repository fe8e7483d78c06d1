package io.xiaoer.conversation;

import io.xiaoer.shop.ShopId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** To which groups of people a conversation can be handed; asked in the transaction. */
@FunctionalInterface
public interface AgentGroups {
  /** The group's name; empty when there is none of this id that serves the shop. */
  Optional<String> nameOf(JdbcClient jdbc, long group, ShopId shop);
}
