package io.xiaoer.assignment;

import io.xiaoer.shop.ShopScope;
import java.util.List;

/**
 * People who serve together what needs them (技能组).
 *
 * @param members usernames, in order
 */
record AgentGroup(long id, String name, ShopScope shops, List<String> members) {
  static final int NAME_CHARS_MAX = 32;
  static final int MEMBERS_MAX = 500;
  static final int GROUPS_MAX = 200;
}
