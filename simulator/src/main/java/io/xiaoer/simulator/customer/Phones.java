package io.xiaoer.simulator.customer;

import io.xiaoer.simulator.live.LiveFeed;
import io.xiaoer.simulator.push.Pusher;
import io.xiaoer.simulator.shop.Shop;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** All customers' phones. */
public final class Phones {
  // A storm of customers is welcome, an endless one would fill the memory.
  private static final int PHONES_MAX = 20_000;

  /** From whom events come that are about no customer. */
  static final String NOBODY = "oPlatformEvents0000000000000";

  private record Key(String shop, String openId) {}

  private final InstantSource clock;
  private final MessageIds ids;
  private final Pusher pusher;
  private final LiveFeed live;
  private final Map<Key, Phone> phones = new LinkedHashMap<>();

  public Phones(InstantSource clock, MessageIds ids, Pusher pusher, LiveFeed live) {
    this.clock = clock;
    this.ids = ids;
    this.pusher = pusher;
    this.live = live;
  }

  public String nextMsgId() {
    return ids.next();
  }

  /** Begins a play, whose ids are the same every time. */
  public MessageIds.Play play(long seed) {
    return ids.play(seed);
  }

  public Optional<Phone> find(String shop, String openId) {
    synchronized (phones) {
      return Optional.ofNullable(phones.get(new Key(shop, openId)));
    }
  }

  public List<Phone> all() {
    synchronized (phones) {
      return List.copyOf(phones.values());
    }
  }

  /** The customer's phone; a new customer's if there is none yet. */
  public Phone open(String shop, String openId, @Nullable String name) {
    boolean fresh;
    Phone phone;
    synchronized (phones) {
      Key key = new Key(shop, openId);
      fresh = !phones.containsKey(key);
      if (fresh && phones.size() >= PHONES_MAX) {
        throw new IllegalStateException("customers: " + PHONES_MAX + " (the most there may be)");
      }
      phone =
          phones.computeIfAbsent(
              key, k -> new Phone(shop, openId, name == null ? shortName(openId) : name));
    }
    if (fresh) {
      live.publish(new LiveFeed.Change.Customer(shop, openId));
    }
    return phone;
  }

  private static String shortName(String openId) {
    return openId.length() <= 8 ? openId : "…" + openId.substring(openId.length() - 6);
  }

  /** The customer says something; the platform sets out to tell the shop. */
  public ChatMessage say(Shop shop, String openId, Content content) {
    return say(shop, openId, content, ids::next);
  }

  /**
   * The same under an id of the caller's choice.
   *
   * @param msgIds asked once
   */
  public ChatMessage say(Shop shop, String openId, Content content, Supplier<String> msgIds) {
    Phone phone = open(shop.id(), openId, null);
    ChatMessage message;
    synchronized (phone) { // So that the order on the phone is the order of the ids.
      message =
          new ChatMessage(msgIds.get(), shop.id(), openId, Direction.OUT, content, clock.instant());
      phone.said(message);
    }
    pusher.submit(shop.id(), message.msgId(), event(shop, message));
    live.publish(new LiveFeed.Change.Chat(shop.id(), openId, message.msgId()));
    return message;
  }

  /** What came of an answer from the shop. */
  public sealed interface Heard {
    record Taken(ChatMessage message) implements Heard {}

    record NeverTalked() implements Heard {}

    record OverAllowance(Allowance allowance) implements Heard {}
  }

  /** The shop answers. */
  public Heard hear(Shop shop, String openId, Content content) {
    Optional<Phone> found = find(shop.id(), openId);
    if (found.isEmpty()) {
      return new Heard.NeverTalked();
    }
    Phone phone = found.get();
    ChatMessage message;
    Optional<Allowance> allowance;
    synchronized (phone) {
      message =
          new ChatMessage(ids.next(), shop.id(), openId, Direction.IN, content, clock.instant());
      allowance = phone.heard(message);
    }
    if (allowance.isEmpty()) {
      return new Heard.NeverTalked();
    }
    return switch (allowance.get()) {
      case Allowance.Granted granted -> {
        live.publish(new LiveFeed.Change.Chat(shop.id(), openId, message.msgId()));
        yield new Heard.Taken(message);
      }
      case Allowance.UsedUp usedUp -> new Heard.OverAllowance(usedUp);
      case Allowance.WindowClosed closed -> new Heard.OverAllowance(closed);
    };
  }

  /**
   * Pushes an event that no customer wrote; gives its name among the deliveries.
   *
   * @param from the customer it is about, or {@link #NOBODY}
   */
  String announce(Shop shop, String from, String event, ObjectNode fields, Supplier<String> marks) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("ToUserName", shop.userName())
            .put("FromUserName", from)
            .put("CreateTime", clock.instant().getEpochSecond())
            .put("MsgType", "event")
            .put("Event", event);
    node.setAll(fields);
    String id = event + "-" + marks.get();
    pusher.submit(shop.id(), id, node);
    return id;
  }

  private static ObjectNode event(Shop shop, ChatMessage message) {
    String type = ContentJson.type(message.content());
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("ToUserName", shop.userName())
            .put("FromUserName", message.openId())
            .put("CreateTime", message.at().getEpochSecond())
            .put("MsgType", "event")
            .put("Event", "commkf_send_msg_to_kf")
            .put("msg_id", message.msgId())
            // Today's page calls both an object, its older form a string; strings were seen.
            .put("msg_type", type)
            .put("msg_event", "EVENT_TYPE_SEND_MSG");
    event.set(type, ContentJson.fields(message.content()));
    return event;
  }
}
