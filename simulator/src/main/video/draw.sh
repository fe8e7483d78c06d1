#!/bin/sh
# Draws the sample video and its cover anew. Needs a JDK and ffmpeg; the results are committed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/../resources/io/xiaoer/simulator/customer"
frames=$(mktemp -d)
trap 'rm -rf "$frames"' EXIT
java "$here/DrawSteam.java" "$frames"
ffmpeg -loglevel error -y -framerate 15 -i "$frames/%03d.png" \
  -c:v libx264 -preset veryslow -crf 30 -pix_fmt yuv420p -movflags +faststart -bitexact "$out/steam.mp4"
ffmpeg -loglevel error -y -i "$frames/000.png" -q:v 6 -bitexact "$out/steam.jpg"
