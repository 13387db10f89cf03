#!/bin/sh
# Train the network that kg ships, from the encoder's weights to kg/annotate/weights: about an hour and a half on two cores.
# usage: training/run.sh SHARED   (SHARED holds labelled/ and corpora.tar.xz; Python with what README.md names)
set -eu
cd "$(dirname "$0")/.."
export PYTHONPATH="$PWD:$PWD/training"
python=${PYTHON:-python3}
work=training/work
encoder=$work/encoder
weights=kg/annotate/weights
mkdir -p "$work"
"$python" training/encoder.py "$work"
"$python" training/corpora.py "$1" "$work"
"$python" training/synthetic.py "$work" training/templates.txt 2500
"$python" training/vocabulary.py "$encoder" "$work" "$weights"
"$python" training/train.py "$work" "$encoder" --epochs 2 --encoder-rate 8e-5 --head-rate 5e-4 --out "$work/first.pt"
"$python" training/train.py "$work" "$encoder" --epochs 7 --corpora-share 0.2 --synthetic-share 0.3 \
    --encoder-rate 7e-5 --head-rate 4e-4 --seed 2 --start "$work/first.pt" --out "$work/second.pt"
"$python" training/train.py "$work" "$encoder" --epochs 4 --corpora-share 0.15 \
    --synthetic-share 0.3 --encoder-rate 5e-5 --head-rate 2.5e-4 --seed 3 --start "$work/second.pt" --out "$work/network.pt"
"$python" training/export.py "$work/network.pt" "$encoder" "$weights"
