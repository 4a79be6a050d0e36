#!/bin/sh
# Every figure of docs/MEASUREMENTS.md and of the model cards. Without DATA: the shipped sets only.
set -eu
both() { # NAME SET [OPTIONS]: with newscheck's own models, and without
    name=$1; shift
    "$NEWSCHECK" eval run "$@" --out "runs/bench-$name"
    "$NEWSCHECK" --no-models eval run "$@" --out "runs/bench-$name-plain"
}
for set in seeds wire; do both "$set" "$set"; done
for way in typed joined resolved by-hand; do
    "$NEWSCHECK" eval run follow-ups --follow-ups "$way" --out "runs/bench-follow-ups-$way"
done
"$NEWSCHECK" eval run eval/sets/wire/follow-ups-development.jsonl --out runs/bench-follow-ups-development
[ -n "$DATA" ] || { echo "Give DATA=FOLDER for the larger sets."; exit 0; }
for set in news-sample squad2 multihop averitec time scifact; do both "$set" "$set" --data "$DATA"; done
both news-sample-both news-sample --data "$DATA" --evidence both
for stage in dense lexical article lexical,article dense,article dense,lexical; do
    for set in wire news-sample time scifact; do
        "$NEWSCHECK" --no-models eval run "$set" --data "$DATA" --stages "$stage" --out "runs/bench-$set-$stage"
    done
done
"$NEWSCHECK" eval reading squad2_given --data "$DATA"
for pairs in entailment edits; do "$NEWSCHECK" eval stance "$pairs" --data "$DATA"; done
"$NEWSCHECK" eval adding news-sample --data "$DATA"
"$NEWSCHECK" eval asking news-sample --data "$DATA"
"$NEWSCHECK" --no-models eval asking news-sample --data "$DATA"
"$NEWSCHECK" eval serving news-sample --data "$DATA"
[ -n "${ALL:-}" ] || exit 0
both all-news-both news --data "$DATA" --evidence both
for set in news news-weak; do
    "$NEWSCHECK" --no-models eval run "$set" --data "$DATA" --out "runs/bench-$set-plain"
    for stage in dense lexical article lexical,article dense,article dense,lexical; do
        "$NEWSCHECK" --no-models eval run "$set" --data "$DATA" --stages "$stage" --out "runs/bench-$set-$stage"
    done
done
"$NEWSCHECK" eval asking news --data "$DATA"
"$NEWSCHECK" --no-models eval asking news --data "$DATA"
"$NEWSCHECK" eval scale news-sample --data "$DATA" --out runs/bench-scale --rebuild # a million passages: another hour or two
