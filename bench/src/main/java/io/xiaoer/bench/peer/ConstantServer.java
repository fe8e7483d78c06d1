package io.xiaoer.bench.peer;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The limit of the server's own stack: the same Tomcat on virtual threads, and a plain servlet with
 * no filter before it that reads the body and answers a constant.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(TomcatServletWebServerAutoConfiguration.class)
public class ConstantServer {

  public static void main(String[] arguments) {
    PeerProperties.run(ConstantServer.class);
  }

  @Bean
  ServletRegistrationBean<ConstantServlet> constant() {
    return new ServletRegistrationBean<>(new ConstantServlet(), "/callback/*");
  }

  static final class ConstantServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int BODY_BYTES_MAX = 1 << 20;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      request.getInputStream().readNBytes(BODY_BYTES_MAX);
      byte[] body = "success".getBytes(StandardCharsets.UTF_8);
      response.setContentType("text/plain;charset=utf-8");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }
}
