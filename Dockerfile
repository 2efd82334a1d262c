# Clips are worked on by the distribution's ffmpeg; the bundled libraries are the way out if it does not start.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml mvnw ./
COPY .mvn .mvn
RUN mvn -q -B dependency:go-offline
COPY routes routes
COPY src src
RUN mvn -q -B -DskipTests -Dspotless.check.skip=true package

FROM eclipse-temurin:17-jre-noble
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg librsvg2-bin libjxl-tools libtiff-tools \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /inbox /outputs \
    && chown 10001:10001 /inbox /outputs
COPY --from=build /src/target/runfolio.jar /opt/runfolio/runfolio.jar
COPY --from=build /src/target/lib /opt/runfolio/lib
COPY config/application.properties /opt/runfolio/config/application.properties
COPY samples /opt/runfolio/samples
WORKDIR /opt/runfolio
# An archive of the classes of a start saves a good part of its CPU. It is made on top of the JDK's own, which is made first where it is not there; without either, Java starts as ever.
RUN (java -Xshare:dump >/dev/null || true) \
    && java -XX:ArchiveClassesAtExit=/opt/runfolio/runfolio.jsa -jar /opt/runfolio/runfolio.jar demo --into /tmp/demo \
    && rm -rf /tmp/demo
USER 10001:10001
ENV RUNFOLIO_INBOX=/inbox \
    RUNFOLIO_OUTPUTS=/outputs \
    RUNFOLIO_SOURCE_ROOTS=/inbox,/media \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/tmp"
VOLUME ["/inbox", "/outputs"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 \
    CMD ["java", "-XX:SharedArchiveFile=/opt/runfolio/runfolio.jsa", "-XX:TieredStopAtLevel=1", "-jar", "/opt/runfolio/runfolio.jar", "status", "--json"]
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/runfolio/runfolio.jsa", "-jar", "/opt/runfolio/runfolio.jar"]
CMD ["worker"]
