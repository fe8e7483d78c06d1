import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

/** Prints every page of the log as it comes: java Pull.java https://your-host KEY [after] */
class Pull {
  public static void main(String[] args) throws Exception {
    String after = args.length > 2 ? args[2] : "0";
    HttpClient http = HttpClient.newHttpClient();
    while (true) {
      URI url = URI.create(args[0] + "/api/v1/events?wait=20&after=" + after);
      var request = HttpRequest.newBuilder(url).header("Authorization", "Bearer " + args[1]);
      String page = http.send(request.build(), BodyHandlers.ofString()).body();
      System.out.println(page);
      var place = Pattern.compile("\"last_seq\":(\\d+)").matcher(page);
      after = place.results().reduce((first, last) -> last).orElseThrow().group(1);
    }
  }
}
