#!/bin/sh
# Every figure of docs/MEASUREMENTS.md. Without DATA: the seeds only.
set -eu
for set in seeds wire; do "$NEWSCHECK" eval run "$set" --out "runs/bench-$set"; done
[ -n "$DATA" ] || { echo "Give DATA=FOLDER for the larger sets."; exit 0; }
for set in news-sample squad2 multihop averitec time scifact; do
    "$NEWSCHECK" eval run "$set" --data "$DATA" --out "runs/bench-$set"
done
"$NEWSCHECK" eval run news-sample --data "$DATA" --evidence both --out runs/bench-news-sample-both
for stage in dense lexical article lexical,article dense,article dense,lexical; do
    for set in wire news-sample time scifact; do
        "$NEWSCHECK" eval run "$set" --data "$DATA" --stages "$stage" --out "runs/bench-$set-$stage"
    done
done
"$NEWSCHECK" eval adding news-sample --data "$DATA"
"$NEWSCHECK" eval asking news-sample --data "$DATA"
