#!/bin/sh
# Makes the files of secrets that docker-compose.yml names and that are not there yet: random
# passwords, and the examples for what only you can know. Prints no secret.
set -eu
cd "$(dirname "$0")/.."

# Containers read the files as users of their own; the folder keeps others on this machine out.
chmod 700 stack/secrets prometheus/secrets

for name in postgres-password pgvitals-password grafana-admin-password; do
  file=stack/secrets/$name
  [ -s "$file" ] && continue
  printf %s "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" > "$file"
  chmod 644 "$file"
  echo "made $file"
done

for name in pagerduty-routing-key slack-webhook-url smtp-password; do
  file=prometheus/secrets/$name
  [ -s "$file" ] && continue
  cp "$file.example" "$file"
  chmod 644 "$file"
  echo "made $file from its example: edit it, or messages of that kind go nowhere"
done
