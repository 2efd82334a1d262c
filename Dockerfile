# "docker build ." makes a worker, "docker build --target cluster ." one with the extensions for several hosts.
# Both have the distribution's programs for clips, SVG, JPEG XL and rare TIFF. The bundled FFmpeg libraries are used if
# ffmpeg does not start.
ARG JAVA_VERSION=17
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml mvnw ./
COPY .mvn .mvn
RUN mvn -q -B dependency:go-offline
COPY routes routes
COPY src src
RUN mvn -q -B -DskipTests -Dspotless.check.skip=true package

FROM build AS build-extensions
COPY extensions extensions
RUN mvn -q -B -f extensions/pom.xml -DskipTests -Dspotless.check.skip=true package

FROM eclipse-temurin:${JAVA_VERSION}-jre-noble AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg librsvg2-bin libjxl-tools libtiff-tools \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir -p /inbox /outputs /state \
    && chown 10001:10001 /inbox /outputs /state
COPY --from=build /src/target/runfolio.jar /opt/runfolio/runfolio.jar
COPY --from=build /src/target/lib /opt/runfolio/lib
COPY bin/runfolio /opt/runfolio/bin/runfolio
COPY config/application.properties /opt/runfolio/config/application.properties
COPY samples /opt/runfolio/samples
WORKDIR /opt/runfolio
# bin/runfolio makes its archives of classes at the first command of each kind. The JDK's own archive is their base and
# is missing in some images. Starts work without archives, too, and take more CPU.
RUN (java -Xshare:dump >/dev/null || true) \
    && bin/runfolio demo --into /tmp/demo \
    && bin/runfolio status --inbox /tmp/demo/inbox --outputs /tmp/demo/outputs \
    && rm -rf /tmp/demo
USER 10001:10001
ENV PATH="/opt/runfolio/bin:${PATH}" \
    RUNFOLIO_INBOX=/inbox \
    RUNFOLIO_OUTPUTS=/outputs \
    RUNFOLIO_SOURCE_ROOTS=/inbox,/media \
    RUNFOLIO_HTTP_TOKENS_FILE=/state/tokens.json \
    RUNFOLIO_ORDERS=/state/orders \
    RUNFOLIO_WORKFLOW_RUNS=/state/runs \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/tmp"
VOLUME ["/inbox", "/outputs", "/state"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 \
    CMD ["runfolio", "status", "--json"]
# the script replaces itself by Java, so that signals reach the worker
ENTRYPOINT ["runfolio"]
CMD ["worker"]

FROM runtime AS cluster
COPY --from=build-extensions /src/target/extensions /opt/runfolio/extensions

# the last stage is the default one
FROM runtime
