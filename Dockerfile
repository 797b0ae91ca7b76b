# Built where there is a compiler, run where there is nothing but Node.js and what the exporter needs.
FROM node:22.19.0-alpine3.22 AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# With optional ones: the compiler is one of them, for each platform.
RUN npm install --no-save --no-fund --no-audit
COPY tsconfig.json tsconfig.build.json queries.yaml ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --omit=optional --no-fund --no-audit

FROM node:22.19.0-alpine3.22
LABEL org.opencontainers.image.title=pgvitals \
      org.opencontainers.image.description="PostgreSQL statistics for Prometheus" \
      org.opencontainers.image.licenses=MIT
ENV NODE_ENV=production
WORKDIR /opt/pgvitals
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY queries.yaml thresholds.yaml benchmarks.yaml LICENSE ./
COPY migrations ./migrations
USER node
EXPOSE 9187
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9187/-/healthy').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=4", "dist/cli/bin.js"]
CMD ["serve"]
