package io.xiaoer.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The same server with another build of the page in it, as the one before an update had. */
final class OlderBuild {
  static final String NAME = "0000olderbuild00";
  private static final String WEB = "META-INF/resources/";

  private OlderBuild() {}

  /** Made in {@code folder}. */
  static ServerImage in(Path folder) throws IOException {
    Path app = ServerImage.quick().jar().resolveSibling("");
    Path copy = folder.resolve("app");
    try (Stream<Path> found = Files.walk(app)) {
      for (Path file : found.toList()) {
        Path target = copy.resolve(app.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    try (Stream<Path> libraries = Files.list(copy.resolve("lib"))) {
      age(
          libraries
              .filter(jar -> jar.getFileName().toString().startsWith("xiaoer-web-"))
              .findFirst()
              .orElseThrow());
    }
    return new ServerImage(
        List.of("-XX:TieredStopAtLevel=1"), copy.resolve(ServerImage.quick().jar().getFileName()));
  }

  private static void age(Path jar) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
      Path page = files.getPath(WEB, "index.html");
      Path worker = files.getPath(WEB, "sw.js");
      String present = Files.readString(page);
      String older =
          present.replaceFirst(
              "name=\"build\" content=\"\\w+\"", "name=\"build\" content=\"" + NAME + "\"");
      Files.writeString(page, older);
      Files.writeString(
          worker,
          Files.readString(worker)
              .replaceFirst("\"build\":\"\\w+\"", "\"build\":\"" + NAME + "\"")
              .replace(hash(present), hash(older)));
    }
  }

  private static String hash(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }
}
