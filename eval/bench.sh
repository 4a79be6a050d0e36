#!/bin/sh
# Every figure of docs/MEASUREMENTS.md. Without DATA: the seeds only.
set -eu
"$NEWSCHECK" eval answers seeds --failures
[ -n "$DATA" ] || { echo "Give DATA=FOLDER for the larger sets."; exit 0; }
for set in news-sample time scifact; do "$NEWSCHECK" eval retrieval "$set" --data "$DATA"; done
"$NEWSCHECK" eval answers news-sample --data "$DATA"
"$NEWSCHECK" eval answers news-sample --data "$DATA" --without-evidence
"$NEWSCHECK" eval adding news-sample --data "$DATA"
"$NEWSCHECK" eval asking news-sample --data "$DATA"
