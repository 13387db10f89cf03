# Sourced by ./demo and ./test: makes the virtual environment .venv beside them, or says what is missing.
python=${PYTHON:-python3}
if [ ! -x .venv/bin/pip ]; then
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "kg needs Python 3.11 or newer; set PYTHON to one" >&2
        exit 1
    fi
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then # Debian keeps it in a package of its own
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq >&2
            apt-get install -qq -y python3-venv >&2
        else
            echo "Python's venv is missing: sudo apt-get install python3-venv" >&2
            exit 1
        fi
    fi
    "$python" -m venv .venv
fi
