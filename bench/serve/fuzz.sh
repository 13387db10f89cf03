#!/bin/sh
# Schemathesis on the API of a server that runs: bench/serve/fuzz.sh http://127.0.0.1:8321 [examples]
# (pip install schemathesis into an environment of its own; it is no dependency of kg.)
exec schemathesis run "$1/api/openapi.json" --max-examples "${2:-20}" --continue-on-failure \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance
