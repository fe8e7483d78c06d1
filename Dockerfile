# The server as an image: docker build -t xiaoer .
# docs/operate/README.md says how to run it; compose.yaml runs it with PostgreSQL.

FROM eclipse-temurin:25-jdk-noble AS jdk

# The desk's front end needs Node.js, the rest a JDK: this stage has both, the image neither.
FROM node:24-bookworm AS build
COPY --from=jdk /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk
WORKDIR /src
# What Maven and npm fetch stays in the builder's cache, whatever changes in the sources.
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    --mount=type=cache,target=/root/.npm \
    ./mvnw -q -B -pl :xiaoer-server -am package -Dmaven.test.skip=true -DskipTests -Dspotless.check.skip=true
# Taken apart, so that an update of ours is a layer of some MB and the libraries stay where they are.
RUN "$JAVA_HOME/bin/java" -Djarmode=tools -jar server/target/xiaoer-server-app.jar \
    extract --layers --application-filename xiaoer.jar --destination /layers

FROM eclipse-temurin:25-jre-noble
# A fixed number: it owns the volume, also after the image was built anew.
RUN groupadd --gid 10001 xiaoer \
    && useradd --uid 10001 --gid xiaoer --no-create-home --home-dir /var/lib/xiaoer \
       --shell /usr/sbin/nologin xiaoer \
    && install -d -o xiaoer -g xiaoer -m 0700 /var/lib/xiaoer /var/lib/xiaoer/data
COPY --from=build /layers/dependencies/ /opt/xiaoer/
COPY --from=build /layers/spring-boot-loader/ /opt/xiaoer/
COPY --from=build /layers/snapshot-dependencies/ /opt/xiaoer/
COPY --from=build /layers/application/ /opt/xiaoer/
USER 10001:10001
# The metric of the free disk looks at the working folder.
WORKDIR /var/lib/xiaoer/data
VOLUME /var/lib/xiaoer/data
EXPOSE 8080
# In a container nobody but its own processes is on the loopback interface.
ENV SERVER_ADDRESS=0.0.0.0
# Bash speaks the little HTTP that is needed; nothing has to be installed for it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /actuator/health/push HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r -t 4 status <&3 && [[ $status == *' 200'* ]]"]
# JAVA_TOOL_OPTIONS adds to these, for example -Xmx1g.
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/xiaoer/xiaoer.jar"]
CMD ["--config", "/etc/xiaoer/xiaoer.yaml", "--data", "/var/lib/xiaoer/data"]
