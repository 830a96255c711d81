#!/bin/sh
# Draws the PNG and ICO files from the SVG sources beside it. Needs librsvg2-bin and imagemagick; run after changing one.
set -eu
cd "$(dirname "$0")"
for state in ready working attention; do
    rsvg-convert -w 64 -h 64 "tray-$state.svg" -o "tray-$state.png"
done
rsvg-convert -w 128 -h 128 icon.svg -o icon.png
sizes="16 24 32 48 64 256"
for size in $sizes; do
    rsvg-convert -w "$size" -h "$size" icon.svg -o "icon-$size.tmp.png"
done
# shellcheck disable=SC2086 # one argument per size is meant
/usr/bin/convert $(printf 'icon-%s.tmp.png ' $sizes) icon.ico
rm icon-*.tmp.png
