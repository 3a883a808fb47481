# One static file in an empty image: nothing else to patch.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /out/upstander ./app && mkdir /out/data

FROM scratch
# To speak TLS with a mail server or a database, and to know the zones of time.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/
COPY --from=build /out/upstander /upstander
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV UPSTANDER_LISTEN=0.0.0.0:8080 \
    UPSTANDER_DATABASE=sqlite:/data/upstander.db \
    ZONEINFO=/usr/local/go/lib/time/zoneinfo.zip
EXPOSE 8080
VOLUME /data
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s CMD ["/upstander", "health"]
ENTRYPOINT ["/upstander"]
CMD ["serve"]
