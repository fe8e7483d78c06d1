package io.xiaoer.bench.load;

import io.xiaoer.bench.peer.ConstantServer;
import io.xiaoer.bench.peer.PeerShop;
import io.xiaoer.bench.peer.WxJavaServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is measured. */
enum Contestant {
  XIAOER("xiaoer", true, false),
  CONSTANT("constant", false, false),
  MVC_WXJAVA("mvc-wxjava", false, false),
  MVC_WXJAVA_INSERT("mvc-wxjava-insert", true, false),
  XIAOER_POSTGRESQL("xiaoer-postgresql", true, true),
  MVC_WXJAVA_INSERT_POSTGRESQL("mvc-wxjava-insert-postgresql", true, true);

  private final String title;
  private final boolean remembers;
  private final boolean needsPostgresql;

  Contestant(String title, boolean remembers, boolean needsPostgresql) {
    this.title = title;
    this.remembers = remembers;
    this.needsPostgresql = needsPostgresql;
  }

  /** Keeps what it is given, so that a push given twice would cost it less. */
  boolean remembers() {
    return remembers;
  }

  boolean needsPostgresql() {
    return needsPostgresql;
  }

  boolean isXiaoer() {
    return this == XIAOER || this == XIAOER_POSTGRESQL;
  }

  @Override
  public String toString() {
    return title;
  }

  ServerProcess start(Common common, Path folder, @Nullable Schema schema)
      throws IOException, InterruptedException {
    return switch (this) {
      case XIAOER -> xiaoer(common, folder, Map.of());
      case XIAOER_POSTGRESQL -> xiaoer(common, folder, here(schema).serverSettings());
      case CONSTANT -> peer(common, folder, ConstantServer.class, List.of());
      case MVC_WXJAVA -> peer(common, folder, WxJavaServer.class, List.of());
      case MVC_WXJAVA_INSERT ->
          peer(
              common,
              folder,
              WxJavaServer.class,
              List.of("-Dpeer.store=jdbc:sqlite:" + folder.resolve("messages.db")));
      case MVC_WXJAVA_INSERT_POSTGRESQL ->
          peer(common, folder, WxJavaServer.class, here(schema).peerProperties());
    };
  }

  private static ServerProcess xiaoer(Common common, Path folder, Map<String, String> settings)
      throws IOException, InterruptedException {
    return common.start(new Installation(folder, common.serverSettings(settings)));
  }

  private static ServerProcess peer(
      Common common, Path folder, Class<?> program, List<String> properties)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int port = ServerProcess.freePort();
    List<String> options = new ArrayList<>(common.jvmOptions());
    options.addAll(properties);
    options.add("-Dserver.port=" + port);
    return ServerProcess.start(
        ServerProcess.java(
            options, List.of("-cp", System.getProperty("java.class.path"), program.getName())),
        folder.resolve("output.log"),
        port,
        PeerShop.PATH);
  }

  private static Schema here(@Nullable Schema schema) {
    if (schema == null) {
      throw new IllegalStateException("a contestant on PostgreSQL without --database-url");
    }
    return schema;
  }
}
