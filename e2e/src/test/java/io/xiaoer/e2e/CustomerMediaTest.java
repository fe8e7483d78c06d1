package io.xiaoer.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What customers send beside words: looked at, saved, played, and fetched again. */
class CustomerMediaTest {
  @TempDir static Path folder;

  @RegisterExtension static final Running at = new Running(() -> folder);

  @Test
  void aPictureIsLookedAtLargeWithItsNeighboursAndSaved() throws IOException {
    String customer = "oSendsPictures";
    sends(customer, "image", "{\"sample\":\"broken-cup.jpg\"}");
    sends(customer, "image", "{\"sample\":\"png\"}");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      assertThat(agent.id("image")).hasCount(2);
      agent.id("image").first().click();
      Locator viewer = agent.page.locator(".el-image-viewer__wrapper");
      assertThat(viewer).isVisible();
      Download first = agent.page.waitForDownload(() -> agent.id("image-save").click());
      assertThat(Files.size(first.path())).isPositive();
      assertThat(viewer).isVisible(); // Saving is no reason to shut it.

      agent.page.keyboard().press("ArrowRight");
      Download second = agent.page.waitForDownload(() -> agent.id("image-save").click());
      assertThat(Files.mismatch(first.path(), second.path()))
          .as("another picture")
          .isNotEqualTo(-1);
      agent.page.keyboard().press("Escape");
      assertThat(viewer).hasCount(0);
      assertThat(agent.id("chat")).isVisible();
    }
  }

  @Test
  void aFileIsSavedUnderItsNameAndAVideoPlays() throws IOException {
    String customer = "oSendsFiles";
    sends(
        customer,
        "file",
        "{\"name\":\"发票.txt\",\"content_type\":\"text/plain\",\"data\":\"5Y+R56Wo\"}");
    sends(customer, "video", "{}");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      assertThat(agent.id("file")).containsText(".txt");
      String name = agent.id("file").locator(".name").innerText();
      Download file = agent.page.waitForDownload(() -> agent.id("file").click());
      assertThat(file.suggestedFilename()).isEqualTo(name);
      assertThat(Files.readString(file.path())).isEqualTo("发票");

      agent.id("video-play").click();
      assertThat(agent.id("video-play")).hasCount(0);
      assertThat(agent.page.locator("figure video")).isVisible();
      agent.page.waitForFunction("() => document.querySelector('figure video').currentTime > 0");
    }
  }

  @Test
  void aPictureThatCouldNotBeFetchedIsFetchedWhenAsked() throws IOException {
    String customer = "oFetchedAgain";
    at.installation.customerSays(customer, "看图");
    at.installation.awaitConversation(customer);
    // From where the server takes no files; so it does not try again by itself.
    at.installation.fault(
        "{\"fault\":\"redirect_media\",\"location\":\"https://pictures.example.com/a.jpg\"}");
    sends(customer, "image", "{}");
    try (Agent agent = at.admin()) {
      agent.opens(customer);
      Locator picture = agent.page.locator("[data-testid=message][data-type=image]");
      assertThat(picture.getByTestId("fetch-again")).isVisible();
      assertThat(picture.getByTestId("image")).hasCount(0);
      agent.losesTheLine();
      picture.getByTestId("fetch-again").click();
      assertThat(picture.getByTestId("fetch-again")).isEnabled(); // Nobody was asked.
      agent.findsTheLine();
      picture.getByTestId("fetch-again").click();
      assertThat(picture.getByTestId("image").locator("img")).isVisible();
      assertThat(picture.getByTestId("fetch-again")).hasCount(0);
    } finally {
      at.installation.clearFaults();
    }
  }

  private static void sends(String customer, String kind, String content) throws IOException {
    at.installation.sim(
        "/sim/api/customers/" + customer + "/messages",
        "{\"shop\":\"%s\",\"msg_type\":\"%s\",\"%s\":%s}"
            .formatted(Installation.SHOP, kind, kind, content));
  }
}
