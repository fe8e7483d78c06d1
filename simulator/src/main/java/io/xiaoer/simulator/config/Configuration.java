package io.xiaoer.simulator.config;

import io.xiaoer.simulator.shop.Shop;
import java.net.URI;
import java.util.List;

/** What the file says. */
public record Configuration(int port, double timeScale, List<Shop> shops) {
  public static final int PORT = 8090;

  /** Without a file: the demonstration shop, pushing to where the desk usually is. */
  public static Configuration demonstration() {
    return new Configuration(
        PORT,
        1,
        List.of(
            Shop.example("main").withPushUrl(URI.create("http://127.0.0.1:8080/callback/main"))));
  }
}
